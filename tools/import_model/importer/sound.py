"""The sound of a reference, and how segments are laid over sound."""

import pathlib

import numpy as np

from .failure import ImportFailure, needed


def seeded_sound(samples: int, rate_hz: int) -> np.ndarray:
    """Something like syllables: harmonics that glide, bursts of noise, pauses. float32."""
    random = np.random.default_rng(1)
    seconds = np.arange(samples) / rate_hz
    pitch_hz = 140 + 40 * np.sin(2 * np.pi * 0.7 * seconds)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / rate_hz
    voiced = sum(np.sin(k * phase) / k for k in range(1, 12)) * (np.sin(2 * np.pi * 2.3 * seconds) > 0)
    hissed = random.standard_normal(samples) * (np.sin(2 * np.pi * 1.1 * seconds) > 0.8)
    floor = 0.001 * random.standard_normal(samples)
    return (0.1 * voiced + 0.05 * hissed + floor).astype(np.float32)


def recorded_sound(path: pathlib.Path, rate_hz: int) -> np.ndarray:
    """A recording as float32, its channels' mean."""
    soundfile = needed("soundfile", "--reference-sound")
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise ImportFailure(f"{path} cannot be read: {error}; give a recording") from error
    if rate != rate_hz or len(sound) == 0:
        raise ImportFailure(
            f"{path} has {len(sound)} frames at {rate} Hz; expected some sound at the model's {rate_hz} Hz: "
            "convert it, or leave out --reference-sound"
        )
    return sound.mean(axis=1)


def reference_sound(path: pathlib.Path | None, segments: int, samples: int, rate_hz: int) -> np.ndarray:
    """float32 [segments, samples]; a recording that is shorter begins again."""
    needed_samples = segments * samples
    sound = recorded_sound(path, rate_hz) if path else seeded_sound(needed_samples, rate_hz)
    return np.resize(sound, (segments, samples))


def segment_grid(
    segment_s: float, hop_s: float, rate_hz: int, stride: int, least_overlap: int
) -> tuple[int, int]:
    """Segment and hop in samples. Hops are whole strides; segments overlap by at least so many samples, and
    are longer than asked for where they must."""
    hop = max(1, round(hop_s * rate_hz / stride)) * stride
    overlap = round((segment_s - hop_s) * rate_hz)
    if overlap < 0:
        raise ImportFailure(
            f"--hop-s is {hop_s:g} and --segment-s {segment_s:g}; expected a hop of at most a segment"
        )
    return hop + max(overlap, least_overlap), hop
