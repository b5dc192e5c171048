"""The figures as PNG pictures."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from .curves import ALL

MOST_CURVES = 12  # in a picture; of more labels, those with the lowest average precision


def draw(figures: dict, folder: Path) -> list[Path]:
    """Returns the files that it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {}
    if "clips" in figures:
        pictures["confusion"] = _confusion(figures["clips"]["confusion"])
    f1_of = {name: figures[name]["labels"] for name in ("clips", "events", "segments") if name in figures}
    if any(f1_of.values()):
        pictures["f1"] = _f1(f1_of)
    if figures.get("curves"):
        pictures["precision_recall"] = _precision_recall(figures["curves"])
        if "events" in figures:
            pictures["detection"] = _detection(figures["curves"])
    files = []
    for name, picture in pictures.items():
        picture.suptitle(f"{figures['model']}: {figures['recordings']} recordings, {figures['hours']:.2f} h")
        files.append(folder / f"{name}.png")
        picture.savefig(files[-1], dpi=120)
        plt.close(picture)
    return files


def _confusion(confusion: dict[str, dict[str, int]]) -> plt.Figure:
    known = list(confusion)
    given = known + sorted({label for row in confusion.values() for label in row} - set(known))
    counts = np.array([[confusion[k].get(g, 0) for g in given] for k in known], dtype=float)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    picture, axes = plt.subplots(
        figsize=(3.5 + 0.45 * len(given), 2.5 + 0.4 * len(known)), layout="constrained"
    )
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, f"{count:.0f}", ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(len(given)), given, rotation=60, ha="right")
    axes.set_yticks(range(len(known)), known)
    axes.set(xlabel="given", ylabel="known")
    return picture


def _f1(f1_of: dict[str, dict[str, dict]]) -> plt.Figure:
    labels = sorted(
        {label for rows in f1_of.values() for label, row in rows.items() if row["f1"] is not None}
    )
    picture, axes = plt.subplots(figsize=(8, 1.5 + 0.3 * len(labels) * len(f1_of)), layout="constrained")
    height = 0.8 / len(f1_of)
    for i, (name, rows) in enumerate(f1_of.items()):
        values = [rows.get(label, {}).get("f1") or 0.0 for label in labels]
        bars = axes.barh(np.arange(len(labels)) + i * height, values, height * 0.9, label=name)
        axes.bar_label(bars, [f"{value:.2f}" for value in values], padding=2, fontsize=8)
    axes.set_yticks(np.arange(len(labels)) + height * (len(f1_of) - 1) / 2, labels)
    axes.invert_yaxis()
    axes.set(xlabel="F1", xlim=(0, 1.1))
    if len(f1_of) > 1:
        picture.legend(loc="outside right upper")
    return picture


def _chosen(curves: dict) -> list[tuple[str, dict]]:
    by_label = [item for item in curves.items() if item[0] != ALL]
    worst = sorted(by_label, key=lambda item: item[1]["average_precision"])[:MOST_CURVES]
    return [*sorted(worst), *([(ALL, curves[ALL])] if ALL in curves and len(by_label) > 1 else [])]


def _each(axes: Axes, curves: dict) -> list[tuple[dict, dict]]:
    """Curves with points, and how to draw them."""
    colours = plt.get_cmap("tab20").colors
    styles = []
    for i, (label, curve) in enumerate(_chosen(curves)):
        style = (
            {"color": "black", "linewidth": 2.5}
            if label == ALL
            else {"color": colours[i % 20], "linewidth": 1.3}
        )
        if curve["points"]:
            styles.append(
                (
                    curve,
                    {
                        **style,
                        "label": f"{label} ({curve['known']})",
                        "marker": ".",
                        "drawstyle": "steps-post",
                    },
                )
            )
    return styles


def _precision_recall(curves: dict) -> plt.Figure:
    picture, axes = plt.subplots(figsize=(8, 5.5), layout="constrained")
    for curve, style in _each(axes, curves):
        points = [(p["recall"], p["precision"]) for p in curve["points"]]
        axes.plot(*zip((0, points[0][1]), *points), **{**style, "drawstyle": "default"})
    axes.set(xlabel="recall", ylabel="precision", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    picture.legend(title="label (known)", fontsize=8, loc="outside right upper")
    axes.grid(alpha=0.3)
    return picture


def _detection(curves: dict) -> plt.Figure:
    """Misses against false alarms an hour; a bar is the 95 % interval of the alarms at the model's own."""
    picture, axes = plt.subplots(figsize=(8, 5.5), layout="constrained")
    for curve, style in _each(axes, curves):
        points = [p for p in curve["points"] if p["false_alarms_per_hour"] is not None]
        if not points:
            continue
        axes.plot(*zip(*[(p["false_alarms_per_hour"], p["miss_rate"]) for p in points]), **style)
        low, high = points[-1]["false_alarms_per_hour_interval"]
        axes.hlines(points[-1]["miss_rate"], low, high, color=style["color"], linewidth=4, alpha=0.3)
    hours = next(iter(curves.values()))["hours"]
    axes.set_xscale("symlog", linthresh=max(1e-3, 1 / hours) if hours else 1.0)
    axes.set(
        xlabel=f"false alarms an hour ({hours:.2f} h of sound)",
        ylabel="miss rate",
        xlim=(0, None),
        ylim=(-0.02, 1.02),
    )
    picture.legend(title="label (known)", fontsize=8, loc="outside right upper")
    axes.grid(alpha=0.3)
    return picture
