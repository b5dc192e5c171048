"""Which recordings are used, and whether they are held back from training.

Keywords by clusters of voices (held_back.txt), LibriSpeech by speaker, kathleen by prompt, ESC-10 its fold 4,
music by piece, synthetic voices by voice.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from .model import RATE_HZ, WORDS


@dataclass(frozen=True)
class Clip:
    path: Path
    label: str  # one of WORDS, or ""
    held_back: bool


def load(path: Path, speed: float = 1.0) -> np.ndarray:
    """float32 [samples], mono at the model's rate, `speed` times as fast and as high."""
    sound, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return soxr.resample(sound.mean(1), rate_hz * speed, RATE_HZ, "HQ")


def _third(name: str) -> bool:
    return zlib.crc32(name.encode()) % 3 == 0


def keywords(data: Path) -> list[Clip]:
    held_back = set((Path(__file__).parent / "held_back.txt").read_text().split())
    paths = [path for word in WORDS for path in sorted((data / "keywords" / word).glob("*.ogg"))]
    return [Clip(p, p.parent.name, f"{p.parent.name}/{p.stem}" in held_back) for p in paths]


def speech(data: Path) -> list[Clip]:
    read = [Clip(p, "", _third(p.stem.split("-")[0])) for p in sorted((data / "speech").glob("*.ogg"))]
    prompts = sorted((data / "kathleen").glob("*.ogg"))
    return read + [Clip(p, "", _third(p.stem.rsplit("_", 1)[0])) for p in prompts]


def sounds(data: Path) -> list[Clip]:
    nature = [Clip(p, "", p.name[0] == "4") for p in sorted((data / "esc10").glob("*/*.ogg"))]
    return nature + [Clip(p, "", _third(p.stem)) for p in sorted((data / "music").glob("*.ogg"))]


def synthetic(folder: Path) -> list[Clip]:
    """What voices.py rendered: <voice>_<word or other text>.wav, a third of the voices held back."""
    found = [(path, *path.stem.split("-")) for path in sorted(folder.glob("*-*.wav"))]
    return [Clip(path, text if text in WORDS else "", int(voice) % 3 == 0) for path, voice, text in found]


def rendered(folder: Path) -> list[Clip]:
    """Music that models/sounds/recipe/render_music.py made."""
    return [Clip(p, "", _third(p.stem)) for p in sorted(folder.glob("*.wav"))]


def sentences(data: Path) -> tuple[list[str], list[str]]:
    """What synthetic voices read: kathleen's prompts, those of training and those held back."""
    texts: tuple[list[str], list[str]] = ([], [])
    for clip in speech(data):
        if clip.path.parent.name == "kathleen":
            texts[clip.held_back].append(clip.path.with_suffix(".txt").read_text().strip())
    return texts


def at_speed(sound: np.ndarray, speed: float) -> np.ndarray:
    """`speed` times as fast and as high."""
    return soxr.resample(sound, RATE_HZ * speed, RATE_HZ, "LQ")
