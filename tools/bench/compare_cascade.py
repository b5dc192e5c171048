#!/usr/bin/env python3
"""What is `run --only` worth? Makes a recording that is mostly silence and music, with strings of words in it, and runs a model of
transcripts over it with and without --only, in turn. Prints speed and CPU time of both (medians), their ratios, what was skipped,
and how many words each found in the strings and elsewhere, where none are said; exits 1 where those in the strings, or their times,
differ, or the ratio of the speeds is below --at-least.

    tools/bench/compare_cascade.py --data DIR [--model digits] [--only speech] [--minutes 30] [--rounds 5] [--at-least 3]

DIR has the folders fsdd and music. Of every minute, six seconds are words, half of the rest is music and half is silence with a
soft hiss. Needs numpy, scipy and soundfile.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf
from scipy.signal import resample_poly

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16000
MINUTE = 60 * RATE_HZ
WORDS = 6 * RATE_HZ
STEPS = ("read", "extract", "infer", "score", "merge")


def sound_of(path: Path) -> np.ndarray:
    """Mono, at RATE_HZ, with a peak of 0.5."""
    sound, rate_hz = sf.read(path, dtype="float32", always_2d=True)
    mono = resample_poly(sound.mean(axis=1), RATE_HZ, rate_hz)
    return 0.5 * mono / max(1e-6, np.abs(mono).max())


def scene(data: Path, minutes: int) -> tuple[np.ndarray, list[range]]:
    """float32 [minutes * MINUTE], the same each time; and the samples of each string."""
    rng = np.random.default_rng(1)
    words = sorted((data / "fsdd").glob("*.flac"))
    pieces = np.concatenate([sound_of(path) for path in sorted((data / "music").glob("*.ogg"))])
    strings = []
    out = 0.0005 * rng.standard_normal(minutes * MINUTE).astype(np.float32)
    for begin in range(0, len(out), MINUTE):
        at = begin + int(rng.integers(RATE_HZ, MINUTE // 2 - WORDS))
        strings.append(range(at, at + WORDS))
        while at + len(word := sound_of(words[rng.integers(len(words))])) <= strings[-1].stop:
            out[at : at + len(word)] += word
            at += len(word) + int(rng.integers(RATE_HZ // 10, RATE_HZ // 2))
        offset = int(rng.integers(len(pieces) - MINUTE // 2))
        half = begin + MINUTE // 2
        out[half : half + MINUTE // 2] += 0.5 * pieces[offset : offset + MINUTE // 2]
    return np.clip(out, -1, 1), strings


def run(options: argparse.Namespace, path: Path, more: list[str]) -> tuple[dict, list[dict]]:
    """What --stats and the lines say."""
    stats = path.with_suffix(".json")
    command = [options.program, "run", "--quiet", "--model", options.model, "--stats", stats, *more, path]
    if options.workers:
        command += ["--workers", str(options.workers)]
    done = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(stats.read_text()), [json.loads(line) for line in done.stdout.splitlines()]


def said(lines: list[dict]) -> list[tuple]:
    return [(line["start_sample"], line["end_sample"], line["text"]) for line in lines if line["type"] == "word"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="digits")
    parser.add_argument("--only", default="speech")
    parser.add_argument("--workers", type=int, help="default: the cores")
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-least", type=float, default=0, help="exit 1 below this ratio")
    options = parser.parse_args()

    seconds: dict[str, list[float]] = {"everywhere": [], "only": []}
    words: dict[str, list[tuple]] = {}
    other: dict[str, int] = {}
    skipped_s = 0.0
    cpu_s: dict[str, list[dict[str, float]]] = {"everywhere": [], "only": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scene.flac"
        sound, strings = scene(options.data, options.minutes)
        sf.write(path, sound, RATE_HZ, subtype="PCM_16")
        for _ in range(options.rounds):
            for name, more in (("everywhere", []), ("only", ["--only", options.only])):
                stats, lines = run(options, path, more)
                seconds[name].append(stats["run_s"])
                found = said(lines)
                words[name] = [word for word in found if any(word[0] in string for string in strings)]
                other[name] = len(found) - len(words[name])
                skipped_s = stats["skipped_s"]
                cpu_s[name].append({step["step"]: step["cpu_s"] for step in stats["steps"]})
    total_cpu_s = {name: statistics.median(sum(steps.values()) for steps in seen) for name, seen in cpu_s.items()}
    for name, seen in seconds.items():
        steps = ", ".join(f"{step} {statistics.median(one[step] for one in cpu_s[name]):.2f}" for step in STEPS)
        speed = 60 * options.minutes / statistics.median(seen)
        print(f"{name:10} {speed:8.0f} x real time; CPU {total_cpu_s[name]:.2f} s: {steps}")
    ratio = statistics.median(seconds["everywhere"]) / statistics.median(seconds["only"])
    cpu_ratio = total_cpu_s["everywhere"] / total_cpu_s["only"]
    print(f"ratio      {ratio:8.2f}, of CPU time {cpu_ratio:.2f}; skipped {skipped_s:.1f} of {60 * options.minutes} s")
    same = words["everywhere"] == words["only"]
    for name in words:
        print(f"{name:10} {len(words[name]):8d} words in the strings, {other[name]} elsewhere")
    print("those in the strings are the same" if same else "those in the strings are NOT the same")
    sys.exit(0 if same and ratio >= options.at_least else 1)


if __name__ == "__main__":
    main()
