"""Runs `nightjar run` on scenes and compares what it says with what is known to be in them."""

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from .model import RATE_HZ
from .scenes import Known, Scene

LEAST = 0.02  # score of a detection
_APART_S = 1.0  # a word heard twice in so short a time is one detection
_SLACK_S = 0.5  # how far from the word a detection may lie


@dataclass
class Heard:
    """Of one scene. A detection: label, score, whether a known word is there."""

    kind: str
    hours: float
    known: list[str] = field(default_factory=list)
    detections: list[tuple[str, float, bool]] = field(default_factory=list)
    events: list[tuple[str, float | None, float | None]] = field(
        default_factory=list
    )  # off by: onset, offset


def listen(program: Path, model: Path, scenes: list[Scene]) -> list[Heard]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{i:03}.wav" for i in range(len(scenes))]
        for path, scene in zip(paths, scenes):
            soundfile.write(path, scene.sound, RATE_HZ, subtype="PCM_16")
        command = [program, "run", "--quiet", "--workers", "1", "--format", "jsonl", "--model", model]
        said = subprocess.run(
            [*command, "--scores", folder / "s.npz", *paths], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        lines = [json.loads(line) for line in said.splitlines()]
        with np.load(folder / "s.npz") as found:
            table = {key: found[key] for key in found}
    heard = []
    for path, scene in zip(paths, scenes):
        of_path = table["path_index"] == list(table["paths"]).index(str(path))
        middle_s = (table["start_sample"] + table["end_sample"])[of_path] / 2 / RATE_HZ
        one = Heard(scene.kind, len(scene.sound) / RATE_HZ / 3600, [known.label for known in scene.known])
        for label, scores in zip(table["labels"], table["scores"][of_path].T):
            words = [known for known in scene.known if known.label == label]
            one.detections += [(str(label), s, hit) for s, hit in _judged(_peaks(middle_s, scores), words)]
        events = [line for line in lines if line["type"] == "event" and line["path"] == str(path)]
        one.events = [_event(event, scene.known) for event in events]
        heard.append(one)
    return heard


def _peaks(middle_s: np.ndarray, scores: np.ndarray) -> list[tuple[float, float]]:
    """(score, time), the highest first; none within a second of a higher one."""
    kept: list[tuple[float, float]] = []
    for row in np.argsort(-scores):
        if scores[row] < LEAST:
            break
        if all(abs(middle_s[row] - time_s) > _APART_S for _, time_s in kept):
            kept.append((float(scores[row]), float(middle_s[row])))
    return kept


def _judged(peaks: list[tuple[float, float]], words: list[Known]) -> list[tuple[float, bool]]:
    """Each word is found once; what finds it again is a false alarm."""
    left = list(words)
    judged = []
    for score, time_s in peaks:
        hit = next((w for w in left if w.start_s - _SLACK_S <= time_s <= w.end_s + _SLACK_S), None)
        if hit:
            left.remove(hit)
        judged.append((score, hit is not None))
    return judged


def _event(event: dict, known: list[Known]) -> tuple[str, float | None, float | None]:
    for word in known:
        if word.label == event["label"] and event["start_s"] < word.end_s and event["end_s"] > word.start_s:
            return word.label, event["start_s"] - word.start_s, event["end_s"] - word.end_s
    return event["label"], None, None
