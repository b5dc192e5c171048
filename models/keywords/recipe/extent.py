"""Where a word lies in its clip: sound around the loudest frame, well above the clip's own noise."""

import numpy as np

from .model import FRAME

_BELOW_DB = 28.0  # the loudest frame
_ABOVE_DB = 8.0  # the clip's tenth percentile
_GAP = 30  # frames without sound that may lie within: between two words


def bounds(sound: np.ndarray) -> tuple[int, int]:
    """float [samples] -> [start, end), whole frames of 10 ms."""
    power = (np.pad(sound, (0, -len(sound) % FRAME)).reshape(-1, FRAME).astype(np.float64) ** 2).mean(1)
    level_db = 10 * np.log10(np.convolve(power, np.ones(3) / 3, "same") + 1e-12)
    floor_db = max(
        level_db.max() - _BELOW_DB, min(np.percentile(level_db, 10) + _ABOVE_DB, level_db.max() - 12)
    )
    loud = np.flatnonzero(level_db >= floor_db)
    at = int(np.searchsorted(loud, level_db.argmax()))
    breaks = np.flatnonzero(np.diff(loud) > _GAP)  # a stretch ends after loud[breaks]
    first = loud[breaks[breaks < at][-1] + 1] if (breaks < at).any() else loud[0]
    last = loud[breaks[breaks >= at][0]] if (breaks >= at).any() else loud[-1]
    return int(first) * FRAME, (int(last) + 1) * FRAME
