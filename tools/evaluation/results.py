"""Reads the JSON Lines of `nightjar run`."""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

from .sounds import Heard, Misuse, Results, Span


def read_results(file: Path) -> Results:
    """`file`: standard output of `run`, or the folder of its --out with --format jsonl."""
    reader = _Reader(file)
    for where, line in _lines(file):
        try:
            reader.take(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Misuse(
                f"{where}: expected a line of `nightjar run`; got {line[:60]!r} ({error!r})"
            ) from error
    if not reader.run:
        raise Misuse(f"{file}: no line of type run; expected what `nightjar run` wrote")
    heard = sorted(reader.heard.values(), key=lambda one: one.path)
    return Results(heard, reader.run, reader.writes_text)


class _Reader:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.run: dict = {}
        self.heard: dict[str, Heard] = {}
        self.writes_text = False
        self._rate_hz: dict[str, int] = {}
        self._unended: dict[tuple, int] = {}  # events that a later line goes on with: where they are in spans

    def take(self, line: dict) -> None:
        if line["type"] == "run":
            self._take_run(line)
            return
        path = _path(line)
        if path is None:
            return
        sound = self.heard.setdefault(path, Heard(path))
        match line["type"]:
            case "recording":
                if path in self._rate_hz:
                    raise Misuse(f"{self.file}: {path} is there twice; expected each recording once")
                self._rate_hz[path] = line["sample_rate_hz"]
            case "event" | "word":
                self._take_span(sound, line)
            case "transcript":
                sound.texts.append(line["text"])
            case "error" | "gap":
                sound.reason = sound.reason or f"{line['code']}: {line['message']}"
            case "end":
                sound.status = line["status"]
                sound.processed_s = line["processed"] / self._rate_hz.get(path, 1)
                self.writes_text |= "transcripts" in line

    def _take_run(self, line: dict) -> None:
        if self.run and line != self.run:
            raise Misuse(f"{self.file}: results of two runs that differ; expected those of one")
        if line.get("channels") == "each":
            raise Misuse(
                f"{self.file}: results of each channel apart; expected those of `--channels mix` or `first`"
            )
        if line.get("from_s") or line.get("to_s") is not None:
            raise Misuse(f"{self.file}: results of a part (--from, --to); expected those of whole recordings")
        self.run = line

    def _take_span(self, sound: Heard, line: dict) -> None:
        """Parts of an event that was too long for one line become one again."""
        label = line["label"] if line["type"] == "event" else line["text"]
        span = Span(line["start_s"], line["end_s"], label, line["score"])
        key = (sound.path, label, line.get("channel"))
        at = self._unended.pop(key, None)
        if at is None:
            at = len(sound.spans)
            sound.spans.append(span)
        else:
            sound.spans[at] = _joined(sound.spans[at], span)
        if line.get("continues"):
            self._unended[key] = at


def _joined(a: Span, b: Span) -> Span:
    a_s, b_s = a.offset_s - a.onset_s, b.offset_s - b.onset_s
    score = (a.score * a_s + b.score * b_s) / (a_s + b_s) if a_s + b_s > 0 else max(a.score, b.score)
    return Span(a.onset_s, b.offset_s, a.label, score)


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Each with where it is."""
    files = sorted(file.rglob("*.jsonl")) if file.is_dir() else [file]
    if not files:
        raise Misuse(f"{file}: a folder without *.jsonl; expected that of `nightjar run --out DIR`")
    for one in files:
        with one.open(encoding="utf-8", errors="replace") as text:
            yield from ((f"{one}, line {number}", line) for number, line in enumerate(text, 1))


def _path(line: dict) -> str | None:
    if "path_base64" in line:
        return os.fsdecode(base64.b64decode(line["path_base64"]))
    return line.get("path")
