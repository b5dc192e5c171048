"""Cuts recordings into the windows that a run draws from: features, label, part and what can be heard in each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import soundfile
import soxr

from .clips import Clip

RATE_HZ = 16000
SEGMENT = 32768
HOP = 4096  # between training windows
FRAME = 800  # 50 ms: the loudest such frame is a window's level

HEARD, TAIL, SILENT = 0, 1, 2  # what a window holds: its label; something too faint to name; nothing


@dataclass
class Pool:
    features: np.ndarray  # float16 [windows, bands, frames], dB
    label: np.ndarray  # int64 [windows]
    part: np.ndarray  # int64 [windows]
    kind: np.ndarray  # int64 [windows] HEARD, TAIL or SILENT
    level_db: np.ndarray  # float32 [windows] of the loudest 50 ms, full scale = 0


def load(clip: Clip, speed: float = 1.0) -> np.ndarray:
    """Mono at 16 kHz, played `speed` times as fast (and as high)."""
    rate_hz = soundfile.info(clip.path).samplerate
    frames = int(clip.duration_s * rate_hz) or -1
    sound, _ = soundfile.read(clip.path, frames, int(clip.offset_s * rate_hz), dtype="float32", always_2d=True)
    return soxr.resample(sound.mean(1), rate_hz * speed, RATE_HZ, "HQ")


def levels_db(sound: np.ndarray, starts: range) -> np.ndarray:
    frames = np.append((sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME) ** 2).mean(1), 0.0)
    loudest = [frames[s // FRAME : (s + SEGMENT) // FRAME].max(initial=0.0) for s in starts]
    return 10 * np.log10(np.array(loudest) + 1e-12)


def kind_of(level_db: np.ndarray) -> np.ndarray:
    """Far below the clip's loudest window is a tail: a room after a sneeze is no sneeze. Below -60 dB nothing is heard."""
    floor_db = max(level_db.max() - 30.0, -52.0)
    return np.where(level_db < -60.0, SILENT, np.where(level_db < floor_db, TAIL, HEARD))


def varied(sound: np.ndarray, label: str, rng: np.random.Generator) -> np.ndarray:
    """Starts at a random place; sometimes a telephone (8 kHz) or a dull microphone; or only a word or a note of it."""
    if label in ("speech", "music") and rng.random() < 0.35:
        length = int(RATE_HZ * rng.uniform(0.35, 1.2))
        start = int(rng.integers(0, max(1, len(sound) - length)))
        sound = sound[start : start + length]
    if rng.random() < 0.25:
        cutoff_hz = rng.choice([8000.0, 8000.0, 11025.0])
        sound = soxr.resample(soxr.resample(sound, RATE_HZ, cutoff_hz, "HQ"), cutoff_hz, RATE_HZ, "HQ")
    return np.pad(sound, (int(rng.integers(0, RATE_HZ // 2)), 0))


def build(clips: list[Clip], labels: list[str], variants: int, seed: int,
          extract: Callable[[np.ndarray], np.ndarray]) -> Pool:
    """`extract`: sound -> features [segments, bands, frames] at a hop of HOP. The first variant is the clip as it is."""
    rng = np.random.default_rng(seed)
    sounds, keep, columns, at = [], [], [], 0
    for clip in clips:
        for variant in range(variants):
            sound = load(clip, 1.0 if variant == 0 else float(rng.uniform(0.85, 1.18)))
            if variant:
                sound = varied(sound, clip.label, rng)
            starts = range(0, max(1, len(sound) - RATE_HZ // 2), HOP)
            sound = np.pad(sound, (0, starts[-1] + SEGMENT - len(sound)) if len(sound) < starts[-1] + SEGMENT else (0, 0))
            sound = np.pad(sound, (0, -len(sound) % HOP))
            level_db = levels_db(sound, starts)
            sounds.append(sound)
            keep += [at // HOP + s // HOP for s in starts]
            at += len(sound)
            columns += [(labels.index(clip.label), clip.part, k, l) for k, l in zip(kind_of(level_db), level_db)]
    return _pool(extract(np.concatenate(sounds))[keep], columns)


def _pool(features: np.ndarray, columns: list[tuple]) -> Pool:
    label, part, kind, level_db = (np.array(c) for c in zip(*columns))
    return Pool(features.astype(np.float16), label, part, kind, level_db.astype(np.float32))


def silence(labels: list[str], windows: int, seed: int, extract: Callable[[np.ndarray], np.ndarray]) -> Pool:
    """Digital zeros, dither, and room tone: noise of any colour and mains hum, up to -62 dB."""
    rng = np.random.default_rng(seed)
    sounds = []
    for _ in range(windows):
        shape = np.fft.rfftfreq(SEGMENT, 1 / RATE_HZ).clip(20) ** (-rng.uniform(0, 2) / 2)
        noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(SEGMENT)) * shape)
        noise += rng.choice([0, 0, 1]) * noise.std() * np.sin(2 * np.pi * rng.choice([50, 60, 100, 120]) * np.arange(SEGMENT) / RATE_HZ)
        level = 0.0 if rng.random() < 0.15 else 10 ** (rng.uniform(-105, -62) / 20)
        sounds.append((noise / noise.std() * level).astype(np.float32))
    every = SEGMENT // HOP
    features = extract(np.concatenate(sounds))[::every]
    return _pool(features, [(labels.index("silence"), 0, SILENT, -70.0)] * windows)


def join(pools: list[Pool]) -> Pool:
    return Pool(*(np.concatenate([getattr(p, f) for p in pools]) for f in Pool.__dataclass_fields__))
