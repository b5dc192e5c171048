"""Features from the engine itself: whatever the network is trained on is what `nightjar run` will show it."""

import json
import shlex
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from .model import FRAME, MANIFEST, RATE_HZ

_HOP = MANIFEST["hop_samples"] // FRAME  # frames
_LEAD = (MANIFEST["segment_samples"] - MANIFEST["hop_samples"]) // 2 // FRAME


class Engine:
    """The features command, with the words MODEL, FILES and OUT in it replaced."""

    def __init__(self, command: str):
        self._words = shlex.split(command)

    def of_sounds(self, sounds: list[np.ndarray]) -> list[np.ndarray]:
        """float32 [samples] at the model's rate -> float16 [frames, bands] each."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "sounds").mkdir()
            for index, sound in enumerate(sounds):
                soundfile.write(folder / "sounds" / f"{index:05}.wav", sound, RATE_HZ, subtype="FLOAT")
            given = {
                "MODEL": str(_model(folder)),
                "FILES": str(folder / "sounds"),
                "OUT": str(folder / "out"),
            }
            subprocess.run([given.get(word, word) for word in self._words], check=True)
            lines = (folder / "out" / "index.jsonl").read_text().splitlines()
            made = {Path(line["path"]).stem: line["file"] for line in map(json.loads, lines)}
            files = [folder / "out" / made[f"{i:05}"] for i in range(len(sounds))]
            return [_joined(np.load(f), len(s)) for f, s in zip(files, sounds)]


def _joined(segments: np.ndarray, samples: int) -> np.ndarray:
    """[segments, bands, frames] that overlap -> float16 [frames, bands], those of a sound heard at once."""
    segments = segments.reshape(-1, *segments.shape[-2:])
    middle = segments[:, :, _LEAD : _LEAD + _HOP].transpose(0, 2, 1).reshape(-1, segments.shape[1])
    frames = np.concatenate([segments[0, :, :_LEAD].T, middle, segments[-1, :, _LEAD + _HOP :].T])
    return frames[: samples // FRAME].astype(np.float16)


def _model(folder: Path) -> Path:
    """The manifest beside weights that features never read."""
    model = folder / "model"
    model.mkdir()
    (model / "manifest.json").write_text(json.dumps(MANIFEST))
    (model / MANIFEST["weights"]).write_bytes(b"unused")
    vocabulary = MANIFEST["decode"]["vocabulary"]
    (model / vocabulary).write_bytes((Path(__file__).parent.parent / vocabulary).read_bytes())
    return model
