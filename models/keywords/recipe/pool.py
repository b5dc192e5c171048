"""What training draws from: items, each a recording varied in speed, room and channel, and its features."""

from dataclasses import dataclass

import numpy as np

from . import clips, vary
from .clips import Clip
from .extent import bounds
from .features import Engine
from .model import FRAME, RATE_HZ, WORDS

WORD, SPEECH, SOUND = range(3)  # kinds
_TAKE_S = 300  # items are joined to takes for the engine, which hears whole segments
_AROUND = RATE_HZ // 2  # what is kept of a clip before and after its word
_LEVEL = 0.05  # root mean square


@dataclass
class Pool:
    features: np.ndarray  # float16 [frames, bands], dB: all items, one after the other
    first: np.ndarray  # int64 [items]: frames
    count: np.ndarray  # int64 [items]
    kind: np.ndarray  # int64 [items]
    label: np.ndarray  # int64 [items]: index of the word, or -1
    start: np.ndarray  # int64 [items]: the word's first frame, from the item's first
    end: np.ndarray  # int64 [items]
    real: np.ndarray  # bool [items]: no synthetic voice


@dataclass
class Item:
    sound: np.ndarray
    kind: int
    label: int
    start: int
    end: int
    real: bool


def words(found: list[Clip], variants: int, seed: int, real: bool) -> list[Item]:
    """Each clip as it is and, where there are more variants, faster or slower, in rooms, through codecs."""
    items = []
    for index, clip in enumerate(found):
        rng = np.random.default_rng((seed, index))
        for variant in range(variants):
            sound = clips.load(clip.path, float(rng.uniform(0.85, 1.18)) if variant else 1.0)
            sound = sound * (_LEVEL / (sound.std() + 1e-6))
            start, end = bounds(sound)
            if variant:
                sound = vary.channel(sound, rng)
            cut = max(0, start - _AROUND) // FRAME * FRAME
            sound = sound[cut : end + _AROUND]
            at = WORDS.index(clip.label)
            items.append(Item(sound, WORD, at, (start - cut) // FRAME, (end - cut) // FRAME, real))
    return items


def others(found: list[Clip], kind: int, variants: int, seed: int, real: bool) -> list[Item]:
    items = []
    for index, clip in enumerate(found):
        rng = np.random.default_rng((seed, index))
        for _ in range(variants):
            sound = vary.channel(clips.load(clip.path, float(rng.uniform(0.85, 1.18))), rng)
            items.append(Item(sound * (_LEVEL / (sound.std() + 1e-6)), kind, -1, 0, 0, real))
    return items


def noises(count: int, seed: int) -> list[Item]:
    rng = np.random.default_rng(seed)
    return [Item(vary.noise(10 * RATE_HZ, rng), SOUND, -1, 0, 0, True) for _ in range(count)]


def build(items: list[Item], engine: Engine) -> Pool:
    takes: list[list[np.ndarray]] = [[]]
    for item in items:
        if sum(map(len, takes[-1])) > _TAKE_S * RATE_HZ:
            takes.append([])
        takes[-1].append(np.pad(item.sound, (0, -len(item.sound) % FRAME)).astype(np.float32))
    features = np.concatenate(engine.of_sounds([np.concatenate(take) for take in takes]))
    count = np.array([-(-len(item.sound) // FRAME) for item in items])
    columns = ([getattr(item, name) for item in items] for name in ("kind", "label", "start", "end", "real"))
    return Pool(features, np.cumsum([0, *count[:-1]]), count, *(np.array(column) for column in columns))
