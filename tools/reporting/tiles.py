"""A spectrogram as small pictures, at several resolutions: the page decodes those alone that can be seen."""

import base64
import io
from collections.abc import Iterator

import numpy as np
from PIL import Image

from .spectrum import FLOOR_DB

TILE = 1024  # columns
COARSER = 4  # so many columns of a level are one of the next
QUALITY = 50  # of WebP: its errors are well below what colours show
_POWER = (10 ** ((np.arange(256) / 255 * -FLOOR_DB + FLOOR_DB) / 10)).astype(np.float32)


def grey_of(decibels: np.ndarray) -> np.ndarray:
    """uint8: 0 is FLOOR_DB, 255 is 0 dB."""
    return np.clip(np.rint((decibels - FLOOR_DB) * (255 / -FLOOR_DB)), 0, 255).astype(np.uint8)


def _webp(columns: np.ndarray) -> str:
    """High bands on top."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(columns.T[::-1])).save(file, "WEBP", quality=QUALITY, method=0)
    return base64.b64encode(file.getvalue()).decode()


class Levels:
    """uint8 [columns, bands] goes in, in order; (level, tile, WebP in base64) comes out, level 0 being the finest."""

    def __init__(self, columns: int) -> None:
        """`columns`: about how many there will be; the coarsest level has one tile."""
        count = 1
        while columns > TILE * COARSER ** (count - 1):
            count += 1
        self.columns = [0] * count  # of each level
        self._unwritten: list[list[np.ndarray]] = [[] for _ in range(count)]
        self._unpooled: list[np.ndarray | None] = [None] * count

    def add(self, columns: np.ndarray, level: int = 0) -> Iterator[tuple[int, int, str]]:
        self.columns[level] += len(columns)
        self._unwritten[level].append(columns)
        if sum(map(len, self._unwritten[level])) >= TILE:
            waiting = np.concatenate(self._unwritten[level])
            whole = len(waiting) // TILE
            first = (self.columns[level] - len(waiting)) // TILE
            for i in range(whole):
                yield level, first + i, _webp(waiting[i * TILE : (i + 1) * TILE])
            self._unwritten[level] = [waiting[whole * TILE :]]
        if level + 1 < len(self.columns):
            before = self._unpooled[level]
            waiting = columns if before is None else np.concatenate([before, columns])
            whole = len(waiting) // COARSER * COARSER
            self._unpooled[level] = waiting[whole:]
            if whole:
                yield from self.add(_pooled(waiting[:whole]), level + 1)

    def end(self) -> Iterator[tuple[int, int, str]]:
        for level in range(len(self.columns)):
            rest = self._unpooled[level]
            if rest is not None and len(rest):
                repeated = np.concatenate([rest, np.repeat(rest[-1:], COARSER - len(rest), axis=0)])
                yield from self.add(_pooled(repeated), level + 1)
                self._unpooled[level] = None
            waiting = np.concatenate(self._unwritten[level]) if self._unwritten[level] else []
            if len(waiting):
                yield level, (self.columns[level] - 1) // TILE, _webp(waiting)


def _pooled(columns: np.ndarray) -> np.ndarray:
    """The mean power, so that what is short and loud stays to be seen."""
    power = _POWER[columns].reshape(-1, COARSER, columns.shape[1]).mean(axis=1)
    return grey_of(10 * np.log10(power))
