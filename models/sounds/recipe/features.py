"""Features from the engine itself: whatever the network is trained on is what `nightjar run` will show it."""

import json
import shlex
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from .clips import Clip
from .model import MANIFEST, MODEL, RATE_HZ, SEGMENT

HOP = 4096  # between training windows; the manifest's hop is for what is tested
_BLOCK = 2048  # windows that one run of the command makes


class Engine:
    """The features command, with the words MODEL, FILE and OUT in it replaced."""

    def __init__(self, command: str):
        self._words = shlex.split(command)

    def of_file(self, sound: Path, model: Path = MODEL) -> np.ndarray:
        """-> float32 [segments, bands, frames]."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.npy"
            given = {"MODEL": str(model), "FILE": str(sound), "OUT": str(out)}
            subprocess.run([given.get(word, word) for word in self._words], check=True)
            features = np.load(out)
        return features.reshape(-1, *features.shape[-2:])

    def of_clip(self, clip: Clip) -> np.ndarray:
        """A clip as a user would give it to the engine: the file itself, or an excerpt at the file's rate."""
        if not clip.duration_s:
            return self.of_file(clip.path)
        rate_hz = soundfile.info(clip.path).samplerate
        frames, start = int(clip.duration_s * rate_hz), int(clip.offset_s * rate_hz)
        sound, _ = soundfile.read(clip.path, frames, start, dtype="float32")
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "excerpt.wav"
            soundfile.write(wav, sound, rate_hz, subtype="FLOAT")
            return self.of_file(wav)

    def windows(self, sound: np.ndarray) -> np.ndarray:
        """sound float32 [samples] at the model's rate -> float16 features of windows HOP samples apart."""
        parts = []
        with tempfile.TemporaryDirectory() as folder:
            dense = _dense_model(Path(folder))
            for start in range(0, len(sound), _BLOCK * HOP):
                wav = Path(folder) / "block.wav"  # with what its last window still hears of the next block
                block = sound[start : start + (_BLOCK - 1) * HOP + SEGMENT]
                soundfile.write(wav, block, RATE_HZ, subtype="FLOAT")
                parts.append(self.of_file(wav, dense)[:_BLOCK])
        return np.concatenate(parts).astype(np.float16)


def _dense_model(folder: Path) -> Path:
    """The manifest with training's hop, beside weights that features never read."""
    (folder / "manifest.json").write_text(json.dumps(MANIFEST | {"hop_samples": HOP}))
    (folder / MANIFEST["weights"]).write_bytes(b"unused")
    return folder
