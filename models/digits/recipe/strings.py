"""Digits one after the other, from touching to seconds apart, with what is said where."""

from dataclasses import dataclass

import numpy as np
import soundfile
import soxr

from .clips import Clip
from .extent import bounds
from .model import BLANK, RATE_HZ, STRIDE, WORDS

_EDGE_S = 0.02  # of a word that is left blank on either side, so that touching words stay two


@dataclass
class Said:
    token: int
    start: float  # samples
    end: float


@dataclass
class String:
    sound: np.ndarray  # float32 [samples] at RATE_HZ
    said: list[Said]

    def faster(self, factor: float, sound: np.ndarray) -> "String":
        return String(sound, [Said(s.token, s.start / factor, s.end / factor) for s in self.said])


def load(clip: Clip) -> np.ndarray:
    sound, rate_hz = soundfile.read(clip.path, dtype="float32", always_2d=True)
    return soxr.resample(sound.mean(1), rate_hz, RATE_HZ, "HQ") if rate_hz != RATE_HZ else sound.mean(1)


def random_gap_s(rng: np.random.Generator) -> float:
    kind = rng.random()
    if kind < 0.4:
        return rng.uniform(-0.03, 0.03)
    return rng.uniform(0.02, 0.5) if kind < 0.8 else rng.uniform(0.5, 1.5)


def join(words: list[tuple[int, np.ndarray]], rng: np.random.Generator) -> String:
    """(token, sound) one after the other; their levels differ by a few dB."""
    total = np.zeros(RATE_HZ + sum(len(w) + 2 * RATE_HZ for _, w in words), np.float32)
    at, said = int(RATE_HZ * rng.uniform(0, 0.6)), []
    for token, word in words:
        start, end = bounds(word, RATE_HZ)
        level = np.sqrt((word[start:end] ** 2).mean()) + 1e-9
        at = max(0, at - (start if rng.random() < 0.5 else 0))  # what lies outside of a word's bounds may go
        total[at : at + len(word)] += word * (0.05 / level * 10 ** (rng.uniform(-4, 4) / 20))
        said.append(Said(token, at + start, at + end))
        at += len(word) + int(random_gap_s(rng) * RATE_HZ)
        at = max(at, int(said[-1].end))
    return String(total[: at + RATE_HZ // 2], said)


def rows(string: String) -> np.ndarray:
    """int8 [rows]: the token that is said at the middle of each row."""
    labels = np.full(len(string.sound) // STRIDE, BLANK, np.int8)
    edge = _EDGE_S * RATE_HZ
    for s in string.said:
        first, last = round((s.start + edge) / STRIDE), round((s.end - edge) / STRIDE)
        labels[first : max(last, first + 2)] = s.token
    return labels


def token_of(clip: Clip) -> int:
    return 1 + WORDS.index(clip.word)
