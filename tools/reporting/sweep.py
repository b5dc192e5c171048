"""What `nightjar bench --sweep -o` wrote, as JSON or CSV."""

import csv
from pathlib import Path

from .json_lines import parse, whole_json
from .misuse import Misuse
from .text import printable_path

# What the page draws; everything else is in its table only.
NEEDED = ("name", "engine_threads", "intra_op_threads", "wall_s", "x_real_time", "cpu_use")
GROUPS = ("latency_ms", "work_ms", "stage_ms", "growth")


def read_sweep(file: Path, report: dict | None = None) -> dict:
    report = report or whole_json(file)
    points = report.get("points")
    if not isinstance(points, list) or not points:
        raise Misuse(
            f"{printable_path(file)}: no points; expected a sweep that was not stopped before its first"
        )
    for number, point in enumerate(points):
        _check(point, f"{printable_path(file)}, point {number + 1}")
    notes = (
        ["The sweep was interrupted: these are the points that it had."] if report.get("interrupted") else []
    )
    if report.get("failures"):
        notes.append(f"{report['failures']} measurements failed and are missing here.")
    head = {key: report.get(key) for key in ("version", "model", "machine")}
    return {"kind": "sweep", "notes": notes, **head, "points": points}


def _check(point: object, where: str) -> None:
    if not isinstance(point, dict):
        raise Misuse(f"{where}: expected an object; got {type(point).__name__}")
    for key in NEEDED:
        expected = str if key == "name" else (int, float)
        if not isinstance(point.get(key), expected):
            raise Misuse(
                f"{where}: {key} is {point.get(key)!r}; expected a {'name' if key == 'name' else 'number'}"
            )
    if not all(isinstance(point.get(group, {}), dict) for group in GROUPS):
        raise Misuse(f"{where}: expected objects for {', '.join(GROUPS)}")


def read_sweep_csv(file: Path) -> dict:
    """The CSV has the points alone: neither machine nor model."""
    points = []
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            point: dict = {}
            for name, field in row.items():
                if name is None or field is None:
                    raise Misuse(f"{printable_path(file)}: a row with fewer or more fields than the header")
                _put(point, name, field)
            points.append(point)
    return read_sweep(file, {"points": points})


def _put(point: dict, name: str, field: str) -> None:
    """In the group that its name begins with, as in the JSON: latency_ms_p95 is p95 of latency_ms."""
    try:
        value = parse(field.encode())
    except ValueError:
        value = field
    for group in GROUPS:
        if name.startswith(group + "_"):
            point.setdefault(group, {})[name.removeprefix(group + "_")] = value
            return
    point[name] = value
