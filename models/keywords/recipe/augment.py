"""Draws windows from the pool and mixes them: powers add, so each batch is new at little cost."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from .model import ROW_FRAMES, WORDS
from .network import AROUND
from .pool import SOUND, SPEECH, WORD, Pool

ROWS = 24  # of a window that are judged: 1.9 s
FRAMES = ROWS * ROW_FRAMES + 2 * AROUND
_ABSENT_DB = -100.0
_NEPER = 0.23025851  # natural logarithm of a power's dB
_NEAR = 2  # rows from a word's middle in which it is to be found; it must not be beyond twice that


@dataclass
class Batch:
    features: Tensor  # float32 [batch, bands, frames], dB
    targets: Tensor  # float32 [batch, rows, words]: 1 here, 0 not here, -1 either


def _uniform(count: int, low: float, high: float) -> Tensor:
    return torch.empty(count, 1, 1).uniform_(low, high)


class Draw:
    def __init__(self, pool: Pool):
        self._features = torch.from_numpy(pool.features)
        self._first, self._count, kind, self._label, self._start, self._end, real = (
            torch.from_numpy(a) for a in list(vars(pool).values())[1:]
        )
        seconds = self._count.double()
        self._weights = {SPEECH: seconds * (kind == SPEECH), SOUND: seconds * (kind == SOUND)}
        per_word = torch.bincount(self._label[kind == WORD], minlength=len(WORDS)).double()
        share = (kind == WORD) / per_word[self._label.clamp_min(0)]
        self._weights[WORD] = (
            0.8 * share * real / (share * real).sum() + 0.2 * share * ~real / (share * ~real).sum()
        )

    def _cut(self, item: Tensor, start: Tensor) -> Tensor:
        """float32 [count, bands, frames] from frame `start` of each item; silence beyond its ends."""
        at = start[:, None] + torch.arange(FRAMES)
        inside = (at >= 0) & (at < self._count[item][:, None])
        found = self._features[torch.where(inside, self._first[item][:, None] + at, 0)].float()
        return torch.where(inside[:, :, None], found, _ABSENT_DB).transpose(1, 2)

    def other(self, kind: int, count: int) -> Tensor:
        """Windows of speech or sound that hold something throughout where the item is long enough."""
        item = torch.multinomial(self._weights[kind], count, replacement=True)
        spare = self._count[item] - FRAMES
        start = torch.where(spare > 0, torch.rand(count) * spare, -torch.rand(count) * -spare).long()
        return self._cut(item, start)

    def words(self, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """-> windows; the word's index, first frame and end in each: its middle is in some judged row."""
        item = torch.multinomial(self._weights[WORD], count, replacement=True)
        middle = AROUND + (torch.rand(count) * ROWS * ROW_FRAMES).long()
        start, end = self._start[item], self._end[item]
        offset = (start + end) // 2 - middle
        return self._cut(item, offset), self._label[item], start - offset, end - offset


def batch(draw: Draw, count: int) -> Batch:
    """Half of the windows with a word, a tenth with half of one, a tenth without any speech."""
    features, label, start, end = draw.words(count)
    kind = torch.rand(count)
    halved, without = (kind > 0.5) & (kind < 0.6), kind >= 0.6
    frame = torch.arange(FRAMES)
    middle = (start + end) // 2
    # A short stretch of the clip's own noise, or none, stays around the word.
    margin = torch.where(torch.rand(count) < 0.5, torch.randint(2, 25, (count,)), 1000)
    here = (frame >= (start - margin)[:, None]) & (frame < (end + margin)[:, None])
    first_half = torch.rand(count) < 0.5
    cut = torch.where(first_half[:, None], frame < middle[:, None], frame >= middle[:, None])
    here &= torch.where(halved[:, None], cut, True)
    speech = warp(draw.other(SPEECH, count))
    speech = level_as(speech, features, _uniform(count, -10, 10))
    features = torch.where(here[:, None], warp(features), _ABSENT_DB)
    # Other speech up to shortly before the word and from shortly after it on.
    gap = torch.randint(0, 60, (2, count))
    beside = (frame < (start - gap[0])[:, None]) | (frame >= (end + gap[1])[:, None])
    beside &= (torch.rand(count) < 0.6)[:, None]
    features = _sum(features, torch.where(beside[:, None], speech, _ABSENT_DB))
    features = torch.where(without[:, None, None], speech, features)
    sound = draw.other(SOUND, count)
    features = torch.where((kind > 0.9)[:, None, None], sound, add_sound(features, sound))
    features = mask(colour(features)) + _uniform(count, -22, 14)
    return Batch(features, targets(label, middle, ~halved & ~without))


def targets(label: Tensor, middle: Tensor, there: Tensor) -> Tensor:
    row = torch.arange(ROWS)[None] * ROW_FRAMES + ROW_FRAMES // 2 + AROUND
    away = (row - middle[:, None]).abs()
    of_word = torch.where(
        away <= _NEAR * ROW_FRAMES, 1.0, torch.where(away <= 2 * _NEAR * ROW_FRAMES, -1.0, 0.0)
    )
    hot = torch.nn.functional.one_hot(label.clamp_min(0), len(WORDS)) * there[:, None]
    return of_word[:, :, None] * hot[:, None]


def _power(db: Tensor) -> Tensor:
    return torch.exp(db * _NEPER)


def _decibels(power: Tensor) -> Tensor:
    return power.clamp_min(1e-10).log() / _NEPER


def _power_db(features: Tensor) -> Tensor:
    """[batch, 1, 1]: of the loudest quarter of the frames."""
    power = _power(features).sum(1)
    return _decibels(power.topk(power.shape[1] // 4, 1)[0].mean(1))[:, None, None]


def level_as(features: Tensor, other: Tensor, offset_db: Tensor) -> Tensor:
    return features + _power_db(other) - _power_db(features) + offset_db


def _sum(a: Tensor, b: Tensor) -> Tensor:
    return _decibels(_power(a) + _power(b))


def add_sound(features: Tensor, sound: Tensor) -> Tensor:
    """At 35 dB below to 3 dB above the voice; none for one in eight."""
    sound = level_as(sound, features, _uniform(len(sound), -35, 3))
    absent = torch.rand(len(sound), 1, 1) < 0.125
    return _sum(features, torch.where(absent, _ABSENT_DB, sound))


def warp(features: Tensor, most: float = 0.1) -> Tensor:
    """Another length of the vocal tract (Jaitly and Hinton 2013): the bands of each window are stretched."""
    count, bands, _ = features.shape
    at = torch.arange(bands)[None] * (1 + torch.empty(count, 1).uniform_(-most, most))
    at = at.clamp(0, bands - 1.001)
    low = at.floor().long()
    share = (at - low)[:, :, None]
    rows = torch.arange(count)[:, None]
    return features[rows, low] * (1 - share) + features[rows, low + 1] * share


def colour(features: Tensor, depth_db: float = 5.0) -> Tensor:
    """A smooth random response over the bands, as microphones and rooms have."""
    knots = torch.randn(len(features), 1, 5) * (depth_db / 2)
    return features + interpolate(knots, features.shape[1], mode="linear", align_corners=True).transpose(1, 2)


def mask(features: Tensor, bands: int = 6) -> Tensor:
    """SpecAugment (Park et al. 2019): a stripe of bands for a third of the windows."""
    count, size, _ = features.shape
    width = torch.randint(1, bands + 1, (count, 1))
    start = (torch.rand(count, 1) * (size - width)).long()
    at = torch.arange(size)[None]
    hidden = (at >= start) & (at < start + width) & (torch.rand(count, 1) < 0.33)
    return torch.where(hidden[:, :, None], features.amin((1, 2), keepdim=True).clamp_min(-70), features)
