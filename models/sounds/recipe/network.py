"""The network: a small residual CNN over log-mel segments."""

import torch
from torch import Tensor, nn


def _conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.first = _conv(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class SoundNet(nn.Module):
    """float32 [batch, 1, bands, frames] in dB -> logits [batch, labels], one independent sigmoid per label.

    The level is kept (no per-segment normalisation), for it is what tells silence; training varies the gain instead.
    """

    def __init__(self, labels: int, width: int = 16, dropout: float = 0.3):
        super().__init__()
        self.trunk = nn.Sequential(
            _conv(1, width, 2),
            _conv(width, 2 * width, 2),
            Residual(2 * width),
            _conv(2 * width, 4 * width, 2),
            Residual(4 * width),
            _conv(4 * width, 8 * width, 2),
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(16 * width, labels)

    def forward(self, log_mel: Tensor) -> Tensor:
        # Below -60 dB a band holds no more than the dither of a 16-bit file: what is there depends on the encoder.
        x = (log_mel.clamp(-60.0, 40.0) + 20.0) / 20.0
        x = self.trunk(x).mean(2)  # over frequency: [batch, channels, time]
        x = torch.cat([x.mean(2), x.amax(2)], 1)  # what lasts, and what is short
        return self.head(self.dropout(x))
