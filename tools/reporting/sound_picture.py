"""A recording as the page draws it: its waveform, and its spectrogram in tiles. Memory does not depend on its length, but
for the waveform's few bytes a column."""

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from .run_results import Recording
from .spectrum import FLOOR_DB, Columns
from .tiles import COARSER, TILE, Levels, grey_of

READ = 1 << 12  # frames that are read at once: so many are lost at most where a file is cut short
BLOCK = 1 << 17  # frames that are worked on at once


class _Forward(soundfile.SoundFile):
    """Else each read ends with a seek to where it is: slow in FLAC, and an error before a cut-off end."""

    def seekable(self) -> bool:
        return False


class NoSound(Exception):
    """Why there is no picture."""


def draw_sound(file: Path, one: Recording, columns: int, write: Callable[[str, str], None]) -> dict:
    """Gives `write` pieces of the picture, each with its name: "peaks", or "LEVEL-TILE". What the page has to know of them
    comes back."""
    sound = _open(file, one)
    frames = min(one.frames, sound.frames)
    hop = max(1, -(-frames // columns))
    levels = Levels(-(-frames // hop))
    peaks, histogram = [], np.zeros(256, np.int64)
    notes: list[str] = []
    with sound:
        for extremes, decibels in Columns(one.rate_hz, hop).of(_blocks(sound, frames, notes)):
            grey = grey_of(decibels)
            peaks.append(extremes.reshape(-1, 2))
            histogram += np.bincount(grey.ravel(), minlength=256)
            for level, tile, picture in levels.add(grey):
                write(f"{level}-{tile}", picture)
    for level, tile, picture in levels.end():
        write(f"{level}-{tile}", picture)
    if not peaks:
        raise NoSound("nothing of it can be decoded here")
    joined = np.concatenate(peaks)
    peak = float(np.abs(joined).max())
    write(
        "peaks",
        base64.b64encode(np.rint(joined * (127 / max(peak, 1e-9))).astype(np.int8).tobytes()).decode(),
    )
    return {
        "hop_s": hop / one.rate_hz,
        "peak": peak,
        "columns": levels.columns,
        "coarser": COARSER,
        "tile": TILE,
        "top_hz": one.rate_hz / 2,
        "floor_db": FLOOR_DB,
        "dark_db": _at_share(histogram, 0.2),
        "bright_db": _at_share(histogram, 0.9995),
        "notes": notes,
    }


def _open(file: Path, one: Recording) -> soundfile.SoundFile:
    if not one.frames:
        raise NoSound("nothing of it was recognised")
    try:
        if not file.is_file():
            raise NoSound(f"not found at {file}; `--recordings DIR` says where relative paths begin")
        sound = _Forward(os.fsencode(file))  # as bytes: a name need not be UTF-8
    except (OSError, soundfile.SoundFileError) as error:
        raise NoSound(f"it cannot be read here: {error}") from error
    if sound.samplerate != one.rate_hz:
        sound.close()
        raise NoSound(f"it was changed: {one.rate_hz} Hz when it was run, {sound.samplerate} Hz now")
    return sound


def _blocks(sound: soundfile.SoundFile, frames: int, notes: list[str]) -> Iterator[np.ndarray]:
    """float32 [samples], the mean of all channels; nothing after `frames`."""
    left = frames
    gathered: list[np.ndarray] = []
    while left > 0:
        try:
            read = sound.read(min(left, READ), dtype="float32", always_2d=True)
        except soundfile.SoundFileError as error:
            notes.append(f"It cannot be read here after {(frames - left) / sound.samplerate:.1f} s: {error}")
            break
        if not len(read):
            break
        left -= len(read)
        gathered.append(read.mean(axis=1))
        if len(gathered) * READ >= BLOCK:
            yield _finite(gathered)
            gathered = []
    if gathered:
        yield _finite(gathered)


def _finite(blocks: list[np.ndarray]) -> np.ndarray:
    return np.nan_to_num(np.concatenate(blocks), nan=0.0, posinf=1.0, neginf=-1.0)


def _at_share(histogram: np.ndarray, share: float) -> float:
    """The level, in dB, that this share of all pixels does not exceed."""
    at = int(np.searchsorted(np.cumsum(histogram), share * histogram.sum()))
    return at / 255 * -FLOOR_DB + FLOOR_DB
