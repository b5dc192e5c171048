"""Features from the engine itself: whatever the network is trained on is what `nightjar run` will show it."""

import json
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Callable

import numpy as np
import soundfile

from .clips import Clip


def extract(command: str, model: Path, sound: Path) -> np.ndarray:
    """Runs `command` (with the words MODEL, FILE and OUT replaced) -> float32 [segments, bands, frames]."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.npy"
        words = {"MODEL": str(model), "FILE": str(sound), "OUT": str(out)}
        subprocess.run([words.get(word, word) for word in shlex.split(command)], check=True)
        features = np.load(out)
    return features.reshape(-1, *features.shape[-2:])


def model_with_hop(model: Path, folder: Path, hop_samples: int) -> Path:
    """A copy of the manifest with another hop (closer windows to train on), beside weights that features never read."""
    manifest = json.loads((model / "manifest.json").read_text())
    manifest["hop_samples"] = hop_samples
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / manifest["weights"]).write_bytes(b"unused")
    return folder


def of_clip(clip: Clip, command: str, model: Path, scratch: Path) -> np.ndarray:
    """A clip as a user would give it to the engine: the file itself, or an excerpt at the file's own rate."""
    if not clip.duration_s:
        return extract(command, model, clip.path)
    rate_hz = soundfile.info(clip.path).samplerate
    sound, _ = soundfile.read(clip.path, int(clip.duration_s * rate_hz), int(clip.offset_s * rate_hz), dtype="float32")
    soundfile.write(scratch, sound, rate_hz, subtype="FLOAT")
    return extract(command, model, scratch)


def windows_of(command: str, model: Path, folder: Path, hop: int, segment: int,
               rate_hz: int) -> Callable[[np.ndarray], np.ndarray]:
    """sound [samples] -> features of a window at every `hop` samples, through the command ten minutes at a time."""
    dense = model_with_hop(model, folder / "dense", hop)
    windows = 2048

    def run(sound: np.ndarray) -> np.ndarray:
        parts = []
        for start in range(0, len(sound), windows * hop):
            wav = folder / "block.wav"  # with what its last window still hears of the next block
            soundfile.write(wav, sound[start : start + (windows - 1) * hop + segment], rate_hz, subtype="FLOAT")
            parts.append(extract(command, dense, wav)[:windows])
        return np.concatenate(parts).astype(np.float16)

    return run
