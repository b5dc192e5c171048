#!/usr/bin/env python3
"""Measures models/keywords on scenes of what is held back from training: misses against false alarms.

    models/keywords/measure.py --data ../shared/data

makes scenes of ten minutes one after the other, lets `nightjar run` hear them as a user would, and writes
build/keywords/figures.md and curve.svg beside the card. What was heard is kept
in build/keywords/heard: a run that is broken off goes on where it was (delete the folder to measure other
weights), and several processes can share the hours (--from-hour 0 --hours 25, --from-hour 25 --hours 25).
"""

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tools")]
from recipe import report  # noqa: E402
from recipe.listen import Heard, listen  # noqa: E402
from recipe.model import MODEL  # noqa: E402
from recipe.scenes import SCENE_S, Maker  # noqa: E402

_SCENES = 3600 // SCENE_S  # an hour
_REAL = 3  # hours of five in which real voices speak; in the others synthetic ones


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with keywords, speech, kathleen, esc10, music")
    add("--work", type=Path, default=Path("build/keywords"), help="where train.py left its voices and music")
    add("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    add("--model", type=Path, default=MODEL)
    add("--from-hour", type=int, default=0)
    add("--hours", type=int, default=50)
    add("--seed", type=int, default=1000)
    return parser.parse_args()


def main() -> None:
    o = options()
    kept = o.work / "heard"
    kept.mkdir(parents=True, exist_ok=True)
    maker = None
    for hour in range(o.from_hour, o.from_hour + o.hours):
        file = kept / f"{hour:03}.json"
        if file.exists():
            continue
        maker = maker or Maker(o.data, o.work)
        kind = "real" if hour % 5 < _REAL else "made"
        scenes = [maker.scene(kind, o.seed + hour * _SCENES + i) for i in range(_SCENES)]
        file.write_text(json.dumps([vars(one) for one in listen(o.program, o.model, scenes)]))
        print(f"hour {hour} ({kind})", flush=True)
    heard = [Heard(**one) for file in sorted(kept.glob("*.json")) for one in json.loads(file.read_text())]
    (o.work / "figures.md").write_text(report.markdown(heard))
    report.draw(heard, MODEL / "curve.svg")


if __name__ == "__main__":
    main()
