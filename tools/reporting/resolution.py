"""How finely each recording is drawn, so that all of them together keep within the size that the page may have."""

import math
from collections.abc import Sequence

FINEST_PER_S = 100  # columns of the picture in a second; 10 ms is finer than any model's grid
# What a column takes in the page at most, in bytes: of the spectrogram, white noise, the worst that there is for its
# compression, takes 0.155 bytes a pixel; coarser levels add a third, base64 another. Two pairs of the waveform, a
# byte each number. See tests/tools/report/sound_test.py.
BANDS = 96
PEAKS_PER_COLUMN = 2
BYTES_PER_COLUMN = (0.165 * BANDS * 4 / 3 + 2 * PEAKS_PER_COLUMN) * 4 / 3
BYTES_PER_RECORDING = 2000  # headers of its tiles
FEWEST = 64  # columns, however many recordings there are


def columns_for(durations_s: Sequence[float], page_bytes: int) -> list[int]:
    """For each recording: the finest where that fits; otherwise the longest ones give until it does."""
    wanted = [max(1, math.ceil(duration * FINEST_PER_S)) for duration in durations_s]
    left = (page_bytes - BYTES_PER_RECORDING * len(wanted)) / BYTES_PER_COLUMN
    given = [0] * len(wanted)
    shortest_first = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for done, i in enumerate(shortest_first):
        share = left / (len(wanted) - done)
        given[i] = min(wanted[i], max(FEWEST, int(share)))
        left -= given[i]
    return given
