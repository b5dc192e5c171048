"""What measure.py plays: digits alone, strings with and without noise, with the truth of each; all seeded."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from .clips import Clip
from .extent import bounds
from .model import RATE_HZ
from .strings import load


@dataclass
class Word:
    text: str
    start_s: float
    end_s: float
    score: float = 1.0


@dataclass
class Trial:
    path: Path
    truth: list[Word]


def _word(clip: Clip, sound: np.ndarray, at: int = 0) -> Word:
    start, end = bounds(sound, RATE_HZ)
    return Word(clip.word, (at + start) / RATE_HZ, (at + end) / RATE_HZ)


def singles(clips: list[Clip]) -> list[Trial]:
    """The files as they are."""
    return [Trial(clip.path, [_word(clip, load(clip))]) for clip in clips]


def strings(
    clips: list[Clip], folder: Path, count: int, seed: int, snr_db: float | None = None
) -> list[Trial]:
    """3 to 12 digits, a fifth of the gaps touching, the others up to a second; noise at snr_db."""
    folder.mkdir(parents=True, exist_ok=True)
    trials = []
    for index in range(count):
        rng = np.random.default_rng((seed, index))
        sounds, truth, at = [], [], 0
        for clip in rng.choice(np.array(clips, object), rng.integers(3, 13)):
            gap = np.zeros(int(rng.uniform(0, 1) * RATE_HZ) if rng.random() > 0.2 else 0, np.float32)
            if sounds:
                sounds.append(gap)
                at += len(gap)
            sound = load(clip)
            truth.append(_word(clip, sound, at))
            sounds.append(sound)
            at += len(sound)
        joined = np.concatenate(sounds)
        if snr_db is not None:
            joined = joined + _noise(joined, truth, snr_db, rng)
        path = folder / f"{index:03}.wav"
        soundfile.write(path, joined * min(1.0, 0.95 / np.abs(joined).max()), RATE_HZ)
        trials.append(Trial(path, truth))
    return trials


def _noise(sound: np.ndarray, truth: list[Word], snr_db: float, rng: np.random.Generator) -> np.ndarray:
    """So far below the power of the words (pauses do not count)."""
    spoken = np.concatenate([sound[int(w.start_s * RATE_HZ) : int(w.end_s * RATE_HZ)] for w in truth])
    colour = np.fft.rfftfreq(len(sound), 1 / RATE_HZ).clip(20) ** (-0.5 * rng.integers(2))
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(len(sound))) * colour, len(sound))
    return noise * (spoken.std() / noise.std() * 10 ** (-snr_db / 20))


def noises(folder: Path, minutes: int, seed: int) -> list[Trial]:
    """A minute each of noise of any colour, hissing or humming."""
    folder.mkdir(parents=True, exist_ok=True)
    trials = []
    for index in range(minutes):
        rng = np.random.default_rng((seed, index))
        slope = np.fft.rfftfreq(60 * RATE_HZ, 1 / RATE_HZ).clip(20) ** (-rng.uniform(0, 2) / 2)
        noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(60 * RATE_HZ)) * slope)
        path = folder / f"{index:03}.wav"
        soundfile.write(path, noise / np.abs(noise).max() * 10 ** (-rng.uniform(3, 40) / 20), RATE_HZ)
        trials.append(Trial(path, []))
    return trials


def silent_of_digits(clips: list[Clip]) -> list[Trial]:
    return [Trial(clip.path, []) for clip in clips]
