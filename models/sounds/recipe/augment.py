"""Draws a batch from the pool and varies it, in dB or in power: cheap, so each epoch hears something new."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass
class Batch:
    features: Tensor  # float32 [batch, 1, bands, frames] dB
    targets: Tensor  # float32 [batch, sounds] 0 to 1


def vary(features: Tensor, targets: Tensor, level_db: Tensor) -> Batch:
    """features [batch, bands, frames] dB; targets [batch, sounds], zeros where nothing is heard."""
    features = colour(rotate(features))
    features, targets = mix(features, targets, level_db, 0.5)
    features = mask(gain(features, targets.amax(1) > 0, level_db))
    # Labels are never quite certain: a clip of rain may hold a voice.
    targets = torch.where(targets > 0.5, targets - 0.02, targets.clamp_min(0.01))
    return Batch(features[:, None], targets)


def _uniform(count: int, low: float, high: float) -> Tensor:
    return torch.empty(count).uniform_(low, high)


def gain(features: Tensor, heard: Tensor, level_db: Tensor) -> Tensor:
    """As far as the targets stay true: a heard sound stays above -46 dB, a faint one gets no louder."""
    louder = torch.minimum(_uniform(len(heard), -30, 8), -level_db).maximum(-46 - level_db)
    shift = torch.where(heard, louder, _uniform(len(heard), -3, 0))
    return features + shift[:, None, None]


def colour(features: Tensor, depth_db: float = 6.0) -> Tensor:
    """A smooth random response over the bands, as microphones and rooms have."""
    knots = torch.randn(len(features), 1, 5) * (depth_db / 2)
    curve = torch.nn.functional.interpolate(knots, features.shape[1], mode="linear", align_corners=True)
    return features + curve.transpose(1, 2)


def rotate(features: Tensor) -> Tensor:
    """Each window starts at another of its frames."""
    frames = features.shape[2]
    index = (torch.arange(frames)[None] + torch.randint(frames, (len(features), 1))) % frames
    return features.gather(2, index[:, None].expand_as(features))


def mask(features: Tensor, bands: int = 12, frames: int = 24) -> Tensor:
    """SpecAugment (Park et al. 2019): one stripe of bands and one of frames, at the window's mean."""
    mean = features.mean((1, 2), keepdim=True)
    for axis, widest in ((1, bands), (2, frames)):
        size = features.shape[axis]
        width, start = torch.randint(widest + 1, (len(features), 1)), torch.randint(size, (len(features), 1))
        at = torch.arange(size)[None]
        hidden = (at >= start) & (at < start + width)
        features = torch.where(hidden.unsqueeze(3 - axis), mean, features)
    return features


_NEPER = math.log(10) / 10  # natural logarithm of a power's dB


def _audible(below_db: Tensor) -> Tensor:
    return (1 - (below_db - 6) / 14).clamp(0, 1)[:, None]


def mix(features: Tensor, targets: Tensor, level_db: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Adds another window's power to a share of the batch. Within 6 dB both are heard, at 20 dB one is."""
    other = torch.randperm(len(features))
    offset = _uniform(len(features), -15, 15)  # of the other against this one
    shift = (offset + level_db - level_db[other])[:, None, None]
    summed = torch.logaddexp(features * _NEPER, (features[other] + shift) * _NEPER) / _NEPER
    both = torch.maximum(targets * _audible(offset), targets[other] * _audible(-offset))
    chosen = torch.rand(len(features)) < share
    chosen &= (targets.amax(1) > 0.5) & (targets[other].amax(1) > 0.5)
    return torch.where(chosen[:, None, None], summed, features), torch.where(chosen[:, None], both, targets)
