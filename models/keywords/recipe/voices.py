"""Synthetic voices, espeak-ng and flite with many settings: the six words, words like them, and sentences."""

import re
import subprocess
from pathlib import Path

import numpy as np

from .model import WORDS

# What a keyword may be mistaken for. Those of the second list are said by the held-back voices alone.
LIKE = (
    "alexis|lexus|election|electric|a lecture|relax a|texas|select a|alaska|all exits|computed|commuter|"
    "computing|compute|competitor|commute her|tutor|pewter|compromise|come to her|service|travis|harvest|"
    "java's|jarred|jarring|garbage|harvey's|davis|large fish|nervous|purpose|smart|mirror|smart meter|"
    "small mirror|start mirror|art mirror|smart mover|mirror mirror|smart phone|spare mirror|snowball|snow|"
    "boy|no boy|cowboy|snowman|slow boy|homeboy|show boy|so boring|snow boots|view|glass|new glass|you guess|"
    "looking glass|few glasses|hour glass|few last|blue grass|you are last|review class"
).split("|")
LIKE_UNHEARD = (
    "a lexicon|elixir|flexes|a texan|alexandra|confuser|commuted|amused her|tribute|jar of us|jarvie|charges|"
    "harness|smart minor|part mirror|smarter|mirrored|snow bowl|low boy|snoring|joy boy|view grass|due class|"
    "viewed last|glass view"
).split("|")
_ACCENTS = "en-us en-gb en-gb-scotland en-029 en-gb-x-rp en-gb-x-gbclan en-gb-x-gbcwmd en-us-nyc".split()
_FLITE = (("slt",), ("kal", "kal16", "awb", "rms"))  # held back or not


def _espeak(rng: np.random.Generator, held_back: bool) -> list[str]:
    listed = subprocess.run(["espeak-ng", "--voices=variant"], capture_output=True, text=True, check=True)
    variants = sorted(set(re.findall(r"!v/(\w+)", listed.stdout)))
    usable = [v for at, v in enumerate(variants) if (at % 3 == 0) == held_back]
    speed, pitch = rng.integers(110, 220), rng.integers(15, 85)
    voice = f"{rng.choice(_ACCENTS)}+{rng.choice(usable)}"
    return ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", "OUT", "TEXT"]


def _flite(rng: np.random.Generator, held_back: bool) -> list[str]:
    stretch, pitch_hz = rng.uniform(0.75, 1.4), rng.integers(75, 230)
    voice = str(rng.choice(_FLITE[0 if held_back else 1]))
    features = ["--setf", f"duration_stretch={stretch:.2f}", "--setf", f"int_f0_target_mean={pitch_hz}"]
    return ["flite", "-voice", voice, *features, "-o", "OUT", "-t", "TEXT"]


def _texts(rng: np.random.Generator, held_back: bool, sentences: list[str]) -> dict[str, str]:
    """By name: three lists of words like the keywords, four sentences, and the keywords in training."""
    like = LIKE + LIKE_UNHEARD if held_back else LIKE
    said = {f"like{i}": ", ".join(rng.choice(like, 6)) + "." for i in range(3)}
    said |= {f"sentence{i}": str(rng.choice(sentences)) for i in range(4)}
    return said if held_back else said | {word: word.replace("_", " ") for word in WORDS}


def render(folder: Path, voices: int, sentences: tuple[list[str], list[str]], seed: int) -> None:
    """Two thirds by espeak-ng, one by flite; voices 0, 3, 6, ... are held back."""
    folder.mkdir(parents=True, exist_ok=True)
    for voice in range(voices):
        done = folder / f"{voice:03}.done"
        if done.exists():
            continue
        rng, held_back = np.random.default_rng((seed, voice)), voice % 3 == 0
        command = (_flite if voice // 3 % 3 == 0 else _espeak)(rng, held_back)
        for name, text in _texts(rng, held_back, sentences[held_back]).items():
            given = {"OUT": str(folder / f"{voice:03}-{name}.wav"), "TEXT": text}
            subprocess.run([given.get(w, w) for w in command], check=True, stderr=subprocess.DEVNULL)
        done.touch()
