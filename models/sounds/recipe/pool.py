"""Cuts recordings into the windows that a run draws from: features, label, part, what is heard in each."""

from dataclasses import dataclass

import numpy as np
import soundfile
import soxr

from .clips import Clip
from .features import HOP, Engine
from .model import LABELS, RATE_HZ, SEGMENT

FRAME = 800  # 50 ms: the loudest such frame is a window's level
SILENT_DB = -60.0  # windows below it are left out: the network knows them by their level


@dataclass
class Pool:
    features: np.ndarray  # float16 [windows, bands, frames], dB
    label: np.ndarray  # int64 [windows]
    part: np.ndarray  # int64 [windows]
    heard: np.ndarray  # bool [windows] the label is heard, else what there is is too faint to name
    level_db: np.ndarray  # float32 [windows] of the loudest 50 ms, full scale = 0


def load(clip: Clip, speed: float = 1.0) -> np.ndarray:
    """Mono at the model's rate, played `speed` times as fast (and as high)."""
    rate_hz = soundfile.info(clip.path).samplerate
    frames = int(clip.duration_s * rate_hz) or -1
    start = int(clip.offset_s * rate_hz)
    sound, _ = soundfile.read(clip.path, frames, start, dtype="float32", always_2d=True)
    return soxr.resample(sound.mean(1), rate_hz * speed, RATE_HZ, "HQ")


def levels_db(sound: np.ndarray, starts: range) -> np.ndarray:
    frames = np.append((sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME) ** 2).mean(1), 0.0)
    loudest = [frames[s // FRAME : (s + SEGMENT) // FRAME].max(initial=0.0) for s in starts]
    return 10 * np.log10(np.array(loudest) + 1e-12)


def is_heard(level_db: np.ndarray) -> np.ndarray:
    """Not in windows far below the clip's loudest: the room after a sneeze is no sneeze."""
    return level_db >= max(level_db.max() - 30.0, -52.0)


def varied(sound: np.ndarray, label: str, rng: np.random.Generator) -> np.ndarray:
    """Starts later; is sometimes a telephone (8 kHz) or a dull microphone; or is only a word or a note."""
    if label in ("speech", "music") and rng.random() < 0.35:
        length = int(RATE_HZ * rng.uniform(0.35, 1.2))
        start = int(rng.integers(0, max(1, len(sound) - length)))
        sound = sound[start : start + length]
    if rng.random() < 0.25:
        rate_hz = rng.choice([8000.0, 8000.0, 11025.0])
        sound = soxr.resample(soxr.resample(sound, RATE_HZ, rate_hz, "HQ"), rate_hz, RATE_HZ, "HQ")
    return np.pad(sound, (int(rng.integers(0, RATE_HZ // 2)), 0))


def build(clips: list[Clip], variants: int, seed: int, engine: Engine) -> Pool:
    """The first variant of a clip is the clip as it is, the others differ in speed, start and band."""
    rng = np.random.default_rng(seed)
    sounds, keep, columns, at = [], [], [], 0
    for clip in clips:
        for variant in range(variants):
            sound = load(clip, 1.0 if variant == 0 else float(rng.uniform(0.85, 1.18)))
            if variant:
                sound = varied(sound, clip.label, rng)
            starts = range(0, max(1, len(sound) - RATE_HZ // 2), HOP)
            end = max(len(sound), starts[-1] + SEGMENT)
            sound = np.pad(sound, (0, end + -end % HOP - len(sound)))  # whole hops: clips stay on one grid
            level_db = levels_db(sound, starts)
            sounds.append(sound)
            for start, heard, db in zip(starts, is_heard(level_db), level_db):
                if db >= SILENT_DB:
                    keep.append((at + start) // HOP)
                    columns.append((LABELS.index(clip.label), clip.part, heard, db))
            at += len(sound)
    return _pool(engine.windows(np.concatenate(sounds))[keep], columns)


def room_tone(windows: int, seed: int, engine: Engine) -> Pool:
    """What is not quite silence, and no sound to name: noise of any colour with mains hum, -62 to -50 dB."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(SEGMENT) / RATE_HZ
    sounds = []
    for _ in range(windows):
        shape = np.fft.rfftfreq(SEGMENT, 1 / RATE_HZ).clip(20) ** (-rng.uniform(0, 2) / 2)
        noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(SEGMENT)) * shape)
        hum = rng.choice([0, 0, 1]) * noise.std()
        noise += hum * np.sin(2 * np.pi * rng.choice([50, 60, 100, 120]) * time_s)
        sounds.append((noise / noise.std() * 10 ** (rng.uniform(-62, -50) / 20)).astype(np.float32))
    features = engine.windows(np.concatenate(sounds))[:: SEGMENT // HOP]
    return _pool(features, [(LABELS.index("silence"), 0, False, -52.0)] * windows)


def join(pools: list[Pool]) -> Pool:
    return Pool(*(np.concatenate([getattr(p, f) for p in pools]) for f in Pool.__dataclass_fields__))


def _pool(features: np.ndarray, columns: list[tuple]) -> Pool:
    label, part, heard, level_db = (np.array(c) for c in zip(*columns))
    return Pool(features, label, part, heard, level_db.astype(np.float32))
