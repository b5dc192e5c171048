"""Plays sound in a room, over a telephone, through a codec: what is done to waveforms."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr
from scipy.signal import fftconvolve

from .model import RATE_HZ

_CODECS = {
    "opus": (".opus", ("libopus", "-b:a", "12k")),
    "mp3": (".mp3", ("libmp3lame", "-b:a", "24k")),
    "telephone": (".wav", ("pcm_mulaw", "-ar", "8000")),
}


def speed(sound: np.ndarray, factor: float) -> np.ndarray:
    """`factor` times as fast, and as high."""
    return soxr.resample(sound, RATE_HZ * factor, RATE_HZ, "HQ")


def room(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Direct sound and a decaying tail of noise, of 0.1 to 0.8 s for 60 dB; the direct one stays in place."""
    decay_s = rng.uniform(0.1, 0.8)
    time_s = np.arange(int(decay_s * RATE_HZ)) / RATE_HZ
    tail = (
        rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / decay_s) * (time_s > rng.uniform(0.001, 0.01))
    )
    tail *= 10 ** (-rng.uniform(0, 15) / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1
    return fftconvolve(sound, tail)[: len(sound)].astype(np.float32)


def coded(sound: np.ndarray, codec: str) -> np.ndarray:
    """Encoded and decoded again; as long as before, not clipped."""
    suffix, encoder = _CODECS[codec]
    loudest = max(float(np.abs(sound).max(initial=0)), 1e-9)
    with tempfile.TemporaryDirectory() as folder:
        before, between, after = (Path(folder) / name for name in ("in.wav", f"coded{suffix}", "out.wav"))
        soundfile.write(before, sound * (0.9 / loudest), RATE_HZ, subtype="FLOAT")
        quiet = ["ffmpeg", "-v", "error", "-y", "-i"]
        subprocess.run([*quiet, before, "-c:a", *encoder, between], check=True)
        subprocess.run([*quiet, between, "-ar", str(RATE_HZ), "-c:a", "pcm_f32le", after], check=True)
        changed, _ = soundfile.read(after, dtype="float32")
    changed = changed * (loudest / 0.9)
    return np.pad(changed, (0, max(0, len(sound) - len(changed))))[: len(sound)]


def channel(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A room for a third, a codec for a quarter."""
    if rng.random() < 0.33:
        sound = room(sound, rng)
    if rng.random() < 0.25:
        sound = coded(sound, str(rng.choice(list(_CODECS))))
    return sound
