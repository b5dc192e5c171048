"""What the manifest says: the one place of the rate, the frames and the rows."""

import json
from pathlib import Path

MODEL = Path(__file__).resolve().parent.parent
MANIFEST = json.loads((MODEL / "manifest.json").read_text())
LABELS: list[str] = MANIFEST["labels"]
RATE_HZ: int = MANIFEST["sample_rate_hz"]
FRAME: int = MANIFEST["features"]["hop_samples"]  # samples from frame to frame
STRIDE: int = MANIFEST["stride_samples"]  # samples from row to row
ROW_FRAMES = STRIDE // FRAME
assert LABELS == ["speech", "music"]  # the order of truth, targets and outputs
