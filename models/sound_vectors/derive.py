#!/usr/bin/env python3
"""Makes weights.pt of ../sounds/weights.pt: the same network without its last layer.

    models/sound_vectors/derive.py

Made with Python 3.11 and the versions in ../sounds/requirements.txt. The file is small because it has no debug records.
"""

import io
import zipfile
from pathlib import Path

import torch
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent


class SoundVectors(nn.Module):
    """float32 [batch, 1, bands, frames] in dB -> [batch, 256]: what `SoundNet` (../sounds/recipe/network.py) gives to its
    last layer, which is the mean and the maximum over time of 128 things that it hears."""

    def __init__(self, trunk: nn.Module):
        super().__init__()
        self.trunk = trunk

    def forward(self, log_mel: Tensor) -> Tensor:
        x = (log_mel.clamp(-60.0, 40.0) + 20.0) / 20.0
        x = self.trunk(x).mean(2)
        return torch.cat([x.mean(2), x.amax(2)], 1)


def main() -> None:
    trunk = torch.jit.load(str(HERE.parent / "sounds" / "weights.pt")).eval().trunk
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(SoundVectors(trunk).eval()), buffer)
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(HERE / "weights.pt", "w") as small:
        for record in whole.infolist():
            if not record.filename.endswith(".debug_pkl"):
                small.writestr(zipfile.ZipInfo(record.filename), whole.read(record))


if __name__ == "__main__":
    main()
