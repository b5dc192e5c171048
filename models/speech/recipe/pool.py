"""What the runs draw from: takes, some minutes each, of speech, of music or of neither, and where each is."""

from dataclasses import dataclass
from typing import Callable, Iterator

import numpy as np

from . import vary
from .clips import MUSIC, OTHER, SPEECH, Clip
from .features import Engine
from .model import RATE_HZ, ROW_FRAMES, STRIDE
from .sound import at_level, fill_pauses, load, loud_rows

_TAKE_S = 100
_LEVEL = 0.05  # root mean square
_PAUSE_S = {SPEECH: 0.5, MUSIC: 2.0}  # of speech finer than what results are compared with: see fit()


@dataclass
class Pool:
    features: np.ndarray  # float16 [frames, bands], dB: all takes, one after the other
    active: np.ndarray  # bool [rows]: the take's kind is there
    first_row: np.ndarray  # int64 [takes]
    row_count: np.ndarray  # int64 [takes]
    kind: np.ndarray  # int64 [takes]
    part: np.ndarray  # int64 [takes]; 0: never held out


@dataclass
class Take:
    sound: np.ndarray  # float32 [samples]
    active: np.ndarray  # bool [rows]
    kind: int
    part: int


def takes(clips: list[Clip], variants: int, longest_gap_s: float, seed: int) -> Iterator[Take]:
    """All clips of a part in random order, with gaps, each variant at another speed and in another room."""
    for part in sorted({c.part for c in clips}):
        rng = np.random.default_rng((seed, part))
        order = [
            c
            for _ in range(variants)
            for c in rng.permutation(np.array([c for c in clips if c.part == part]))
        ]
        sounds: list[np.ndarray] = []
        loud: list[np.ndarray] = []
        for clip in order:
            sound = vary.speed(load(clip), rng.uniform(0.88, 1.14))
            if len(sound) < STRIDE:
                continue
            there = (
                loud_rows(sound, clip.kind) if clip.kind != OTHER else np.zeros(len(sound) // STRIDE, bool)
            )
            measured = there if clip.kind != OTHER else np.ones_like(there)
            sound = at_level(sound, measured, _LEVEL * 10 ** (rng.uniform(-3, 3) / 20))
            gap = int(rng.uniform(0, longest_gap_s) * RATE_HZ / STRIDE)
            sounds += [sound[: len(there) * STRIDE], np.zeros(gap * STRIDE, np.float32)]
            loud += [there, np.zeros(gap, bool)]
            if sum(map(len, loud)) * STRIDE > _TAKE_S * RATE_HZ:
                yield _take(sounds, loud, clip.kind, part, rng)
                sounds, loud = [], []
        if sum(map(len, loud)) * STRIDE > 12 * RATE_HZ:
            yield _take(sounds, loud, order[0].kind, part, rng)


def _take(
    sounds: list[np.ndarray], loud: list[np.ndarray], kind: int, part: int, rng: np.random.Generator
) -> Take:
    active = np.concatenate(loud)
    if kind != OTHER:
        active = fill_pauses(active, _PAUSE_S[kind])
    return Take(vary.channel(np.concatenate(sounds).astype(np.float32), rng), active, kind, part)


def noise(count: int, seed: int) -> Iterator[Take]:
    """Of any colour, with hum, beeps and slow changes of level: neither speech nor music."""
    for index in range(count):
        rng = np.random.default_rng((seed, index))
        sounds = []
        for _ in range(10):
            samples = 10 * RATE_HZ
            slope = np.fft.rfftfreq(samples, 1 / RATE_HZ).clip(20) ** (-rng.uniform(-0.5, 2.4) / 2)
            sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(samples)) * slope)
            sound /= sound.std()
            if rng.random() < 0.4:
                phase = (
                    2
                    * np.pi
                    * np.arange(samples)
                    / RATE_HZ
                    * rng.choice([50, 60, 100, 120, rng.uniform(80, 4000)])
                )
                sound += rng.uniform(0.2, 2) * np.sin(phase + rng.uniform(0, 3) * np.sin(2 * phase))
            level_db = np.interp(np.arange(samples), np.linspace(0, samples, 6), rng.uniform(-8, 0, 6))
            sounds.append((sound * 10 ** (level_db / 20) * _LEVEL).astype(np.float32))
        sound = np.concatenate(sounds)
        yield Take(sound, np.zeros(len(sound) // STRIDE, bool), OTHER, 0)


def build(sources: list[Callable[[], Iterator[Take]]], engine: Engine) -> Pool:
    """Each source is turned into features at once."""
    features, active, counts, kinds, parts = [], [], [], [], []
    for source in sources:
        made = list(source())
        for take, rows in zip(made, engine.of_sounds([t.sound for t in made])):
            count = min(len(take.active), len(rows) // ROW_FRAMES)
            features.append(rows[: count * ROW_FRAMES])
            active.append(take.active[:count])
            counts.append(count)
            kinds.append(take.kind)
            parts.append(take.part)
        minutes = sum(counts[-len(made) :]) * STRIDE / RATE_HZ / 60
        share = np.concatenate(active[-len(made) :]).mean()
        print(f"  {len(made)} takes, {minutes:.0f} min, kind {kinds[-1]} in {share:.0%}", flush=True)
    return Pool(
        np.concatenate(features),
        np.concatenate(active),
        np.cumsum([0, *counts[:-1]]),
        np.array(counts),
        np.array(kinds),
        np.array(parts),
    )
