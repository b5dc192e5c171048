"""The part of the network that others trained: Google's speech_embedding, all but its last layer."""

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu, max_pool2d

FLOOR_DB = -85.0  # what is below holds no more than the dither of a 16-bit file
_LOUDEST_DB = 20.0
# It takes dB of samples of a 16-bit file at 16 kHz, halves of which a spectrum at 8 kHz lacks; then / 10 + 2.
_OFFSET_DB = 96.33  # 20 log10(32768 x 2)


def _bent(x: Tensor) -> Tensor:
    """A leaky ReLU that ends at -0.4."""
    return leaky_relu(x.clamp_min(-2.0), 0.2)


class _Pair(nn.Module):
    """Over bands, then over time."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.over_bands = nn.Conv2d(inputs, outputs, (1, 3), padding=(0, 1))
        self.over_time = nn.Conv2d(outputs, outputs, (3, 1), padding=(1, 0))

    def forward(self, x: Tensor) -> Tensor:
        return _bent(self.over_time(_bent(self.over_bands(x))))


class Embedding(nn.Module):
    """float32 [batch, 32, frames] in dB -> what it makes of two, two and four frames, at three depths.

    [batch, 288, frames / 2], [batch, 192, frames / 4], [batch, 192, frames / 4]: of 22, 40 and 56 frames.
    """

    def __init__(self) -> None:
        super().__init__()
        self.floor_db = FLOOR_DB
        self.loudest_db = _LOUDEST_DB
        self.offset_db = _OFFSET_DB
        self.first = nn.Conv2d(1, 24, 3, padding=1, bias=False)
        self.scale = nn.Parameter(torch.ones(24, 1, 1))
        self.shift = nn.Parameter(torch.zeros(24, 1, 1))
        channels = (24, 24, 48, 48, 72, 72, 96, 96, 96, 96)
        self.pairs = nn.ModuleList(_Pair(i, o) for i, o in zip(channels, channels[1:]))

    def forward(self, db: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = (db.clamp(self.floor_db, self.loudest_db) + self.offset_db) / 10 + 2
        x = x.transpose(1, 2).unsqueeze(1)
        x = torch.relu(self.first(x.contiguous(memory_format=torch.channels_last)))
        x = max_pool2d(self.pairs[0](_bent(x * self.scale + self.shift)), 2)
        x = max_pool2d(self.pairs[2](self.pairs[1](x)), (1, 2))
        x = max_pool2d(self.pairs[4](self.pairs[3](x)), (1, 2))
        near = _columns(x)
        x = max_pool2d(self.pairs[6](self.pairs[5](max_pool2d(x, (2, 1)))), (1, 2))
        middle = _columns(x)
        return near, middle, _columns(self.pairs[8](self.pairs[7](x)))


def _columns(x: Tensor) -> Tensor:
    """[batch, channels, rows, bands] -> [batch, bands x channels, rows]."""
    return x.permute(0, 3, 1, 2).flatten(1, 2)
