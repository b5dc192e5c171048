"""Clips scored as the task asks: the label with the highest mean score over a clip's segments, among all labels."""

import numpy as np
import torch
from torch import nn


def predict(network: nn.Module, features: np.ndarray) -> int:
    """features float32 [segments, bands, frames] of one clip -> index of its label."""
    with torch.inference_mode():
        scores = torch.sigmoid(network(torch.from_numpy(features)[:, None]))
    return int(scores.mean(0).argmax())


def table(confusion: np.ndarray, labels: list[str]) -> str:
    """Markdown: a row per true label, a column per label given, empty where zero."""
    used = [i for i in range(len(labels)) if confusion[i].sum()]
    lines = ["| true \\ given | " + " | ".join(labels) + " | right |", "|---" * (len(labels) + 2) + "|"]
    for i in used:
        cells = [str(n) if n else "" for n in confusion[i]]
        lines.append(f"| {labels[i]} | " + " | ".join(cells) + f" | {confusion[i, i] / confusion[i].sum():.1%} |")
    return "\n".join(lines)
