"""Plays sound in a room, over a telephone, through a codec: what leaves times alone."""

import io

import numpy as np
import soundfile
from scipy.signal import butter, oaconvolve, sosfilt

from .model import RATE_HZ

_CODECS = (
    {"format": "MP3", "compression_level": 0.95},
    {"format": "OGG", "subtype": "VORBIS", "compression_level": 0.95},
)


def room(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Direct sound and a decaying tail of noise, of 0.1 to 0.8 s for 60 dB; the direct one stays in place."""
    decay_s = rng.uniform(0.1, 0.8)
    time_s = np.arange(int(decay_s * RATE_HZ)) / RATE_HZ
    tail = (
        rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / decay_s) * (time_s > rng.uniform(0.001, 0.01))
    )
    tail *= 10 ** (-rng.uniform(0, 15) / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1
    return oaconvolve(sound, tail.astype(np.float32))[: len(sound)]


def band(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A telephone's band, or a dull or thin microphone's."""
    edges = [(rng.uniform(150, 400), 3500), (20, rng.uniform(2000, 6000)), (rng.uniform(100, 500), 7900)]
    filters = butter(2, edges[rng.integers(3)], "band", fs=RATE_HZ, output="sos")
    return sosfilt(filters, sound).astype(np.float32)


def coded(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Low-rate MP3 or Vorbis, as long as before."""
    loudest = max(float(np.abs(sound).max(initial=0)), 1e-9)
    packed = io.BytesIO()
    soundfile.write(packed, sound * (0.9 / loudest), RATE_HZ, **_CODECS[rng.integers(len(_CODECS))])
    packed.seek(0)
    changed, _ = soundfile.read(packed, dtype="float32")
    changed = np.pad(changed, (0, max(0, len(sound) - len(changed))))
    return changed[: len(sound)] * (loudest / 0.9)


def channel(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A room for two in five, a band for a quarter, a codec for a fifth."""
    for change, chance in ((room, 0.4), (band, 0.25), (coded, 0.2)):
        if rng.random() < chance:
            sound = change(sound, rng)
    return sound


def noise(samples: int, rng: np.random.Generator) -> np.ndarray:
    """Of any colour, at a root mean square of 0.05."""
    made = np.fft.irfft(
        np.fft.rfft(rng.standard_normal(samples))
        * np.fft.rfftfreq(samples, 1 / RATE_HZ).clip(20) ** (-rng.uniform(-0.4, 2) / 2)
    )
    return (made * (0.05 / made.std())).astype(np.float32)
