"""Recordings of very unlike lengths: the hard case for an allocator, since hardly two buffers are of the same size."""

import math
import random
from pathlib import Path

import numpy as np
import soundfile

_RATE_HZ = 44100
_SHORTEST_S, _LONGEST_S = 1.0, 900.0


def lengths_s(hours: float, seed: int) -> list[float]:
    """From 1 s to 15 minutes, as many of each octave; of `hours` in all."""
    rng = random.Random(seed)
    lengths: list[float] = []
    while (left := hours * 3600 - sum(lengths)) > 0:
        lengths.append(min(left, math.exp(rng.uniform(math.log(_SHORTEST_S), math.log(_LONGEST_S)))))
    return lengths


def make(folder: Path, hours: float, seed: int = 1) -> list[Path]:
    """FLAC, mono, 44.1 kHz: noise whose level and colour change every second. The same bytes for the same seed."""
    rng = np.random.default_rng(seed)
    white = rng.standard_normal(_RATE_HZ).astype(np.float32)
    dull = np.convolve(white, np.full(32, 1 / 8, np.float32), "same")
    paths = []
    for i, length_s in enumerate(lengths_s(hours, seed)):
        paths.append(folder / f"{i:04}.flac")
        with soundfile.SoundFile(paths[-1], "w", _RATE_HZ, 1, "PCM_16") as out:
            left = int(length_s * _RATE_HZ)
            while left > 0:
                mix, level = rng.uniform(0, 1), 10 ** rng.uniform(-3, -1)
                out.write((level * (mix * white + (1 - mix) * dull))[:left])
                left -= _RATE_HZ
    return paths
