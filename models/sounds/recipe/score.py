"""A clip's label is the one with the highest mean score over its segments, of all labels; tables of it."""

import numpy as np
import torch
from torch import nn

from .model import LABELS


def predict(network: nn.Module, features: np.ndarray) -> int:
    """features float32 [segments, bands, frames] of one clip -> index of its label."""
    with torch.inference_mode():
        scores = torch.sigmoid(network(torch.from_numpy(features)[:, None]))
    return int(scores.mean(0).argmax())


def table(confusion: np.ndarray) -> str:
    """Markdown: a row per true label, a column per label given, empty where zero."""
    lines = ["| true \\ given | " + " | ".join(LABELS) + " | right |", "|---" * (len(LABELS) + 2) + "|"]
    for label, row, right in zip(LABELS, confusion, confusion.diagonal()):
        if row.sum():
            cells = [str(n) if n else "" for n in row]
            lines.append(f"| {label} | " + " | ".join(cells) + f" | {right / row.sum():.1%} |")
    return "\n".join(lines)


def report(runs: list[dict]) -> str:
    """`runs`: {source: confusion} of each part, in order -> Markdown."""
    sources = list(runs[0])
    lines = ["| held out | " + " | ".join(sources) + " |", "|---" * (len(sources) + 1) + "|"]
    for part, run in enumerate(runs, 1):
        counts = [(np.trace(c), np.sum(c)) for c in (np.array(run[s]) for s in sources)]
        lines.append(f"| {part} | " + " | ".join(f"{a} of {n}: {a / n:.1%}" for a, n in counts) + " |")
    for source in sources:
        total = sum(np.array(run[source]) for run in runs)
        right, count = np.trace(total), total.sum()
        lines += ["", f"{source}: {right} of {count}: {right / count:.1%}", "", table(total)]
    return "\n".join(lines) + "\n"
