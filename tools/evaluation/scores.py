"""What score a label has in a whole recording, for clips that have one label."""

import csv
import math
from pathlib import Path

from .sounds import Misuse, Results


def add_label_scores(results: Results, scores_csv: Path | None) -> str:
    """Fills `label_scores` of each recording; returns what they are."""
    if scores_csv is None:
        for sound in results.heard:
            for span in sound.spans:
                sound.label_scores[span.label] = max(span.score, sound.label_scores.get(span.label, 0.0))
        return "the best score among its events"
    means = _means(scores_csv)
    for sound in results.heard:
        sound.label_scores = means.get(sound.path, {})
    return "the mean of the scores of its segments"


def _means(scores_csv: Path) -> dict[str, dict[str, float]]:
    """Of what `nightjar run --scores FILE.csv` wrote: {path: {label: mean}}. Gaps are left out."""
    sums: dict[str, list[float]] = {}
    counts: dict[str, int] = {}
    with scores_csv.open(newline="", encoding="utf-8", errors="surrogateescape") as text:
        rows = csv.reader(text)
        header = next(rows, [])
        labels = [name for name in header[1:] if name not in ("channel", "start_sample", "end_sample")]
        if not labels or header[0] != "path":
            raise Misuse(
                f"{scores_csv}: expected what `nightjar run --scores FILE.csv` wrote; got {header[:4]}"
            )
        for row in rows:
            values = [float(value or "nan") for value in row[-len(labels) :]]
            if not any(map(math.isnan, values)):
                sums[row[0]] = [a + b for a, b in zip(sums.get(row[0], [0.0] * len(labels)), values)]
                counts[row[0]] = counts.get(row[0], 0) + 1
    return {path: {label: s / counts[path] for label, s in zip(labels, sums[path])} for path in sums}
