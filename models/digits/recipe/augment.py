"""Draws windows from the pool and mixes them: powers add, so each step hears something new at little cost."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from .embedding import FLOOR_DB
from .model import BLANK, ROW_FRAMES
from .pool import DIGITS, SOUND, SPEECH, Pool

ROWS = 160  # of a window: 3.2 s
_ABSENT_DB = -120.0


@dataclass
class Batch:
    features: Tensor  # float32 [batch, bands, frames], dB
    labels: Tensor  # int64 [batch, rows]


def _uniform(count: int, low: float, high: float) -> Tensor:
    return torch.empty(count, 1, 1).uniform_(low, high)


class Draw:
    """Windows of the takes of a part and of part 0: runs but the one that holds out the part hear them."""

    def __init__(self, pool: Pool, part: int):
        self._features, self._labels = torch.from_numpy(pool.features), torch.from_numpy(pool.labels)
        self._first, self._count = torch.from_numpy(pool.first_row), torch.from_numpy(pool.row_count)
        kind, of_part = torch.from_numpy(pool.kind), torch.from_numpy(pool.part)
        share = self._count * (self._count > ROWS)
        # Of voices and of sounds as many real ones as made ones.
        self._weights = []
        for chosen in (kind == k for k in (DIGITS, SPEECH, SOUND)):
            own, made = share * chosen * (of_part == part), share * chosen * (of_part == 0)
            self._weights.append(own / own.sum() + made / made.sum())

    def windows(self, kind: int, count: int) -> tuple[Tensor, Tensor]:
        """-> float32 [count, bands, frames], int64 [count, rows]."""
        take = torch.multinomial(self._weights[kind].double(), count, replacement=True)
        start = self._first[take] + (torch.rand(count) * (self._count[take] - ROWS)).long()
        row = start[:, None] + torch.arange(ROWS)
        frame = (start * ROW_FRAMES)[:, None] + torch.arange(ROWS * ROW_FRAMES)
        return self._features[frame].float().transpose(1, 2), self._labels[row].long()


def batch(draw: Draw, count: int) -> Batch:
    """Three in five have digits, some beside other speech, most in front of some sound; the rest has none."""
    features, labels = draw.windows(DIGITS, count)
    features = fade(warp(features))
    speech, _ = draw.windows(SPEECH, count)
    speech = level_as(warp(speech), features, _uniform(count, -12, 12))
    alone = torch.rand(count) < 0.3
    features = torch.where(alone[:, None, None], speech, features)
    labels = torch.where(alone[:, None], torch.full_like(labels, BLANK), labels)
    features, labels = splice(features, labels, speech, (torch.rand(count) < 0.3) & ~alone)
    sound, _ = draw.windows(SOUND, count)
    nobody = torch.rand(count) < 0.15
    features = torch.where(nobody[:, None, None], sound, add_sound(features, sound))
    labels = torch.where(nobody[:, None], torch.full_like(labels, BLANK), labels)
    features = mask(colour(features) + _uniform(count, -35, 12))
    return Batch(features, labels)


def _power_db(features: Tensor) -> Tensor:
    """[batch, 1, 1]: of the loudest quarter of the frames, all bands."""
    power = torch.pow(10, features / 10).sum(1)
    return 10 * power.topk(power.shape[1] // 4, 1)[0].mean(1).clamp_min(1e-10).log10()[:, None, None]


def level_as(features: Tensor, other: Tensor, offset_db: Tensor) -> Tensor:
    return features + _power_db(other) - _power_db(features) + offset_db


def _sum(a: Tensor, b: Tensor) -> Tensor:
    return 10 * (torch.pow(10, a / 10) + torch.pow(10, b / 10)).log10()


def splice(features: Tensor, labels: Tensor, speech: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
    """Other speech from a blank row on, or up to it."""
    rows = labels.shape[1]
    at = torch.randint(rows // 5, rows * 4 // 5, (len(labels), 1))
    here = (torch.arange(rows)[None] < at) ^ (torch.rand(len(labels), 1) < 0.5)
    # A word that is cut stays whole: the splice moves to its end.
    here = here & chosen[:, None] & (labels == BLANK).gather(1, at).expand_as(here)
    frames = here.repeat_interleave(ROW_FRAMES, 1)[:, None]
    return torch.where(frames, speech, features), torch.where(here, torch.full_like(labels, BLANK), labels)


def add_sound(features: Tensor, sound: Tensor) -> Tensor:
    """At -3 to 25 dB below the voice; none for one in five, and for some only from somewhere on."""
    count, _, frames = features.shape
    sound = level_as(sound, features, _uniform(count, -25, 3))
    start = torch.where(torch.rand(count, 1) < 0.15, torch.randint(frames, (count, 1)), 0)
    absent = (torch.rand(count, 1) < 0.2) | (torch.arange(frames)[None] < start)
    return _sum(features, torch.where(absent[:, None], torch.tensor(_ABSENT_DB), sound))


def warp(features: Tensor, most: float = 0.12) -> Tensor:
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


def fade(features: Tensor, depth_db: float = 4.0) -> Tensor:
    """Words in a row differ in level."""
    knots = torch.randn(len(features), 1, 6) * depth_db
    return features + interpolate(knots, features.shape[2], mode="linear", align_corners=True)


def mask(features: Tensor, bands: int = 6, frames: int = 10) -> Tensor:
    """SpecAugment (Park et al. 2019): a stripe of bands for half of the windows, short ones of frames."""
    low = features.amin((1, 2), keepdim=True).clamp_min(FLOOR_DB)
    for axis, widest, chance in ((1, bands, 0.5), (2, frames, 0.3)):
        size = features.shape[axis]
        width = torch.randint(1, widest + 1, (len(features), 1))
        start = (torch.rand(len(features), 1) * (size - width)).long()
        at = torch.arange(size)[None]
        hidden = (at >= start) & (at < start + width) & (torch.rand(len(features), 1) < chance)
        features = torch.where(hidden[:, :, None] if axis == 1 else hidden[:, None], low, features)
    return features
