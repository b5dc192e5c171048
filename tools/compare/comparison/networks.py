"""The networks that are compared: seeded random weights, so that everybody has the same."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SOUNDS = Path(__file__).resolve().parents[3] / "models/sounds"
_LABELS = 16


class Convolutions(nn.Module):
    """float32 [batch, 1, bands, frames] -> [batch, 16]: six 3x3 convolutions at full size, 1.5e9 products a
    segment."""

    def __init__(self, channels: int = 32, layers: int = 6):
        super().__init__()
        trunk: list[nn.Module] = []
        for i in range(layers):
            trunk += [
                nn.Conv2d(channels if i else 1, channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
            ]
        self.trunk = nn.Sequential(*trunk)
        self.head = nn.Linear(channels, _LABELS)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.trunk(x).mean((2, 3)))


class _Layer(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(width)
        self.in_projection = nn.Linear(width, 3 * width)
        self.out_projection = nn.Linear(width, width)
        self.before_feed_forward = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, frames, width = x.shape
        of_heads = self.in_projection(self.before_attention(x)).view(batch, frames, 3, self.heads, -1)
        q, k, v = of_heads.permute(2, 0, 3, 1, 4).unbind(0)
        heard = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, frames, width)
        x = x + self.out_projection(heard)
        return x + self.down(F.gelu(self.up(self.before_feed_forward(x))))


class Transformer(nn.Module):
    """float32 [batch, frames, bands] -> [batch, 16]: six layers, 512 wide, 5e9 products for 250 frames."""

    def __init__(self, bands: int = 80, width: int = 512, heads: int = 8, layers: int = 6):
        super().__init__()
        self.bottom = nn.Linear(bands, width)
        self.layers = nn.ModuleList([_Layer(width, heads) for _ in range(layers)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, _LABELS)

    def forward(self, x: Tensor) -> Tensor:
        x = self.bottom(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x).mean(1))


class Nothing(nn.Module):
    """float32 [batch, 1] -> the same: what is left is what the queue itself costs."""

    def forward(self, x: Tensor) -> Tensor:
        return x


@dataclass(frozen=True)
class NetworkKind:
    what: str
    shape: tuple[int, ...]  # of a segment's features
    make: Callable[[], nn.Module]
    features: dict[str, Any]  # of the manifest, with the segment's length; none where nobody writes one
    segment_samples: int


_LOG_MEL = {"type": "log_mel", "f_min_hz": 0, "f_max_hz": 8000, "mel_scale": "htk", "mel_norm": "none",
            "window": "hann", "pad_mode": "constant", "power": 2, "log": "ln", "log_floor": 1e-10,
            "top_db": 0, "hop_samples": 160}  # fmt: skip

NETWORKS = {
    "sounds": NetworkKind(
        "models/sounds", (1, 64, 125), lambda: torch.jit.load(str(SOUNDS / "weights.pt")), {}, 0
    ),
    "convolutions": NetworkKind(
        "six 3x3 convolutions of 32 channels over 64 x 501",
        (1, 64, 501),
        Convolutions,
        {**_LOG_MEL, "n_fft": 512, "win_samples": 400, "mel_bands": 64, "center": True},
        80000,
    ),
    "transformer": NetworkKind(
        "six transformer layers, 512 wide, over 250 frames",
        (250, 80),
        Transformer,
        {
            **_LOG_MEL,
            "n_fft": 400,
            "win_samples": 400,
            "mel_bands": 80,
            "center": False,
            "layout": "frames_bands",
        },
        400 + 249 * 160,
    ),
    "empty": NetworkKind("a network that does nothing", (1,), Nothing, {}, 0),
}


def seeded(make: Callable[[], nn.Module]) -> nn.Module:
    """In eval mode; batch norms have statistics, too, so that leaving one out would show."""
    torch.manual_seed(1)
    module = make()
    for name, buffer in module.named_buffers():
        if isinstance(module, Convolutions) and name.endswith("running_mean"):
            buffer.normal_(0, 0.1)
        elif isinstance(module, Convolutions) and name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
    return module.eval()
