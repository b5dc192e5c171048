"""Plays sound faster, in a room, over a telephone: what changes words and is done to waveforms."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr
from scipy.signal import butter, fftconvolve, sosfilt

from .model import RATE_HZ

_CODECS = {  # 8 kHz in, 8 kHz out
    "opus": (".opus", ("libopus", "-b:a", "8k")),
    "wide opus": (".opus", ("libopus", "-b:a", "16k")),
    "mp3": (".mp3", ("libmp3lame", "-b:a", "16k")),
    "telephone": (".wav", ("pcm_mulaw",)),
}


def _through(command: list[str], suffix: str, sound: np.ndarray) -> np.ndarray:
    """`command` reads IN and writes OUT; levels beyond full scale are kept from being cut off."""
    loudest = max(float(np.abs(sound).max(initial=0)), 1e-9)
    with tempfile.TemporaryDirectory() as folder:
        paths = {"IN": str(Path(folder) / "in.wav"), "CODED": str(Path(folder) / f"coded{suffix}")}
        paths["OUT"] = str(Path(folder) / "out.wav")
        soundfile.write(paths["IN"], sound * (0.9 / loudest), RATE_HZ, subtype="FLOAT")
        for part in " ".join(command).split(" | "):
            subprocess.run([paths.get(w, w) for w in part.split()], check=True, capture_output=True)
        changed, _ = soundfile.read(paths["OUT"], dtype="float32")
    return changed * (loudest / 0.9)


def coded(sound: np.ndarray, codec: str) -> np.ndarray:
    """As long as before."""
    suffix, encoder = _CODECS[codec]
    quiet = ["ffmpeg", "-v", "error", "-y", "-i"]
    write = [*quiet, "IN", "-c:a", *encoder, "CODED"]
    read = [*quiet, "CODED", "-ar", str(RATE_HZ), "-c:a", "pcm_f32le", "OUT"]
    changed = _through([*write, "|", *read], suffix, sound)
    return np.pad(changed, (0, max(0, len(sound) - len(changed))))[: len(sound)]


def tempo(sound: np.ndarray, factor: float) -> np.ndarray:
    """`factor` times as fast at the same pitch (WSOLA)."""
    return _through(
        ["sox", "IN", "-e", "float", "-b", "32", "OUT", "tempo", "-s", f"{factor:.3f}"], "", sound
    )


def speed(sound: np.ndarray, factor: float) -> np.ndarray:
    """`factor` times as fast, and as high."""
    return soxr.resample(sound, RATE_HZ * factor, RATE_HZ, "HQ")


def room(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Direct sound and a decaying tail of noise, of 0.1 to 0.7 s for 60 dB; the direct one stays in place."""
    decay_s = rng.uniform(0.1, 0.7)
    time_s = np.arange(int(decay_s * RATE_HZ)) / RATE_HZ
    tail = (
        rng.standard_normal(len(time_s)) * 10 ** (-3 * time_s / decay_s) * (time_s > rng.uniform(0.001, 0.01))
    )
    tail *= 10 ** (-rng.uniform(0, 15) / 20) / np.sqrt((tail**2).sum())
    tail[0] += 1
    return fftconvolve(sound, tail)[: len(sound)].astype(np.float32)


def band(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A telephone's band, or a dull or thin microphone's."""
    edges = [
        (rng.uniform(150, 400), rng.uniform(3000, 3700)),
        (20, rng.uniform(1800, 3500)),
        (rng.uniform(100, 500), 3900),
    ]
    return sosfilt(butter(2, edges[rng.integers(3)], "band", fs=RATE_HZ, output="sos"), sound).astype(
        np.float32
    )


def channel(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A room for two in five, a band for a quarter, a codec for a third."""
    if rng.random() < 0.4:
        sound = room(sound, rng)
    if rng.random() < 0.25:
        sound = band(sound, rng)
    if rng.random() < 0.35:
        sound = coded(sound, str(rng.choice(list(_CODECS))))
    return sound
