"""What the manifest says: the one place of the rate, the strides and the words."""

import json
from pathlib import Path

MODEL = Path(__file__).resolve().parent.parent
MANIFEST = json.loads((MODEL / "manifest.json").read_text())
RATE_HZ: int = MANIFEST["sample_rate_hz"]
FRAME: int = MANIFEST["features"]["hop_samples"]  # samples
STRIDE: int = MANIFEST["stride_samples"]  # samples, of a row
ROW_FRAMES = STRIDE // FRAME
WORDS: list[str] = MANIFEST["labels"]
