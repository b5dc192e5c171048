"""The plotting library of the page: uPlot, of the version and hash that package-lock.json beside this file pins."""

import subprocess
from pathlib import Path
from typing import NamedTuple

from .misuse import Misuse

HERE = Path(__file__).resolve().parent


class Library(NamedTuple):
    script: str
    style: str
    licence: str


def plotting_library() -> Library:
    """Fetched on first use. Misuse where that fails; the set-up has said on standard error why."""
    set_up = HERE.parent / "setup/node_packages"
    found = subprocess.run([set_up, "report", HERE], stdout=subprocess.PIPE, check=False)
    if found.returncode:
        raise Misuse("the plotting library uPlot is missing, and could not be fetched: see above")
    folder = Path(found.stdout.decode().strip()) / "uplot"
    script, style, licence = (
        (folder / name).read_text(encoding="utf-8")
        for name in ("dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE")
    )
    return Library(script, style, licence)
