"""Synthetic voices, espeak-ng and flite with many settings, read sentences."""

import re
import subprocess
from pathlib import Path

import numpy as np

_ACCENTS = "en-us en-gb en-gb-scotland en-029 en-gb-x-rp en-us-nyc de fr es it pl ru sv tr".split()
_FLITE = "kal kal16 awb rms slt".split()


def _espeak(rng: np.random.Generator, variants: list[str]) -> list[str]:
    voice = f"{rng.choice(_ACCENTS)}+{rng.choice(variants)}"
    speed, pitch = rng.integers(100, 230), rng.integers(15, 85)
    return ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", "OUT", "TEXT"]


def _flite(rng: np.random.Generator) -> list[str]:
    stretch, pitch_hz = rng.uniform(0.7, 1.5), rng.integers(75, 230)
    features = ["--setf", f"duration_stretch={stretch:.2f}", "--setf", f"int_f0_target_mean={pitch_hz}"]
    return ["flite", "-voice", str(rng.choice(_FLITE)), *features, "-o", "OUT", "-t", "TEXT"]


def render(folder: Path, texts: list[str], count: int, seed: int) -> None:
    """folder/<n>.wav: two thirds by espeak-ng, one by flite."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = subprocess.run(["espeak-ng", "--voices=variant"], capture_output=True, text=True, check=True)
    variants = sorted(set(re.findall(r"!v/(\w+)", listed.stdout)))
    for index in range(count):
        path = folder / f"{index:03}.wav"
        if path.exists():
            continue
        rng = np.random.default_rng((seed, index))
        command = _flite(rng) if index % 3 == 0 else _espeak(rng, variants)
        given = {"OUT": str(path), "TEXT": texts[rng.integers(len(texts))]}
        subprocess.run([given.get(word, word) for word in command], check=True, stderr=subprocess.DEVNULL)
