"""Draws windows from the pool and mixes them: powers add, so each step hears something new at little cost."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from .clips import MUSIC, OTHER, SPEECH
from .model import ROW_FRAMES
from .pool import Pool

ROWS = 200  # of a window: 8 s
_ABSENT_DB = -100.0
_REAL = 0.35  # the share of held-out parts' recordings among what is drawn of a kind


@dataclass
class Batch:
    features: Tensor  # float32 [batch, bands, frames], dB
    targets: Tensor  # float32 [batch, rows, 2]: speech, music


@dataclass(frozen=True)
class Mix:
    speech: float  # the share of the windows that have some
    music: float
    close: float  # the share in which both are about as loud, where there are both


EASY, HARD = Mix(0.62, 0.6, 0.0), Mix(0.72, 0.66, 0.65)


def _uniform(count: int, low: float, high: float) -> Tensor:
    return torch.empty(count, 1, 1).uniform_(low, high)


def _power(db: Tensor) -> Tensor:
    return torch.exp2(db * 0.33219281)


def _db(power: Tensor) -> Tensor:
    return power.clamp_min(1e-10).log2() * 3.01029996


class Draw:
    """Windows of the takes that a run may hear: of all parts but those held out, or of part 0 alone."""

    def __init__(self, pool: Pool, held_out: tuple[int, ...] | None):
        self._features, self._active = torch.from_numpy(pool.features), torch.from_numpy(pool.active)
        self._first, self._count = torch.from_numpy(pool.first_row), torch.from_numpy(pool.row_count)
        kind, part = torch.from_numpy(pool.kind), torch.from_numpy(pool.part)
        length = (self._count * (self._count > ROWS)).double()
        always = length * (part == 0)
        heard = [p for p in range(1, 5) if held_out is not None and p not in held_out]
        dealt = length * torch.isin(part, torch.tensor(heard, dtype=part.dtype))
        self._weights = []
        for k in (SPEECH, MUSIC, OTHER):
            a, d = always * (kind == k), dealt * (kind == k)
            share = 0.0 if held_out is None else _REAL if k == MUSIC else 0.6
            self._weights.append((1 - share) * a / a.sum() + share * d / d.sum().clamp_min(1))

    def windows(self, kind: int, count: int) -> tuple[Tensor, Tensor]:
        """-> float32 [count, bands, frames], bool [count, rows]."""
        take = torch.multinomial(self._weights[kind], count, replacement=True)
        start = self._first[take] + (torch.rand(count) * (self._count[take] - ROWS)).long()
        row = start[:, None] + torch.arange(ROWS)
        frame = (start * ROW_FRAMES)[:, None] + torch.arange(ROWS * ROW_FRAMES)
        return self._features[frame].float().transpose(1, 2), self._active[row]


def gates(count: int, always: float) -> Tensor:
    """bool [count, rows]: on throughout with a chance of `always`, else for a while."""
    first = torch.randint(-ROWS // 2, ROWS * 3 // 4, (count, 1))
    last = first + torch.randint(25, ROWS * 3 // 2, (count, 1))
    at = torch.arange(ROWS)[None]
    gate = (at >= first) & (at < last)
    return gate | (torch.rand(count, 1) < always)


def _gated(features: Tensor, gate: Tensor) -> Tensor:
    return features * gate.repeat_interleave(ROW_FRAMES, 1)[:, None]


def batch(draw: Draw, count: int, mix: Mix) -> Batch:
    """Speech and music as `mix` says, other sound behind most."""
    speech, spoken = draw.windows(SPEECH, count)
    music, played = draw.windows(MUSIC, count)
    other, _ = draw.windows(OTHER, count)
    speech_gate = gates(count, 0.5) & (torch.rand(count, 1) < mix.speech)
    music_gate = gates(count, 0.5) & (torch.rand(count, 1) < mix.music)
    other_gate = gates(count, 0.7) & (torch.rand(count, 1) < 0.75)
    has_speech, has_music = (gate.any(1)[:, None, None] for gate in (speech_gate, music_gate))
    close_db, any_db = _uniform(count, -10, 7), _uniform(count, -26, 7)
    music_db = torch.where(torch.rand(count, 1, 1) < mix.close, close_db, any_db)  # against speech
    weaker_db = torch.where(has_music, torch.where(has_speech, music_db.clamp_max(0), music_db), 0.0)
    alone_db, behind_db = _uniform(count, -6, 6), _uniform(count, -45, 2)
    other_db = weaker_db + torch.where(has_speech | has_music, behind_db, alone_db)
    power = _gated(_power(colour(speech)), speech_gate)
    power += _gated(_power(colour(music) + music_db + fades(music_gate)), music_gate)
    power += _gated(_power(colour(other) + other_db), other_gate)
    sounding = gates(count, 0.9)  # the recording begins or ends within a few of the windows
    features = _db(_gated(levels(narrow(_db(power))), sounding))
    targets = torch.stack([spoken & speech_gate & sounding, played & music_gate & sounding], 2).float()
    return Batch(torch.cat([features, features[:, :, -1:]], 2), targets)  # the last row ends with one more


def fades(gate: Tensor) -> Tensor:
    """[batch, 1, frames] dB: half of the windows' music swells from -30 dB at its gate's edges, in 1 s."""
    rows = torch.arange(ROWS)[None].float()
    first = gate.float().argmax(1, keepdim=True)
    last = ROWS - 1 - gate.flip(1).float().argmax(1, keepdim=True)
    near = torch.minimum(rows - first, last - rows).clamp(0, 25) / 25
    chosen = (torch.rand(len(gate), 1) < 0.4) & ~gate.all(1, keepdim=True)
    return (torch.where(chosen, 30 * (near - 1), torch.zeros(()))).repeat_interleave(ROW_FRAMES, 1)[:, None]


def colour(features: Tensor, depth_db: float = 6.0) -> Tensor:
    """A smooth random response over the bands, as microphones and rooms have."""
    knots = torch.randn(len(features), 1, 5) * (depth_db / 2)
    return features + interpolate(knots, features.shape[1], mode="linear", align_corners=True).transpose(1, 2)


def narrow(features: Tensor) -> Tensor:
    """A quarter of the windows come from 8 kHz, or a little above: nothing is left in the high bands."""
    count, bands, _ = features.shape
    edge = torch.where(
        torch.rand(count, 1) < 0.5, bands * 0.70, torch.empty(count, 1).uniform_(0.55, 0.9) * bands
    )
    edge = torch.where(torch.rand(count, 1) < 0.25, edge, float(bands))
    return features - (torch.arange(bands)[None] - edge).clamp(0, 6)[:, :, None] * 12


def levels(features: Tensor) -> Tensor:
    """Loud and faint recordings, a floor of hiss in half of them -> power."""
    count, bands, frames = features.shape
    features = features + _uniform(count, -28, 20)
    hiss = torch.where(torch.rand(count, 1, 1) < 0.5, _uniform(count, -75, -52), torch.tensor(_ABSENT_DB))
    return _power(features) + _power(hiss + 2.5 * torch.randn(count, bands, frames))
