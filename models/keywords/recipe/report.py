"""Tables and the picture of what measure.py heard. Counting is tools/evaluation's."""

from pathlib import Path

import numpy as np
from evaluation.curves import curve
from evaluation.rates import poisson_interval, share_interval

from .listen import Heard
from .model import MANIFEST, WORDS

ALL = "all six"
_HOURS_PER_ALARM = 10


def curves(heard: list[Heard]) -> dict[str, dict]:
    """By label, and of all six at one threshold."""
    hours = sum(one.hours for one in heard)
    found = [d for one in heard for d in one.detections]
    known = [label for one in heard for label in one.known]
    made = {
        w: curve([(s, hit) for label, s, hit in found if label == w], known.count(w), hours) for w in WORDS
    }
    return {**made, ALL: curve([(s, hit) for _, s, hit in found], len(known), hours)}


def operating_point(one: dict) -> dict:
    """The lowest threshold with at most one false alarm in ten hours."""
    allowed = int(one["hours"] / _HOURS_PER_ALARM + 1e-6)
    return [p for p in one["points"] if p["false_alarms"] <= allowed][-1]


def _share(part: int, whole: int) -> str:
    low, high = share_interval(part, whole) or (0.0, 1.0)
    return f"{part} of {whole}: {part / max(1, whole):.1%} ({low:.1%} to {high:.1%})"


def _rate(count: int, hours: float) -> str:
    low, high = poisson_interval(count)
    each = 10 / hours
    return f"{count} in {hours:.1f} h: {count * each:.2f} ({low * each:.2f} to {high * each:.2f})"


def markdown(heard: list[Heard]) -> str:
    made = curves(heard)
    lines = ["| word | threshold | missed | false alarms in ten hours |", "|---|---|---|---|"]
    for label, one in made.items():
        p = operating_point(one)
        missed = _share(one["known"] - p["right"], one["known"])
        lines.append(
            f"| {label} | {p['threshold']:.3f} | {missed} | {_rate(p['false_alarms'], one['hours'])} |"
        )
    mean = np.mean([operating_point(made[w])["miss_rate"] for w in WORDS])
    lines += ["", f"Mean over the words, each at its own threshold: {mean:.1%}", ""]
    lines += _by_kind(heard, operating_point(made[ALL])["threshold"])
    return "\n".join(lines + _as_shipped(heard)) + "\n"


def _by_kind(heard: list[Heard], threshold: float) -> list[str]:
    lines = ["| speech | missed | false alarms in ten hours |", "|---|---|---|"]
    for kind in sorted({one.kind for one in heard}):
        some = [one for one in heard if one.kind == kind]
        hits = [hit for one in some for _, score, hit in one.detections if score >= threshold]
        known = sum(len(one.known) for one in some)
        rate = _rate(len(hits) - sum(hits), sum(one.hours for one in some))
        lines.append(f"| {kind} | {_share(known - sum(hits), known)} | {rate} |")
    return lines


def _as_shipped(heard: list[Heard]) -> list[str]:
    """With the manifest's own thresholds; times are those of the events of `nightjar run`."""
    on = MANIFEST["decode"]["threshold_on"]
    found = [hit for one in heard for label, s, hit in one.detections if s >= on.get(label, on["default"])]
    known = sum(len(one.known) for one in heard)
    alarms = _rate(len(found) - sum(found), sum(one.hours for one in heard))
    missed = _share(known - sum(found), known)
    lines = ["", f"As shipped: missed {missed}; false alarms in ten hours {alarms}"]
    right = [event for one in heard for event in one.events if event[1] is not None]
    for name, at in (("onset", 1), ("offset", 2)):
        off = np.array([event[at] for event in right])
        if len(off):
            near = (np.abs(off) <= 0.25).mean()
            lines.append(f"{name}: median {np.median(off):+.2f} s from the word's, {near:.1%} within 0.25 s")
    return lines


def draw(heard: list[Heard], file: Path) -> None:
    """Miss rate against false alarms an hour, of each word and of all."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "keywords"
    import matplotlib.pyplot as plt

    picture, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for label, one in curves(heard).items():
        points = [(p["false_alarms_per_hour"], p["miss_rate"]) for p in one["points"]]
        style = {"color": "black", "linewidth": 2.5} if label == ALL else {"linewidth": 1.2}
        axes.step(*zip(*points), where="post", label=label, **style)
    axes.axvline(1 / _HOURS_PER_ALARM, color="grey", linestyle=":")
    hours = sum(one.hours for one in heard)
    axes.set_xscale("symlog", linthresh=1 / hours)
    axes.set(xlabel=f"false alarms an hour ({hours:.0f} h)", ylabel="miss rate", xlim=(0, 30), ylim=(0, 0.6))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    picture.savefig(file, metadata={"Date": None})
    plt.close(picture)
