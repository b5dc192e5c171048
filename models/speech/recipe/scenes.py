"""What measure.py plays: half a minute each of speech over music, with the truth; all seeded."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from .clips import MUSIC, SPEECH, Clip
from .model import LABELS, RATE_HZ, STRIDE
from .sound import PAUSE_S, at_level, fill_pauses, load, loud_rows

SNRS_DB = (-5, 0, 5, 10, 20)  # speech over music
SCENE_S = 30
_ROWS = SCENE_S * RATE_HZ // STRIDE
_SPEECH_LEVEL = 0.05  # root mean square; the music and the room follow from it


@dataclass
class Event:
    label: str
    onset_s: float
    offset_s: float


@dataclass
class Scene:
    path: Path
    events: list[Event]


def events_of(active: np.ndarray, kind: int) -> list[Event]:
    """bool [rows] -> where they begin and end."""
    edges = np.flatnonzero(np.diff(np.pad(active.astype(int), 1))) * (STRIDE / RATE_HZ)
    return [Event(LABELS[kind], float(a), float(b)) for a, b in zip(edges[::2], edges[1::2])]


def truth_of(clip: Clip) -> Scene:
    """A recording as it is."""
    return Scene(
        clip.path, events_of(fill_pauses(loud_rows(load(clip), clip.kind), PAUSE_S[clip.kind]), clip.kind)
    )


def _put(scene: np.ndarray, there: np.ndarray, row: int, sound: np.ndarray, kind: int) -> None:
    """Adds the sound to the scene where `row` begins, and where it is loud to `there`."""
    loud = loud_rows(sound, kind)[: _ROWS - row]
    sound = at_level(sound, loud)[: len(loud) * STRIDE]
    scene[row * STRIDE : row * STRIDE + len(sound)] += sound
    there[row : row + len(loud)] |= loud


def _row(seconds: float) -> int:
    return int(seconds * RATE_HZ / STRIDE)


def _talk(speakers: list[np.ndarray], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Up to 7 s of one speaker after the other, 1 to 4 s apart -> samples, bool [rows]."""
    sound, there = np.zeros(_ROWS * STRIDE, np.float32), np.zeros(_ROWS, bool)
    row = _row(rng.uniform(0.5, 3))
    while row < _ROWS - _row(2):
        said = speakers[rng.integers(len(speakers))][: int(rng.uniform(3, 7) * RATE_HZ)]
        _put(sound, there, row, said, SPEECH)
        row += len(said) // STRIDE + _row(rng.uniform(1, 4))
    return sound, fill_pauses(there, PAUSE_S[SPEECH])


def _play(piece: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The piece from anywhere, over and over if it is short: about 18 s -> samples, bool [rows]."""
    sound, there = np.zeros(_ROWS * STRIDE, np.float32), np.zeros(_ROWS, bool)
    first, last = _row(rng.uniform(3, 8)), _row(rng.uniform(21, 27))
    again = np.tile(piece, 2 + (last - first) * STRIDE // len(piece))
    start = int(rng.integers(len(piece)))
    played = again[start : start + (last - first) * STRIDE].copy()
    fade = np.linspace(0, 1, RATE_HZ // 50, dtype=np.float32)
    played[: len(fade)] *= fade
    played[-len(fade) :] *= fade[::-1]
    _put(sound, there, first, played, MUSIC)
    return sound, fill_pauses(there, PAUSE_S[MUSIC])


def mixed(
    piece: Clip, speakers: list[np.ndarray], folder: Path, count: int, seed: int
) -> dict[int, list[Scene]]:
    """-> scenes at each of SNRS_DB: the same ones but for the level of the music. Rooms hiss 40 dB below."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = load(piece)
    scenes: dict[int, list[Scene]] = {snr_db: [] for snr_db in SNRS_DB}
    for index in range(count):
        rng = np.random.default_rng((seed, zlib.crc32(piece.path.stem.encode()), index))  # other talk a piece
        talk, spoken = _talk(speakers, rng)
        music, played = _play(sound, rng)
        events = events_of(spoken, SPEECH) + events_of(played, MUSIC)
        slope = np.fft.rfftfreq(len(talk), 1 / RATE_HZ).clip(20) ** (-rng.uniform(0, 1.5) / 2)
        room = np.fft.irfft(np.fft.rfft(rng.standard_normal(len(talk))) * slope)
        room *= _SPEECH_LEVEL * 10 ** (-40 / 20) / room.std()
        for snr_db in SNRS_DB:
            mix = talk + music * 10 ** (-snr_db / 20) + room
            path = folder / f"{piece.path.stem[:20]}_{index}_{snr_db}dB.wav"
            soundfile.write(path, mix * min(1.0, 0.95 / np.abs(mix).max()), RATE_HZ)
            scenes[snr_db].append(Scene(path, events))
    return scenes


def noises(folder: Path, minutes: int, seed: int) -> list[Scene]:
    """A minute each of noise of any colour, some with hum, from loud to a 16-bit file's dither."""
    folder.mkdir(parents=True, exist_ok=True)
    scenes = []
    for index in range(minutes):
        rng = np.random.default_rng((seed, index))
        samples = 60 * RATE_HZ
        slope = np.fft.rfftfreq(samples, 1 / RATE_HZ).clip(20) ** (-rng.uniform(0, 2) / 2)
        noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(samples)) * slope)
        hum = np.sin(2 * np.pi * rng.choice([50, 60, 100, 120]) * np.arange(samples) / RATE_HZ)
        noise += hum * noise.std() * rng.choice([0, 0, 1, 2])
        path = folder / f"{index:03}.wav"
        soundfile.write(path, noise / np.abs(noise).max() * 10 ** (-rng.uniform(3, 70) / 20), RATE_HZ)
        scenes.append(Scene(path, []))
    return scenes
