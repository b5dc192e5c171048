"""Columns of a picture of sound: the lowest and highest samples, and the power in bands of the mel scale."""

from collections.abc import Iterable, Iterator

import numpy as np

from .resolution import BANDS, PEAKS_PER_COLUMN

WINDOW_S = 0.032
FLOOR_DB = -120.0  # 0 dB: all bins of a band as loud as a sine of amplitude 1
AT_ONCE = 512  # windows


def mel(hz: np.ndarray | float) -> np.ndarray:
    """HTK's: 2595 log10(1 + f / 700)."""
    return 2595.0 * np.log10(1.0 + np.asarray(hz) / 700.0)


def mel_filters(window: int, rate_hz: int) -> np.ndarray:
    """float32 [window / 2 + 1, BANDS]: triangles, each at least as wide as two bins, whose weights sum to 1."""
    bins_hz = np.fft.rfftfreq(window, 1 / rate_hz)
    edges_hz = 700.0 * (10.0 ** (np.linspace(0, mel(rate_hz / 2), BANDS + 2) / 2595.0) - 1.0)
    width = np.maximum(np.diff(edges_hz), rate_hz / window)
    centre = edges_hz[1:-1]
    rising = (bins_hz[:, None] - centre) / width[:-1] + 1
    falling = (centre - bins_hz[:, None]) / width[1:] + 1
    weights = np.clip(np.minimum(rising, falling), 0, None)
    return (weights / weights.sum(axis=0)).astype(np.float32)


class Columns:
    """Cuts blocks of sound into columns of `hop` samples: column i is of the samples from i x hop on."""

    def __init__(self, rate_hz: int, hop: int) -> None:
        self.hop = hop
        self.window = 1 << max(4, round(np.log2(WINDOW_S * rate_hz)))
        self.windows_per_column = -(-hop // self.window)
        self._filters = mel_filters(self.window, rate_hz)
        hann = np.hanning(self.window + 1)[:-1]
        self._taper = (hann * 2 / hann.sum()).astype(np.float32)

    def of(self, blocks: Iterable[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """(peaks float32 [n, PEAKS_PER_COLUMN, 2], bands float32 dB [n, BANDS]), by blocks of float32 [samples]."""
        margin = self.window // 2
        kept = np.zeros(margin, np.float32)  # what a window reaches back to, and what was not yet enough
        for block in blocks:
            kept = np.concatenate([kept, block])
            while (count := min((len(kept) - 2 * margin) // self.hop, self._columns_at_once())) > 0:
                yield self._columns(kept[: count * self.hop + 2 * margin], count)
                kept = kept[count * self.hop :]
        rest = len(kept) - margin
        while rest > 0:
            count = min(-(-rest // self.hop), self._columns_at_once())
            taken = np.zeros(count * self.hop + 2 * margin, np.float32)
            taken[: min(len(kept), len(taken))] = kept[: len(taken)]
            yield self._columns(taken, count)
            kept = kept[count * self.hop :]
            rest = len(kept) - margin

    def _columns_at_once(self) -> int:
        return max(1, AT_ONCE // self.windows_per_column)

    def _columns(self, sound: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """`sound` has half a window more on either side."""
        margin = self.window // 2
        own = sound[margin : margin + count * self.hop].reshape(count, self.hop)
        parts = np.array_split(own, PEAKS_PER_COLUMN, axis=1) if self.hop >= PEAKS_PER_COLUMN else [own, own]
        peaks = np.stack([np.stack([part.min(axis=1), part.max(axis=1)], axis=1) for part in parts], axis=1)
        per_column = self.windows_per_column
        centres = ((np.arange(count * per_column) + 0.5) * self.hop / per_column).astype(np.int64)
        windows = np.lib.stride_tricks.sliding_window_view(sound, self.window)[centres]
        spectrum = np.fft.rfft(windows * self._taper, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) @ self._filters
        power = power.reshape(count, per_column, BANDS).mean(axis=1)
        return peaks, np.maximum(10 * np.log10(power + 1e-12), FLOOR_DB)
