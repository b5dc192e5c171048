"""What the manifest says: the one place of the rate, the segment and the labels."""

import json
from pathlib import Path

MODEL = Path(__file__).resolve().parent.parent
MANIFEST = json.loads((MODEL / "manifest.json").read_text())
LABELS: list[str] = MANIFEST["labels"]
RATE_HZ: int = MANIFEST["sample_rate_hz"]
SEGMENT: int = MANIFEST["segment_samples"]
