"""Tables of the card."""

from collections import Counter
from dataclasses import dataclass, field

from .model import LABELS
from .scenes import SNRS_DB
from .score import FRAME_S

INSTRUMENT_S = 10.0  # a shorter recording of music is one of an instrument


@dataclass
class Row:
    name: str
    seconds: float  # of the piece itself
    counts: dict[int, dict[str, Counter]] = field(default_factory=dict)  # by SNR and label


@dataclass
class False_:
    """Sound in which a label is nowhere."""

    seconds: float = 0.0
    found: Counter = field(default_factory=Counter)  # frames, by label


def f1(counts: Counter) -> str:
    total = counts["found"] + counts["known"]
    return f"{2 * counts['right'] / total:.3f}" if total else "-"


def total(rows: list[Row], label: str, snrs_db: tuple[int, ...] = SNRS_DB) -> Counter:
    counts: Counter = Counter()
    for row in rows:
        for snr_db in snrs_db:
            counts.update(row.counts[snr_db][label])
    return counts


def _line(name: str, rows: list[Row]) -> str:
    cells = [f1(total(rows, label, (snr,))) for label in LABELS for snr in SNRS_DB]
    return f"| {name} | " + " | ".join(cells + [f1(total(rows, label)) for label in LABELS]) + " |"


def mixes(rows: list[Row]) -> str:
    heads = [f"{label} {snr} dB" for label in LABELS for snr in SNRS_DB] + [
        f"{label}, all" for label in LABELS
    ]
    lines = ["| piece | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    lines += [_line(row.name, [row]) for row in rows]
    instruments = [row for row in rows if row.seconds < INSTRUMENT_S]
    lines += [_line("the pieces longer than 10 s", [row for row in rows if row not in instruments])]
    lines += [_line("the others", instruments), _line("**all**", rows)]
    return "\n".join(lines)


def falsely(kinds: dict[str, False_]) -> str:
    lines = ["| sound | minutes | " + " | ".join(LABELS) + " |", "|---" * 4 + "|"]
    for name, one in kinds.items():
        shares = [f"{one.found[label] * FRAME_S / max(one.seconds, 1e-9):.1%}" for label in LABELS]
        lines.append(f"| {name} | {one.seconds / 60:.1f} | " + " | ".join(shares) + " |")
    return "\n".join(lines)
