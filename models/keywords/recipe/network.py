"""The network: Google's speech_embedding, and a few layers over time on top of it."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import hardtanh, max_pool2d, pad

from . import pretrained

_FLOOR_DB = -80.0  # what is below holds no more than the dither of a 16-bit file
_INT16_DB = 90.309  # the embedding was trained on 16-bit values: 20 log10(32768)
_POOLS = {2: (2, 2), 6: (1, 2), 10: (2, 2), 14: (1, 2), 18: (2, 2)}  # after a layer: over time, over bands
_STRIDE = 8  # frames, from vector to vector
_HEARD = 76 + 6 * _STRIDE  # frames that a row depends on: those of 7 vectors
AROUND = (_HEARD - _STRIDE) // 2
EMBEDDING = 96


class SpeechEmbedding(nn.Module):
    """float32 [batch, 1, frames, 32] of 16-bit sound's log-mel, dB / 10 + 2 -> [batch, 96, vectors].

    Vector i depends on the frames 8 i to 8 i + 75 alone.
    """

    def __init__(self) -> None:
        super().__init__()
        sizes = [(1, 24, 3, 3), (24, 24, 1, 3), (24, 24, 3, 1)]
        for inputs, outputs in ((24, 48), (48, 72), (72, 96), (96, 96)):
            sizes += [(inputs, outputs, 1, 3), (outputs, outputs, 3, 1)] + [
                (outputs, outputs, 1, 3),
                (outputs, outputs, 3, 1),
            ]
        sizes.append((96, 96, 3, 1))
        last = len(sizes) - 1
        self.layers = nn.ModuleList(
            nn.Conv2d(i, o, (time, bands), padding=(0, bands // 2), bias=0 < at < last)
            for at, (i, o, time, bands) in enumerate(sizes)
        )
        self.register_buffer("scale", torch.ones(1, 24, 1, 1))
        self.register_buffer("shift", torch.zeros(1, 24, 1, 1))
        self.pools: list[tuple[int, int]] = [_POOLS.get(at, (1, 1)) for at in range(len(sizes))]

    def load(self, folder: Path) -> None:
        """The wheel is kept in `folder`."""
        found, scale, shift = pretrained.layers(folder)
        for layer, given in zip(self.layers, found, strict=True):
            for name, value in given.items():
                getattr(layer, name).data.copy_(torch.from_numpy(value.copy()))
        self.scale.copy_(torch.from_numpy(scale).view_as(self.scale))
        self.shift.copy_(torch.from_numpy(shift).view_as(self.shift))

    def forward(self, x: Tensor) -> Tensor:
        for at, layer in enumerate(self.layers):
            x = layer(x)
            if at == 0:
                x = torch.relu(x) * self.scale + self.shift
            if at < 19:
                # A leaky ReLU that ends at -0.4, of operations that LibTorch runs in its own fast layout.
                x = torch.relu(x) + 0.2 * hardtanh(x, -2.0, 0.0)
            if self.pools[at][1] > 1:
                x = max_pool2d(x, self.pools[at])
        return x.squeeze(3)


class KeywordNet(nn.Module):
    """float32 [batch, bands, frames], dB of full scale -> logits [batch, rows, words], eight frames a row.

    A row depends on the 58 frames before and after it: see context_samples.
    """

    def __init__(self, words: int, width: int = 96) -> None:
        super().__init__()
        self.floor_db = _FLOOR_DB
        self.int16_db = _INT16_DB
        self.before = AROUND
        self.embedding = SpeechEmbedding()
        self.head = nn.Sequential(
            nn.BatchNorm1d(EMBEDDING),
            nn.Conv1d(EMBEDDING, width, 3),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Conv1d(width, width, 5),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Conv1d(width, words, 1),
        )

    def forward(self, log_mel: Tensor) -> Tensor:
        rows = log_mel.shape[2] // 8  # a centred frame more than that is left out
        log_mel = pad(log_mel[:, :, : 8 * rows], [self.before, self.before], value=self.floor_db)
        return self.rows(log_mel)

    def rows(self, log_mel: Tensor) -> Tensor:
        """Of frames with all that rows depend on: 116 more than theirs."""
        return self.head(self.vectors(log_mel)).transpose(1, 2)

    def vectors(self, log_mel: Tensor) -> Tensor:
        """-> [batch, 96, vectors]."""
        x = (log_mel.clamp(self.floor_db, 20.0) + self.int16_db) / 10.0 + 2.0
        return self.embedding(x.transpose(1, 2).unsqueeze(1).contiguous(memory_format=torch.channels_last))
