"""Frames of what `nightjar run` wrote against the truth, counted by tools/evaluate."""

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .model import LABELS, MODEL, RATE_HZ, STRIDE
from .scenes import Scene

sys.path.append(str(MODEL.parents[1] / "tools"))
from evaluation.events import segment_figures  # noqa: E402
from evaluation.pairing import Pair  # noqa: E402
from evaluation.results import read_results  # noqa: E402
from evaluation.sounds import Heard, Span  # noqa: E402

FRAME_S = STRIDE / RATE_HZ


def hear(program: Path, model: Path, scenes: list[Scene]) -> dict[str, Heard]:
    """-> what was heard, by path."""
    with tempfile.TemporaryDirectory() as folder:
        listed, lines = Path(folder) / "list.txt", Path(folder) / "results.jsonl"
        listed.write_text("".join(f"{scene.path}\n" for scene in scenes))
        command = [program, "run", "--quiet", "--workers", "1", "--model", model, "--list", listed]
        with lines.open("w") as out:
            subprocess.run([*command, "--format", "jsonl"], stdout=out, check=True)
        return {heard.path: heard for heard in read_results(lines).heard}


def figures(heard: dict[str, Heard], scenes: list[Scene]) -> dict[str, Counter]:
    """-> of each label, how many frames are known, found and right."""
    pairs = [
        Pair(heard[str(scene.path)], [Span(e.onset_s, e.offset_s, e.label) for e in scene.events])
        for scene in scenes
    ]
    counted = segment_figures(pairs, FRAME_S)["labels"]
    counts = ("known", "found", "right")
    return {label: Counter({c: counted.get(label, {}).get(c, 0) for c in counts}) for label in LABELS}


def seconds(heard: dict[str, Heard], scenes: list[Scene]) -> float:
    return sum(heard[str(scene.path)].processed_s for scene in scenes)
