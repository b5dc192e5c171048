"""Shares and rates with what chance leaves open: 95 % intervals."""

import math

from scipy import special

TAIL = 0.025  # on either side
Z = float(special.ndtri(1 - TAIL))


def ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def f1(right: int, found: int, known: int) -> dict:
    """Precision, recall and their harmonic mean, as sed_eval with empty_system_output_handling="zero_score":
    a label of which nothing was found has precision 0; one that is not known to be anywhere has no F1."""
    return {
        "known": known,
        "found": found,
        "right": right,
        "precision": ratio(right, found) if found else 0.0,
        "recall": ratio(right, known),
        "f1": 2 * right / (found + known) if known else None,
    }


def mean(values: list[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return sum(there) / len(there) if there else None


def poisson_interval(count: int) -> tuple[float, float]:
    """Of the mean that gave `count`: Garwood, Fiducial limits for the Poisson distribution, 1936."""
    low = float(special.gammaincinv(count, TAIL)) if count else 0.0
    return low, float(special.gammaincinv(count + 1, 1 - TAIL))


def share_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Of a probability, from `part` of `whole` (Wilson, Probable inference, 1927)."""
    if not whole:
        return None
    share, z2 = part / whole, Z * Z / whole
    middle, half = share + z2 / 2, Z * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole))
    return max(0.0, (middle - half) / (1 + z2)), min(1.0, (middle + half) / (1 + z2))
