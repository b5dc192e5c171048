"""The order of the work: read the files, then write the page, the pictures of sound first."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from .kinds import read_section
from .libraries import plotting_library
from .misuse import Misuse
from .options import options
from .page import Page
from .sounds import add_sounds
from .text import printable_path

WRITTEN, SET_UP_FAILED, OUTPUT_FAILED, INTERRUPTED = 0, 2, 3, 130


def write_page(o: argparse.Namespace, sections: list[dict]) -> None:
    """Under another name until it is whole."""
    library = plotting_library()
    unfinished = tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=o.out.parent, prefix=".report-", suffix=".html", delete=False
    )
    try:
        with unfinished as out:
            page = Page(out, o.title, library)
            runs = [section for section in sections if section["kind"] == "run"]
            for number, section in enumerate(runs):
                add_sounds(page, section, number, o.recordings, o.out, o.size // len(runs))
            page.end({"title": o.title, "sections": sections})
        os.chmod(unfinished.name, 0o666 & ~_umask())
        os.replace(unfinished.name, o.out)
    except BaseException:
        os.unlink(unfinished.name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def run(arguments: list[str]) -> int:
    """The exit code."""
    o = options(arguments)
    try:
        sections = [read_section(file) for file in o.files]
        for section in sections:
            for note in section["notes"]:
                print(f"report: {section['file']}: {note}", file=sys.stderr)
        write_page(o, sections)
    except Misuse as error:
        print(f"report: {error}", file=sys.stderr)
        return SET_UP_FAILED
    except OSError as error:
        print(f"report: {printable_path(o.out)}: {error.strerror or error}", file=sys.stderr)
        return OUTPUT_FAILED
    size = o.out.stat().st_size
    print(f"report: {printable_path(o.out)}, {size / (1 << 20):.1f} MiB", file=sys.stderr)
    return WRITTEN


def main() -> None:
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
