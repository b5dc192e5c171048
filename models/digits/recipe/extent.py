"""Where a word is loud enough to be there: the bounds that training aims at and measure.py compares with."""

import numpy as np

FLOOR_DB = -35.0  # below the loudest frame
_FRAME_S = 0.01


def bounds(sound: np.ndarray, rate_hz: int, floor_db: float = FLOOR_DB) -> tuple[int, int]:
    """float [samples] of one word -> [start, end): frames of 10 ms within floor_db of the loudest."""
    frame = max(1, round(_FRAME_S * rate_hz))
    padded = np.pad(sound, (0, -len(sound) % frame)).reshape(-1, frame)
    level_db = 10 * np.log10((padded.astype(np.float64) ** 2).mean(1) + 1e-12)
    loud = np.flatnonzero(level_db >= level_db.max() + floor_db)
    return int(loud[0]) * frame, min(len(sound), (int(loud[-1]) + 1) * frame)
