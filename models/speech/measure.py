#!/usr/bin/env python3
"""Measures the two runs of train.py, each on the speakers, pieces and sounds that it never heard.

    models/speech/measure.py --data ../shared/data

runs `nightjar run` with each model folder build/speech/run-N, lets tools/evaluation count frames, and writes
build/speech/figures.md.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, report, scenes  # noqa: E402
from recipe.model import LABELS, MODEL, RATE_HZ  # noqa: E402
from recipe.score import figures, hear, seconds  # noqa: E402
from recipe.sound import load  # noqa: E402

ROOT = MODEL.parents[1]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with speech, music, esc10")
    add("--work", type=Path, default=Path("build/speech"), help="where train.py left its runs")
    add("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    add("--runs", type=int, nargs="+", default=[1, 2])
    add("--scenes", type=int, nargs=2, default=[4, 1], help="at each level: of a piece, of an instrument")
    add("--seed", type=int, default=100)
    return parser.parse_args()


def mixes(o: argparse.Namespace, run: int) -> list[report.Row]:
    """A row for each piece that the run held out."""
    speakers = [load(clip) for clip in clips.speech(o.data) if clip.part in clips.RUNS[run]]
    rows = []
    for piece in (clip for clip in clips.pieces(o.data) if clip.part in clips.RUNS[run]):
        row = report.Row(piece.path.stem, len(load(piece)) / RATE_HZ)
        count = o.scenes[row.seconds < report.INSTRUMENT_S]
        made = scenes.mixed(piece, speakers, o.work / f"scenes/{run}", count, o.seed + run)
        heard = hear(o.program, o.work / f"run-{run}", [s for found in made.values() for s in found])
        for snr_db, played in made.items():
            row.counts[snr_db] = figures(heard, played)
        rows.append(row)
        print(row.name, *[report.f1(report.total([row], label)) for label in LABELS], flush=True)
    return rows


def alone(o: argparse.Namespace, run: int) -> dict[str, list[scenes.Scene]]:
    """Recordings that the run held out, as they are."""
    return {
        "esc10": [scenes.Scene(c.path, []) for c in clips.sounds(o.data) if c.part in clips.RUNS[run]],
        "speech": [scenes.truth_of(c) for c in clips.speech(o.data) if c.part in clips.RUNS[run]],
        "music": [scenes.truth_of(c) for c in clips.pieces(o.data) if c.part in clips.RUNS[run]],
        "noise": scenes.noises(o.work / f"noise/{run}", 5, o.seed + run),
    }


def main() -> None:
    o = options()
    rows: list[report.Row] = []
    kinds: dict[str, report.False_] = {}
    known: dict[str, Counter] = {label: Counter() for label in LABELS}
    for run in o.runs:
        rows += mixes(o, run)
        for name, played in alone(o, run).items():
            heard = hear(o.program, o.work / f"run-{run}", played)
            one = kinds.setdefault(name, report.False_())
            one.seconds += seconds(heard, played)
            for label, of in figures(heard, played).items():
                one.found[label] += of["found"]
                if name == label:
                    known[label].update(of)
    text = [report.mixes(rows), "", report.falsely(kinds), ""]
    text += [f"{label} alone, as recorded: F1 {report.f1(known[label])}" for label in LABELS]
    (o.work / "figures.md").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
