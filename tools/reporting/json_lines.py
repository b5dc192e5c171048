"""Reads JSON, and JSON Lines that a program may have been stopped in the middle of."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

from .misuse import Misuse
from .text import printable, printable_path

LONGEST_LINE = 1 << 24  # bytes; an utterance with its n-best list takes some kilobytes
LARGEST_FILE = 1 << 28  # of JSON that is read whole


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"{digits} is too large a number")
    return value


def parse(text: bytes) -> object:
    """ValueError for what is no JSON, and for numbers that no page could hold."""
    return json.loads(text.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite)


def json_lines(file: Path, notes: list[str]) -> Iterator[tuple[str, dict]]:
    """Each line with where it is. A last line that is cut off, as a crash leaves it, is left out and noted."""
    with file.open("rb") as lines:
        number = 0
        while line := lines.readline(LONGEST_LINE):
            number += 1
            where = f"{printable_path(file)}, line {number}"
            try:
                value = parse(line)
                if not isinstance(value, dict):
                    raise ValueError("no object")
            except (ValueError, RecursionError) as error:
                if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                    notes.append(f"Line {number}, the last one, is cut off: it was left out.")
                    return
                raise Misuse(
                    f"{where}: expected a JSON object; got {printable(line[:60].decode('utf-8', 'replace'))!r}"
                ) from error
            yield where, value


def whole_json(file: Path) -> dict:
    if file.stat().st_size > LARGEST_FILE:
        raise Misuse(
            f"{printable_path(file)}: {file.stat().st_size} bytes of JSON; expected at most {LARGEST_FILE}"
        )
    try:
        value = parse(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Misuse(
            f"{printable_path(file)}: not JSON ({error}); expected a whole file: was its program stopped?"
        ) from error
    if not isinstance(value, dict):
        raise Misuse(f"{printable_path(file)}: expected a JSON object; got a {type(value).__name__}")
    return value
