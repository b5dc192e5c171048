"""What the runs draw from: takes, some minutes each, of digits or of other sound, and what is said when."""

from dataclasses import dataclass
from typing import Callable, Iterator

import numpy as np

from . import vary
from .clips import Clip
from .features import Engine
from .model import BLANK, RATE_HZ, ROW_FRAMES, STRIDE
from .strings import String, join, load, rows, token_of

DIGITS, SPEECH, SOUND = range(3)  # kinds
_LEVEL = 0.05  # root mean square of other sound
_TAKE_S = 120


@dataclass
class Pool:
    features: np.ndarray  # float16 [frames, bands], dB: all takes, one after the other
    labels: np.ndarray  # int8 [rows]: the token that is said
    first_row: np.ndarray  # int64 [takes]
    row_count: np.ndarray  # int64 [takes]
    kind: np.ndarray  # int64 [takes]
    part: np.ndarray  # int64 [takes]; 0: never held out


@dataclass
class Take:
    string: String
    kind: int
    part: int


def digits(clips: list[Clip], takes: int, words: int, seed: int) -> Iterator[Take]:
    """Strings of `words` clips; a few after each other are of one voice."""
    by_voice: dict[str, list[Clip]] = {}
    for clip in clips:
        by_voice.setdefault(clip.voice, []).append(clip)
    voices = sorted(by_voice)
    for take in range(takes):
        rng = np.random.default_rng((seed, take))
        chosen: list[Clip] = []
        while len(chosen) < words:
            voice = by_voice[voices[rng.integers(len(voices))]]
            chosen += [voice[i] for i in rng.integers(len(voice), size=12)]
        string = join([(token_of(c), load(c)) for c in chosen], rng)
        factor = rng.uniform(0.87, 1.15)
        string = string.faster(factor, vary.speed(string.sound, factor))
        factor = rng.uniform(0.75, 1.3)
        string = string.faster(factor, vary.tempo(string.sound, factor))
        string.sound = vary.channel(string.sound, rng)
        yield Take(string, DIGITS, clips[0].part)


def other(clips: list[Clip], kind: int, seed: int) -> Iterator[Take]:
    """All clips of a part, with pauses, in takes of some minutes."""
    for part in sorted({c.part for c in clips}):
        sounds: list[np.ndarray] = []
        rng = np.random.default_rng((seed, part))
        for clip in (c for c in clips if c.part == part):
            sound = load(clip)
            sounds += [
                sound * (_LEVEL / (sound.std() + 1e-6)),
                np.zeros(int(rng.uniform(0, 0.4) * RATE_HZ), np.float32),
            ]
            if sum(map(len, sounds)) > _TAKE_S * RATE_HZ:
                yield _other_take(sounds, kind, part, rng)
                sounds = []
        if sounds:
            yield _other_take(sounds, kind, part, rng)


def noise(takes: int, seed: int) -> Iterator[Take]:
    """Of any colour, with hum and slow changes of level."""
    for take in range(takes):
        rng = np.random.default_rng((seed, take))
        sounds = []
        for _ in range(12):
            samples = 10 * RATE_HZ
            slope = np.fft.rfftfreq(samples, 1 / RATE_HZ).clip(20) ** (-rng.uniform(-0.5, 2.2) / 2)
            sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(samples)) * slope)
            sound /= sound.std()
            if rng.random() < 0.3:
                phase = np.arange(samples) / RATE_HZ * rng.choice([50, 60, 100, 120, rng.uniform(80, 2000)])
                sound += rng.uniform(0.2, 1.5) * np.sin(2 * np.pi * phase)
            level_db = np.interp(np.arange(samples), np.linspace(0, samples, 6), rng.uniform(-6, 0, 6))
            sounds.append((sound * 10 ** (level_db / 20) * _LEVEL).astype(np.float32))
        yield Take(String(np.concatenate(sounds), []), SOUND, 0)


def _other_take(sounds: list[np.ndarray], kind: int, part: int, rng: np.random.Generator) -> Take:
    sound = vary.speed(np.concatenate(sounds), rng.uniform(0.9, 1.12))
    return Take(String(vary.channel(sound, rng), []), kind, part)


def build(sources: list[Callable[[], Iterator[Take]]], engine: Engine) -> Pool:
    """Each source is turned into features at once."""
    features, labels, counts, kinds, parts = [], [], [], [], []
    for source in sources:
        takes = list(source())
        for take, made in zip(takes, engine.of_sounds([t.string.sound for t in takes])):
            said = rows(take.string)
            count = min(len(said), len(made) // ROW_FRAMES)
            features.append(made[: count * ROW_FRAMES])
            labels.append(said[:count])
            counts.append(count)
            kinds.append(take.kind)
            parts.append(take.part)
        seconds = sum(counts[-len(takes) :]) * STRIDE / RATE_HZ
        print(f"  {len(takes)} takes, {seconds / 60:.0f} min", flush=True)
    first = np.cumsum([0, *counts[:-1]])
    assert BLANK == 0
    return Pool(
        np.concatenate(features),
        np.concatenate(labels),
        first,
        np.array(counts),
        np.array(kinds),
        np.array(parts),
    )
