"""The network: a small residual CNN over log-mel segments, and silence as a level."""

import torch
from torch import Tensor, nn

_NEPER = 0.23025851  # natural logarithm of a power's dB
# A frame's bands add up to about its level + 33 dB, for noise of any colour: this is -60 dB of full scale.
_SILENCE_DB = -27.0
# The highest score of silence. A clip's label is its highest mean score: what is heard for one second must
# not be outvoted by the silence of the others.
_SILENCE_SCORE = 0.2
_HUSH = 8.0  # what silence takes off the logits of the labels


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
    """float32 [batch, 1, bands, frames] in dB -> logits [batch, sounds + 1], one independent sigmoid each.

    The last one is silence. It is computed, not learned: no frame of the segment is louder than -60 dB.
    """

    def __init__(self, sounds: int, width: int = 16, dropout: float = 0.3):
        super().__init__()
        self.silence_db = _SILENCE_DB
        self.silence_score = _SILENCE_SCORE
        self.hush = _HUSH
        self.neper = _NEPER
        self.trunk = nn.Sequential(
            _conv(1, width, 2),
            _conv(width, 2 * width, 2),
            Residual(2 * width),
            _conv(2 * width, 4 * width, 2),
            Residual(4 * width),
            _conv(4 * width, 8 * width, 2),
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(16 * width, sounds)

    def forward(self, log_mel: Tensor) -> Tensor:
        loudest_db = (torch.logsumexp(log_mel * self.neper, 2) / self.neper).amax(2)  # [batch, 1]
        quiet = torch.sigmoid(self.silence_db - loudest_db)
        # A band below -60 dB holds no more than the dither of a 16-bit file: it depends on the encoder.
        x = (log_mel.clamp(-60.0, 40.0) + 20.0) / 20.0
        x = self.trunk(x).mean(2)  # over frequency: [batch, channels, time]
        x = torch.cat([x.mean(2), x.amax(2)], 1)  # what lasts, and what is short
        silence = torch.logit(self.silence_score * quiet, 0.001)
        return torch.cat([self.head(self.dropout(x)) - self.hush * quiet, silence], 1)
