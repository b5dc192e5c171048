"""Synthetic voices, espeak-ng and flite with many settings: the digits, and sentences without any."""

import re
import subprocess
from pathlib import Path

import numpy as np

from .model import WORDS

# What a digit is mistaken for, put among the words of sentences.
_LIKE_DIGITS = (
    "hero zebra arrow narrow hear row sun run fun done gone wonder once under shoe who do through true "
    "few new tool tooth room soon tree free thee sea see he be reef read floor door more core fall far "
    "force fork form horse fine find life hive drive alive knife nice sick fix mix sit kiss thick this "
    "sixth eleven heaven level even seventh servant seventeen state hate late gate date ape ache aid aim "
    "age eighth wait wake mine line wine night sign none noon known nan nein oh so no go slow low down "
    "town time tie ten teen sixteen hundred"
).split()
_ACCENTS = "en-us en-gb en-gb-scotland en-029 en-gb-x-rp en-gb-x-gbclan en-gb-x-gbcwmd en-us-nyc".split()
_FLITE = "kal kal16 awb rms slt".split()


def _espeak(rng: np.random.Generator) -> list[str]:
    listed = subprocess.run(
        ["espeak-ng", "--voices=variant"], capture_output=True, text=True, check=True
    ).stdout
    variants = sorted(set(re.findall(r"!v/(\w+)", listed)))
    voice = f"{rng.choice(_ACCENTS)}+{rng.choice(variants)}"
    speed, pitch, gap = rng.integers(100, 230), rng.integers(15, 85), rng.integers(0, 3)
    return ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-g", str(gap), "-w", "OUT", "TEXT"]


def _flite(rng: np.random.Generator) -> list[str]:
    stretch, pitch_hz = rng.uniform(0.7, 1.5), rng.integers(75, 230)
    features = ["--setf", f"duration_stretch={stretch:.2f}", "--setf", f"int_f0_target_mean={pitch_hz}"]
    return ["flite", "-voice", str(rng.choice(_FLITE)), *features, "-o", "OUT", "-t", "TEXT"]


def sentence(words: list[str], rng: np.random.Generator) -> str:
    """`words` in any order, or words that sound like digits."""
    return " ".join(rng.choice(words if rng.random() < 0.5 else _LIKE_DIGITS, rng.integers(4, 10))) + "."


def render(folder: Path, voices: int, words: list[str], seed: int) -> None:
    """folder/<voice>_<word>.wav, and <voice>_sentence<i>.wav: two thirds by espeak-ng, one by flite."""
    folder.mkdir(parents=True, exist_ok=True)
    for voice in range(voices):
        done = folder / f"{voice:03}.done"
        if done.exists():
            continue
        rng = np.random.default_rng((seed, voice))
        command = _flite(rng) if voice % 3 == 0 else _espeak(rng)
        said = {word: word for word in WORDS} | {f"sentence{i}": sentence(words, rng) for i in range(3)}
        for name, text in said.items():
            given = {"OUT": str(folder / f"{voice:03}_{name}.wav"), "TEXT": text}
            subprocess.run([given.get(word, word) for word in command], check=True, stderr=subprocess.DEVNULL)
        done.touch()
