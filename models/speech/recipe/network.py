"""The network: a small convolutional front end over bands and time, then dilated convolutions over time."""

import torch
from torch import Tensor, nn

_FLOOR_DB = -60.0  # what is below holds no more than the dither of a 16-bit file
_DILATIONS = (1, 2, 4, 8, 8)


class Block(nn.Module):
    """Residual, over 4 x dilation + 1 rows."""

    def __init__(self, channels: int, dilation: int):
        super().__init__()
        self.conv = nn.Conv1d(channels, channels, 5, 1, 2 * dilation, dilation, bias=False)
        self.norm = nn.BatchNorm1d(channels)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.norm(self.conv(x)))


def _conv(inputs: int, outputs: int, kernel: tuple[int, int], stride: tuple[int, int], edge: tuple[int, int]):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, edge, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class SpeechMusicNet(nn.Module):
    """float32 [batch, bands, 2 x rows + 1 frames] in dB -> logits [batch, rows, 2], a sigmoid each.

    A row depends on the 48 rows before and after it, and on the frames that these begin and end with: less
    than 2 s on either side.
    """

    def __init__(self, bands: int, labels: int = 2, width: int = 96):
        super().__init__()
        self.floor_db = _FLOOR_DB
        self.front = nn.Sequential(
            _conv(1, 12, (5, 3), (2, 2), (2, 0)),
            _conv(12, 20, (3, 3), (2, 1), (1, 1)),
            _conv(20, 32, (3, 3), (2, 1), (1, 1)),
        )
        self.merge = nn.Sequential(
            nn.Conv1d(32 * (bands // 8), width, 1, bias=False), nn.BatchNorm1d(width), nn.ReLU(inplace=True)
        )
        self.blocks = nn.Sequential(*(Block(width, dilation) for dilation in _DILATIONS))
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Conv1d(width, labels, 1)

    def forward(self, log_mel: Tensor) -> Tensor:
        x = ((log_mel.clamp(self.floor_db, 40.0) + 20.0) / 20.0).unsqueeze(1)
        x = self.blocks(self.merge(self.front(x).flatten(1, 2)))
        return self.head(self.dropout(x)).transpose(1, 2)
