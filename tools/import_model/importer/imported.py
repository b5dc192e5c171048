"""What a model folder is written from."""

import dataclasses
import pathlib
from typing import Any

import numpy as np


@dataclasses.dataclass
class Imported:
    """`weights` is a TorchScript file, or a ScriptModule that is still to be written. `manifest` has all keys
    but "format", "weights" and maybe "name", which is then the folder's; `files` are others of the folder by
    name. The arrays of `reference` are those of engine/verify/replay.h: sound, features, outputs, and scores
    or texts; empty, where there is nothing to compare with."""

    manifest: dict[str, Any]
    weights: Any
    source: str  # what was imported, for the card
    notes: list[str] = dataclasses.field(default_factory=list)  # sentences for the card
    files: dict[str, str | pathlib.Path] = dataclasses.field(default_factory=dict)  # text, or what to copy
    reference: dict[str, np.ndarray] = dataclasses.field(default_factory=dict)


def tag_decoding(activation: str) -> dict[str, Any]:
    """How scores become events, where nobody has said it: plainly."""
    return {
        "type": "tags",
        "activation": activation,
        "threshold_on": {"default": 0.5},
        "threshold_off": {"default": 0.35},
        "top_k": 0,
        "smoothing_segments": 1,
        "min_duration_s": 0,
        "merge_gap_s": 0,
    }


def lines(texts: list[str]) -> np.ndarray:
    """A line for each text, as uint8."""
    return np.frombuffer("".join(text + "\n" for text in texts).encode(), np.uint8)
