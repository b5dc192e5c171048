"""Which program wrote a file: told by its content, whatever its name."""

import json
from pathlib import Path

from .json_lines import whole_json
from .measured import FORMS, check_form
from .misuse import Misuse
from .run_results import read_run
from .soak import read_soak
from .sweep import read_sweep, read_sweep_csv
from .text import printable_path

EXPECTED = """what `nightjar` wrote: the JSON Lines of run, match find, soak --out; the JSON of bench, bench --sweep, \
bench --queue, run --stats, tune, doctor; the CSV of bench --sweep"""
# Keys that only this kind has: of JSON that is read whole.
KINDS = {
    "sweep": {"points", "machine"},
    "queue": {"gain", "one", "queue"},
    "bench": {"steps", "x_real_time"},
    "tune": {"contests", "profile", "took_s"},
    "profile": {"for", "choice", "why"},
    "doctor": {"isa", "cores", "memory"},
}
FIRST = 1 << 16  # bytes that are looked at


def read_section(file: Path) -> dict:
    """What the page shows of a file. Its "kind" is that of the page's module which draws it."""
    try:
        section = read_run(file) if file.is_dir() else _read_file(file)
    except OSError as error:
        raise Misuse(f"{printable_path(file)}: {error.strerror or error}; expected a file to read") from error
    return {"file": printable_path(file), **section}


def _read_file(file: Path) -> dict:
    if not file.is_file():
        raise Misuse(f"{printable_path(file)}: no such file; expected {EXPECTED}")
    with file.open("rb") as opened:
        first = opened.read(FIRST)
    line = first.split(b"\n", 1)[0]
    match _type_of(line):
        case "run":
            return read_run(file)
        case "soak":
            return read_soak(file)
    if b"engine_threads" in line and b"," in line and not line.startswith(b"{"):
        return read_sweep_csv(file)
    if first.lstrip()[:1] != b"{":
        raise Misuse(f"{printable_path(file)}: no file of Nightjar's; expected {EXPECTED}")
    report = whole_json(file)
    kind = next((kind for kind, keys in KINDS.items() if keys <= report.keys()), None)
    if kind is None:
        keys = ", ".join(list(report)[:5]) or "no keys"
        raise Misuse(f"{printable_path(file)}: JSON of an unknown kind, with {keys}; expected {EXPECTED}")
    if kind == "sweep":
        return read_sweep(file, report)
    check_form(report, FORMS[kind], printable_path(file))
    return {"kind": kind, "notes": [], "report": report}


def _type_of(line: bytes) -> str | None:
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return first.get("type") if isinstance(first, dict) else None
