"""Labels in a file for each recording (Audacity's tracks, TextGrids, transcripts), and RTTM."""

import re
from collections.abc import Iterator
from pathlib import Path

from .label_tables import span, text_of
from .sounds import Misuse, Span

NUMBER = r"\s*-?\d+([.,]\d+)?\s*"


def read_audacity(file: Path) -> list[Span]:
    """start, end and label between tabulators; lines that begin with a backslash say frequencies."""
    return [
        span(*(field.replace(",", ".") for field in fields[:2]), fields[2].strip(), f"{file}, line {number}")
        for number, fields in _fields(file, "\t")
        if not fields[0].startswith("\\")
    ]


def is_audacity(file: Path) -> bool:
    """An empty file is a track without labels."""
    first = next((line for line in text_of(file).splitlines() if line.strip()), None)
    return first is None or re.fullmatch(rf"{NUMBER}\t{NUMBER}(\t.*)?", first) is not None


def read_text(file: Path) -> list[str]:
    return [" ".join(text_of(file).split())]


def read_textgrid(file: Path, tier: str | None) -> list[Span]:
    """The intervals of all tiers that have some, or of the one named; points have no duration."""
    from praatio import textgrid

    try:
        grid = textgrid.openTextgrid(str(file), includeEmptyIntervals=False)
    except Exception as error:  # whatever it throws at a file that is none
        raise Misuse(f"{file}: no TextGrid: {error}") from error
    of_intervals = [one for one in grid.tiers if isinstance(one, textgrid.IntervalTier)]
    chosen = [one for one in of_intervals if tier is None or one.name == tier]
    if not chosen:
        names = ", ".join(one.name for one in of_intervals)
        raise Misuse(f"{file}: no tier of intervals '{tier or ''}'; it has {names or 'none'}")
    return [Span(entry.start, entry.end, entry.label.strip()) for one in chosen for entry in one.entries]


def read_rttm(file: Path) -> dict[str, list[Span]]:
    """NIST's SPEAKER lines: type, recording, channel, onset, duration, two unused, name, two unused."""
    of: dict[str, list[Span]] = {}
    for number, fields in _fields(file, None):
        if fields[0] != "SPEAKER":
            continue
        where = f"{file}, line {number}"
        if len(fields) < 8:
            raise Misuse(f"{where}: {len(fields)} fields; expected the ten of SPEAKER")
        try:
            end = float(fields[3]) + float(fields[4])
        except ValueError:
            raise Misuse(
                f"{where}: {fields[3]!r}, {fields[4]!r}; expected onset and duration in seconds"
            ) from None
        of.setdefault(fields[1], []).append(span(fields[3], repr(end), fields[7], where))
    return of


def _fields(file: Path, separator: str | None) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text_of(file).splitlines(), 1):
        if line.strip():
            fields = line.split(separator)
            if separator and len(fields) < 3 and not line.startswith("\\"):
                raise Misuse(f"{file}, line {number}: {len(fields)} fields; expected start, end and label")
            yield number, fields
