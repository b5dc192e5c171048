"""Sound at the model's rate, and where it is loud enough to be there."""

import numpy as np
import soundfile
import soxr
from scipy.ndimage import binary_closing

from .clips import MUSIC, SPEECH, Clip
from .model import RATE_HZ, STRIDE

# What is there: rows so far below the clip's level (that which a twentieth of its rows exceed) ...
FLOOR_DB = {SPEECH: -35.0, MUSIC: -45.0}
# ... and what lies between two of them that are closer than this, so that short pauses belong to it.
PAUSE_S = {SPEECH: 1.0, MUSIC: 2.0}


def load(clip: Clip) -> np.ndarray:
    """float32 [samples], mono; empty where an excerpt lies beyond the end."""
    rate_hz = soundfile.info(clip.path).samplerate
    frames, start = int(clip.duration_s * rate_hz) or -1, int(clip.offset_s * rate_hz)
    if start >= soundfile.info(clip.path).frames:
        return np.zeros(0, np.float32)
    sound, _ = soundfile.read(clip.path, frames, start, dtype="float32", always_2d=True)
    return soxr.resample(sound.mean(1), rate_hz, RATE_HZ, "HQ")


def rows_db(sound: np.ndarray) -> np.ndarray:
    """float [rows]: the level of each whole row, full scale = 0."""
    rows = sound[: len(sound) // STRIDE * STRIDE].reshape(-1, STRIDE).astype(np.float64)
    return 10 * np.log10((rows**2).mean(1) + 1e-12)


def loud_rows(sound: np.ndarray, kind: int) -> np.ndarray:
    """bool [rows], pauses not yet filled."""
    level_db = rows_db(sound)
    if not len(level_db):
        return np.zeros(0, bool)
    return level_db > max(np.percentile(level_db, 95) + FLOOR_DB[kind], -75.0)


def fill_pauses(loud: np.ndarray, longest_s: float) -> np.ndarray:
    """bool [rows]: pauses that are shorter belong to what is around them."""
    longest = int(longest_s * RATE_HZ / STRIDE)
    padded = np.pad(loud, longest + 1)
    return binary_closing(padded, np.ones(longest + 1, bool))[longest + 1 : -longest - 1]


def at_level(sound: np.ndarray, loud: np.ndarray, level: float = 0.05) -> np.ndarray:
    """Scaled so that its loud rows have this root mean square."""
    rows = sound[: len(loud) * STRIDE].reshape(-1, STRIDE)[loud]
    return sound * (level / (np.sqrt((rows.astype(np.float64) ** 2).mean()) + 1e-9)) if loud.any() else sound
