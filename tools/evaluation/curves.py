"""What other thresholds would give: misses against false alarms an hour, precision against recall.

A threshold drops what scores less than it. Results say nothing of what the model's own thresholds dropped
before: the curves begin there.
"""

from itertools import groupby

from .matching import Collars, which_are_right
from .pairing import Pair
from .rates import poisson_interval, ratio, share_interval

ALL = "(all)"  # labels, at one threshold
POINTS = 300  # of a curve are kept from its begin, where false alarms are few; of the rest as many, evenly
Detection = tuple[float, bool]  # score, right


def event_curves(pairs: list[Pair], collars: Collars, hours: float) -> dict:
    found: dict[str, list[Detection]] = {ALL: []}
    known: dict[str, int] = {ALL: 0}
    for pair in pairs:
        for event in pair.known:
            _count(known, event.label)
        spans = sorted(pair.heard.spans, key=lambda span: -span.score)
        for span, right in zip(spans, which_are_right(pair.known, spans, collars)):
            _put(found, span.label, (span.score, right))
    return _curves(found, known, hours)


def clip_curves(pairs: list[Pair], hours: float) -> dict:
    """Each label of each clip is found or not; an alarm is false where a clip does not have the label."""
    found: dict[str, list[Detection]] = {ALL: []}
    known: dict[str, int] = {ALL: 0}
    for pair in pairs:
        for label in set(pair.known):
            _count(known, label)
        for label, score in pair.heard.label_scores.items():
            _put(found, label, (score, label in pair.known))
    return _curves(found, known, hours)


def _count(known: dict[str, int], label: str) -> None:
    known[ALL] += 1
    known[label] = known.get(label, 0) + 1


def _put(found: dict[str, list[Detection]], label: str, detection: Detection) -> None:
    found[ALL].append(detection)
    found.setdefault(label, []).append(detection)


def _curves(found: dict[str, list[Detection]], known: dict[str, int], hours: float) -> dict:
    """Of each label that is known to be somewhere."""
    return {
        label: curve(found.get(label, []), known[label], hours) for label in sorted(known) if known[label]
    }


def curve(detections: list[Detection], known: int, hours: float) -> dict:
    """By falling threshold; of those with as many false alarms, the lowest one, which misses least.
    The average precision is the sum of precision x what recall rises by, over all thresholds."""
    points = []
    right = wrong = 0
    average = 0.0
    for score, group in groupby(sorted(detections, reverse=True), key=lambda one: one[0]):
        hits = [hit for _, hit in group]
        right, wrong = right + sum(hits), wrong + len(hits) - sum(hits)
        average += sum(hits) / known * right / (right + wrong)
        points.append((score, right, wrong))
    corners = [one for one, later in zip(points, [*points[1:], None]) if later is None or later[2] > one[2]]
    first, rest = corners[:POINTS], corners[POINTS:]
    step = -(-len(rest) // POINTS) or 1
    kept = first + [one for i, one in enumerate(rest) if (len(rest) - 1 - i) % step == 0]
    return {
        "known": known,
        "hours": hours,
        "average_precision": average,
        "points": [_point(*one, known, hours) for one in kept],
    }


def _point(threshold: float, right: int, wrong: int, known: int, hours: float) -> dict:
    low, high = poisson_interval(wrong)
    return {
        "threshold": threshold,
        "right": right,
        "false_alarms": wrong,
        "miss_rate": 1 - right / known,
        "miss_rate_interval": share_interval(known - right, known),
        "false_alarms_per_hour": ratio(wrong, hours),
        "false_alarms_per_hour_interval": [low / hours, high / hours] if hours else None,
        "precision": right / (right + wrong),
        "recall": right / known,
    }
