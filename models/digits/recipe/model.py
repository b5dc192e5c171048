"""What the manifest says: the one place of the rate, the strides and the words."""

import json
from pathlib import Path

MODEL = Path(__file__).resolve().parent.parent
MANIFEST = json.loads((MODEL / "manifest.json").read_text())
RATE_HZ: int = MANIFEST["sample_rate_hz"]
FRAME: int = MANIFEST["features"]["hop_samples"]
STRIDE: int = MANIFEST["stride_samples"]  # of a row
ROW_FRAMES = STRIDE // FRAME
TOKENS: list[str] = json.loads((MODEL / MANIFEST["decode"]["vocabulary"]).read_text())
BLANK: int = TOKENS.index(MANIFEST["decode"]["blank"])
WORDS = [token.removeprefix("\u2581") for token in TOKENS[1:]]  # a word's token is its index here + 1
assert BLANK == 0
