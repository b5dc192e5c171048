"""Draws the recordings of a run into the page, within the size that they may take together."""

import os
import sys
from pathlib import Path
from urllib.parse import quote_from_bytes

from .page import Page
from .resolution import columns_for
from .run_results import Recording
from .sound_picture import NoSound, draw_sound
from .text import printable


def add_sounds(page: Page, section: dict, number: int, where: Path, out: Path, size: int) -> None:
    """Each recording of the `section`, the page's `number`th, gets "url", and "sound" or "no_sound": what is drawn, or
    why nothing is."""
    sounds: list[Recording] = section.pop("sounds")
    columns = columns_for([one.duration_s for one in sounds], size)
    section["sound_bytes"] = 0
    section["sound_limit"] = size
    for i, (one, data) in enumerate(zip(sounds, section["recordings"], strict=True)):
        file = where / one.path
        data["url"] = url_from(out.parent, file)
        data["piece"] = f"s{number}-{i}-"

        def write(name: str, text: str, prefix: str = data["piece"]) -> None:
            section["sound_bytes"] += page.piece(prefix + name, text)

        try:
            if not size:
                raise NoSound("left out: --size 0")
            data["sound"] = draw_sound(file, one, columns[i], write)
        except NoSound as why:
            data["no_sound"] = printable(str(why))
        _say(f"drawn: {i + 1} of {len(sounds)}")
    _say("")


def url_from(folder: Path, file: Path) -> str:
    """Relative, so that page and recordings can be moved together; byte for byte what the file is called."""
    relative = os.path.relpath(os.fsencode(file.absolute()), os.fsencode(folder.absolute()))
    return quote_from_bytes(relative, safe="/")


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
