"""Reads the JSON Lines of `nightjar run` and `match find`."""

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .findings import TEXT_OF, Findings, number
from .json_lines import json_lines
from .misuse import Misuse
from .text import printable_path


@dataclass
class Recording:
    path: str  # as os.fsdecode gives it
    info: dict = field(default_factory=dict)  # its line `recording`
    end: dict = field(default_factory=dict)  # its line `end`
    last_s: float = 0.0  # where its last finding ends

    @property
    def rate_hz(self) -> int:
        return self.info.get("sample_rate_hz") or 0

    @property
    def frames(self) -> int:
        """As far as the run went; what the header says where it did not end; 0: unknown."""
        return self.end.get("frames") or self.info.get("declared_frames") or int(self.last_s * self.rate_hz)

    @property
    def duration_s(self) -> float:
        return self.frames / self.rate_hz if self.rate_hz else 0.0


def read_run(file: Path) -> dict:
    """`file`: standard output of `run`, or the folder of its --out with --format jsonl. The section's `sounds` are the
    recordings, for who draws them; they are no part of the page's data."""
    reader = _Reader()
    notes: list[str] = []
    for where, line in _lines(file, notes):
        try:
            reader.take(line)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Misuse(
                f"{where}: expected a line of `nightjar run`; got one of type {line.get('type')!r} ({error!r})"
            ) from error
    if not reader.run:
        raise Misuse(f"{printable_path(file)}: no line of type run; expected what `nightjar run` wrote")
    recordings = list(reader.recordings.values())
    if reader.done is None and not file.is_dir():
        notes.append("The run did not end: its last line, of type done, is missing.")
    return {
        "kind": "run",
        "notes": notes,
        "run": reader.run,
        "done": reader.done,
        "recordings": [_as_data(one) for one in recordings],
        "findings": reader.findings.as_data(),
        "sounds": recordings,
    }


def _lines(file: Path, notes: list[str]) -> Iterator[tuple[str, dict]]:
    files = sorted(file.rglob("*.jsonl")) if file.is_dir() else [file]
    if not files:
        raise Misuse(
            f"{printable_path(file)}: a folder without *.jsonl; expected that of `nightjar run --out DIR --format jsonl`"
        )
    for one in files:
        yield from json_lines(one, notes)


def _as_data(one: Recording) -> dict:
    keys = ("container", "codec", "sample_rate_hz", "channels")
    counts = ("status", "frames", "processed", "gap", "skipped", "clipped")
    return {
        "name": printable_path(one.path),
        "duration_s": one.duration_s,
        **{key: one.info.get(key) for key in keys},
        **{key: one.end.get(key) for key in counts},
        "status": one.end.get("status", "unfinished"),
    }


class _Reader:
    def __init__(self) -> None:
        self.run: dict = {}
        self.done: dict | None = None
        self.recordings: dict[str, Recording] = {}
        self.findings = Findings()
        self._number: dict[str, int] = {}

    def take(self, line: dict) -> None:
        kind = line["type"]
        if kind == "run":
            if self.run and self.run != line:
                raise ValueError("results of two runs that differ: give each a file of its own")
            self.run = line
            return
        if kind == "done":
            self.done = line
            return
        path = _path(line)
        number_of = self._number.setdefault(path, len(self._number))
        recording = self.recordings.setdefault(path, Recording(path))
        if kind == "recording":
            if recording.info:
                raise ValueError("a recording that is there twice")
            if number(line["sample_rate_hz"]) < 1 or number(line.get("declared_frames") or 0) < 0:
                raise ValueError("a sample rate below 1, or frames below 0")
            recording.info = line
        elif kind == "end":
            if number(line["frames"]) < 0 or not isinstance(line["status"], str):
                raise ValueError("frames below 0, or no status")
            recording.end = line
        elif kind in TEXT_OF:
            self.findings.take(line, number_of)
            if kind != "error":
                recording.last_s = max(recording.last_s, number(line["end_s"]))
        else:
            raise ValueError("an unknown type")


def _path(line: dict) -> str:
    if "path_base64" in line:
        path = os.fsdecode(base64.b64decode(line["path_base64"], validate=True))
    else:
        path = line["path"]
    if not isinstance(path, str) or b"\0" in os.fsencode(path):
        raise ValueError("a path that no file can have")
    return path
