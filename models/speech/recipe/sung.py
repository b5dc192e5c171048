"""Makes voices sing: the spectral envelope of spoken words, slowed down, on the harmonics of a tune.

Nothing here is a singer, but words on lasting steps of a scale are what tells sung ones from spoken ones.
"""

from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import istft, stft

from .clips import Clip
from .model import RATE_HZ
from .sound import load

_WINDOW, _HOP = 512, 128
_LIFTER = 24  # cepstral coefficients that make the envelope
_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9))


def _spectrum(sound: np.ndarray) -> np.ndarray:
    return stft(sound, RATE_HZ, nperseg=_WINDOW, noverlap=_WINDOW - _HOP)[2]


def _envelope(magnitude: np.ndarray) -> np.ndarray:
    """[bins, frames], smoothed along frequency."""
    cepstrum = np.fft.irfft(np.log(magnitude + 1e-6), axis=0)
    cepstrum[_LIFTER : -_LIFTER + 1] = 0
    return np.exp(np.fft.rfft(cepstrum, axis=0).real)


def _tune_hz(samples: int, rng: np.random.Generator) -> np.ndarray:
    """The pitch at each sample: notes of a scale that glide into each other, with vibrato."""
    scale, root = _SCALES[rng.integers(len(_SCALES))], rng.uniform(43, 67)
    degree, pitch = int(rng.integers(7)), np.zeros(0)
    beat_s = rng.uniform(0.2, 0.6)
    while len(pitch) < samples:
        degree = int(np.clip(degree + rng.choice([-2, -1, -1, 0, 1, 1, 2, 4]), -4, 11))
        note = root + scale[degree % len(scale)] + 12 * (degree // len(scale))
        pitch = np.append(pitch, np.full(int(rng.choice([1, 1, 2, 2, 4]) * beat_s * RATE_HZ), note))
    glide = np.hanning(int(rng.uniform(0.03, 0.1) * RATE_HZ))
    pitch = np.convolve(pitch, glide / glide.sum(), "same")[:samples]
    wave = np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * np.arange(samples) / RATE_HZ)
    return 440 * 2 ** ((pitch + rng.uniform(0, 0.6) * wave - 69) / 12)


def sing(spoken: np.ndarray, slower: float, rng: np.random.Generator) -> np.ndarray:
    """float32 [samples] spoken -> `slower` times as long, sung."""
    spectrum = np.abs(_spectrum(spoken))
    at = np.minimum(np.arange(int(spectrum.shape[1] * slower)) / slower, spectrum.shape[1] - 1).astype(int)
    samples = len(at) * _HOP
    phase = 2 * np.pi * np.cumsum(_tune_hz(samples, rng)) / RATE_HZ
    pulses = 2 * (phase / (2 * np.pi) % 1) - 1 + 0.02 * rng.standard_normal(samples)
    source = _spectrum(pulses)
    frames = min(source.shape[1], len(at))
    source, at = source[:, :frames], at[:frames]
    flat = source / (_envelope(np.abs(source)) + 1e-6)
    level = np.log(spectrum.mean(0) + 1e-6)
    loud = np.exp(np.convolve(level, np.ones(9) / 9, "same") - level)[at]  # syllables run into each other
    return istft(flat * _envelope(spectrum)[:, at] * loud, RATE_HZ, nperseg=_WINDOW, noverlap=_WINDOW - _HOP)[
        1
    ]


def render(folder: Path, voices: list[Clip], accompaniment: list[Clip], count: int, seed: int) -> None:
    """folder/<n>.wav: two of three over some accompaniment, the others alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        path = folder / f"{index:03}.wav"
        if path.exists():
            continue
        rng = np.random.default_rng((seed, index))
        chosen = [load(voices[i]) for i in rng.integers(len(voices), size=4)]
        song = np.concatenate([sing(v, rng.uniform(1.2, 2.5), rng) for v in chosen])
        song /= song.std() + 1e-9
        if index % 3:
            band = load(accompaniment[rng.integers(len(accompaniment))])
            band = np.resize(band / (band.std() + 1e-9), len(song))
            song += band * 10 ** (rng.uniform(-12, 6) / 20)
        soundfile.write(path, 0.5 * song / np.abs(song).max(), RATE_HZ)
