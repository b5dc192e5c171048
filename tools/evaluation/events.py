"""Events with a label, an onset and an offset: found or not, event by event and second by second."""

import math
from collections import Counter

from .matching import Collars, which_are_right
from .pairing import Pair
from .rates import f1, mean
from .sounds import Span


def event_figures(pairs: list[Pair], collars: Collars) -> dict:
    """Event-based, as sed_eval's EventBasedMetrics: `micro` counts all events alike, `macro` all labels."""
    known, found, right = Counter(), Counter(), Counter()
    for pair in pairs:
        spans = pair.heard.spans
        known.update(event.label for event in pair.known)
        found.update(span.label for span in spans)
        hits = which_are_right(pair.known, spans, collars)
        right.update(span.label for span, hit in zip(spans, hits) if hit)
    return {
        "onset_collar_s": collars.onset_s,
        "offset_collar_s": collars.offset_s,
        "offset_share": collars.offset_share if collars.offset_s is not None else None,
        **_figures(known, found, right),
    }


def segment_figures(pairs: list[Pair], segment_s: float) -> dict:
    """Segment-based, as sed_eval's SegmentBasedMetrics: a segment has a label that sounds anywhere in it."""
    known, found, right = Counter(), Counter(), Counter()
    for pair in pairs:
        of_known, of_found = _segments(pair.known, segment_s), _segments(pair.heard.spans, segment_s)
        known.update(label for label, _ in of_known)
        found.update(label for label, _ in of_found)
        right.update(label for label, _ in of_known & of_found)
    return {"segment_s": segment_s, **_figures(known, found, right)}


def _segments(spans: list[Span], segment_s: float) -> set[tuple[str, int]]:
    """Rounded as sed_eval does it."""
    segments = set()
    for span in spans:
        first = math.floor(span.onset_s * 1 / segment_s)
        segments.update((span.label, i) for i in range(first, math.ceil(span.offset_s * 1 / segment_s)))
    return segments


def _figures(known: Counter, found: Counter, right: Counter) -> dict:
    labels = {label: f1(right[label], found[label], known[label]) for label in sorted(known | found)}
    return {
        "micro": f1(right.total(), found.total(), known.total()),
        "macro": {
            name: mean([row[name] for row in labels.values()]) for name in ("precision", "recall", "f1")
        },
        "labels": labels,
    }
