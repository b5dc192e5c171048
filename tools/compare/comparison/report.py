"""The table of a network."""

import statistics
from dataclasses import astuple

import numpy as np

from .peers import Round

# Of the largest output: what another order of summation, and what rounding to 8 bits, may make of it.
TOLERANCE = {"f32": 1e-4, "bf16": 5e-2}
_EQUAL = 0.97


def apart(outputs: dict[str, np.ndarray]) -> dict[str, float]:
    """The largest difference from the first side, as a share of the largest output (or of 1)."""
    first, *_ = outputs.values()
    largest = max(1.0, float(np.abs(first).max()))
    return {side: float(np.abs(each - first).max()) / largest for side, each in outputs.items()}


def table(rounds: dict[str, list[Round]], differences: dict[str, float]) -> list[str]:
    """Nightjar's rounds come first. Medians; the spread is of requests a second, over all rounds."""
    lines = [f"{'':14}{'requests/s':>12}{'spread':>9}{'CPU ms each':>13}{'alone ms':>11}{'difference':>12}"]
    medians = []
    for side, each in rounds.items():
        per_s, cpu_ms, alone_ms = (statistics.median(column) for column in zip(*map(astuple, each)))
        rates = [one.requests_per_s for one in each]
        spread = (max(rates) - min(rates)) / per_s
        lines.append(
            f"{side:14}{per_s:12.1f}{spread:9.0%}{cpu_ms:13.4g}{alone_ms:11.4g}{differences[side]:12.1g}"
        )
        medians.append((per_s, cpu_ms))
    mine, *others = medians
    rate = mine[0] / max(per_s for per_s, _ in others)
    cpu = min(cpu_ms for _, cpu_ms in others) / mine[1]
    lines.append(
        f"Nightjar against the better peer: {rate:.2f} x by requests a second, {cpu:.2f} x by CPU time"
        + ("" if rate >= _EQUAL else " (slower)")
    )
    return lines
