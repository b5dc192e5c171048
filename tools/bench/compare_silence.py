#!/usr/bin/env python3
"""Does digital silence cost more than noise? Denormal numbers, which silence makes many of, are slow unless they count as
zero. Runs both through the program, in turn, five times each, and compares the CPU time of inference for a second of sound.

    tools/bench/compare_silence.py [--model sounds] [--minutes 10] [--at-most 1.05]
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16000


def write(path: Path, minutes: int, noise: bool) -> None:
    second = random.Random(1).randbytes(2 * RATE_HZ) if noise else bytes(2 * RATE_HZ)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        for _ in range(60 * minutes):
            out.writeframes(second)


def infer_cpu_s(program: Path, model: str, path: Path) -> float:
    """For a second of sound."""
    stats = path.with_suffix(".json")
    stats.unlink(missing_ok=True)
    subprocess.run(
        [program, "run", "--quiet", "--model", model, "--stats", stats, path], check=True, stdout=subprocess.DEVNULL
    )
    told = json.loads(stats.read_text())
    return next(step["cpu_s"] for step in told["steps"] if step["step"] == "infer") / told["sound_s"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    parser.add_argument("--model", default="sounds")
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--at-most", type=float, help="exit 1 above this ratio")
    o = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs: dict[str, list[float]] = {"silence": [], "noise": []}
        for name in costs:
            write(Path(folder) / f"{name}.wav", o.minutes, name == "noise")
        for _ in range(5):
            for name, seen in costs.items():
                seen.append(infer_cpu_s(o.program, o.model, Path(folder) / f"{name}.wav"))
    medians = {name: statistics.median(seen) for name, seen in costs.items()}
    for name, cost in medians.items():
        print(f"{name:8} {1e6 * cost:8.1f} us of CPU for a second of sound")
    ratio = medians["silence"] / medians["noise"]
    print(f"ratio    {ratio:8.3f}")
    sys.exit(1 if o.at_most and ratio > o.at_most else 0)


if __name__ == "__main__":
    main()
