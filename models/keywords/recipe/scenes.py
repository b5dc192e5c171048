"""Makes up scenes of ten minutes, for measuring: speech in sound, and keywords of held-back voices in it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import clips, vary
from .extent import bounds
from .model import RATE_HZ

SCENE_S = 600
WORDS = 9  # in a scene
_SECTION_S = 60  # one kind of background sound, at one level
_LEVEL = 0.05  # root mean square of what is said
_MARGIN = int(0.15 * RATE_HZ)
NOISE_DB = 10.0  # below what is said, where there are keywords


@dataclass(frozen=True)
class Known:
    label: str
    start_s: float
    end_s: float
    name: str


@dataclass
class Scene:
    kind: str
    sound: np.ndarray  # float32 [samples]
    known: list[Known]


class Maker:
    """What is held back, read once. `made` speech: synthetic voices, with words like the keywords."""

    def __init__(self, data: Path, work: Path):
        def held(found: list[clips.Clip]) -> list[clips.Clip]:
            return [clip for clip in found if clip.held_back]

        self._speech = {
            "real": _all(held(clips.speech(data))),
            "made": _all(held(clips.synthetic(work / "voices"))),
        }
        self._sounds = _all(held(clips.sounds(data)) + held(clips.rendered(work / "music")))
        self._keywords = [(c, *_word(c)) for c in held(clips.keywords(data))]

    def scene(self, kind: str, seed: int) -> Scene:
        """Half of its sections hold keywords: at 10 dB all of these, the others at 10, 20 or 40 dB."""
        rng = np.random.default_rng((seed, len(kind)))
        parts: list[np.ndarray] = []
        known: list[Known] = []
        sections = SCENE_S // _SECTION_S
        with_words = rng.choice(sections, sections // 2, replace=False)
        per_section = np.bincount(rng.choice(with_words, WORDS), minlength=sections)
        for section, count in enumerate(per_section):
            said, words = self._said(kind, int(count), rng)
            at_s = section * _SECTION_S
            known += [Known(w.label, w.start_s + at_s, w.end_s + at_s, w.name) for w in words]
            below_db = NOISE_DB if count else rng.choice([10.0, 20.0, 40.0])
            parts.append(said + self._background(rng) * (_LEVEL * 10 ** (-below_db / 20)))
        return Scene(kind, _limited(np.concatenate(parts) * 10 ** (rng.uniform(-15, 6) / 20)), known)

    def _said(self, kind: str, words: int, rng: np.random.Generator) -> tuple[np.ndarray, list[Known]]:
        samples = _SECTION_S * RATE_HZ
        out = np.zeros(samples, np.float32)
        known: list[Known] = []
        speech = self._speech[kind]
        due = sorted(rng.uniform(0.03, 0.9, words) * samples)
        at = 0
        while True:
            if due and at >= due[0]:
                due.pop(0)
                clip, sound, margin, length = self._keywords[rng.integers(len(self._keywords))]
                start_s = (at + margin) / RATE_HZ
                if at + len(sound) < samples:
                    known.append(
                        Known(
                            clip.label, start_s, start_s + length / RATE_HZ, f"{clip.label}/{clip.path.stem}"
                        )
                    )
            else:
                sound = speech[rng.integers(len(speech))]
                sound = clips.at_speed(sound, rng.uniform(0.85, 1.18)) * 10 ** (rng.uniform(-4, 4) / 20)
                if rng.random() < 0.2:
                    sound = vary.room(sound, rng)
            if at + len(sound) >= samples:
                return out, known
            out[at : at + len(sound)] += sound
            at += len(sound) + int(rng.uniform(0.05, 0.8) * RATE_HZ)

    def _background(self, rng: np.random.Generator) -> np.ndarray:
        """A section of one sound, repeated, or of noise, at a root mean square of 1."""
        samples = _SECTION_S * RATE_HZ
        sound = (
            self._sounds[rng.integers(len(self._sounds))]
            if rng.random() < 0.7
            else vary.noise(10 * RATE_HZ, rng)
        )
        sound = np.resize(np.roll(sound, rng.integers(len(sound))), samples)
        return sound / (sound.std() + 1e-9)


def _all(found: list[clips.Clip]) -> list[np.ndarray]:
    sounds = [clips.load(clip.path) for clip in found]
    return [sound * (_LEVEL / (sound.std() + 1e-6)) for sound in sounds]


def _word(clip: clips.Clip) -> tuple[np.ndarray, int, int]:
    """-> the word with a little before and after it, faded; where it begins and its length, in samples."""
    sound = clips.load(clip.path)
    start, end = bounds(sound)
    cut = max(0, start - _MARGIN)
    kept = sound[cut : end + _MARGIN] * (_LEVEL / (sound[start:end].std() + 1e-6))
    fade = np.minimum(1, np.minimum(np.arange(len(kept)), np.arange(len(kept))[::-1]) / (_MARGIN / 3))
    return (kept * fade).astype(np.float32), start - cut, end - start


def _limited(sound: np.ndarray) -> np.ndarray:
    return np.clip(sound, -1, 1).astype(np.float32)
