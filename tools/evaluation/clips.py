"""One label for a whole recording: how often it is right, and what is taken for what."""

from .pairing import Pair
from .rates import f1, mean, ratio, share_interval

NOTHING = "(nothing)"  # was heard
NOT_HEARD = "(not heard)"  # the engine refused it: counts as wrong


def given_label(pair: Pair) -> str:
    """The label with the highest score."""
    if not pair.heard.was_heard:
        return NOT_HEARD
    scores = pair.heard.label_scores
    return max(scores, key=lambda label: scores[label]) if scores else NOTHING


def clip_figures(pairs: list[Pair], score: str) -> dict:
    """Of a clip with several labels each counts as right, and `confusion` has those with one; those with none
    are for the curves alone."""
    pairs = [pair for pair in pairs if pair.known]
    known_of = [set(pair.known) for pair in pairs]
    given_of = [given_label(pair) for pair in pairs]
    right = sum(given in known for known, given in zip(known_of, given_of))
    labels = sorted(set().union(*known_of))
    per_label = {
        label: f1(
            right=sum(given == label and label in known for known, given in zip(known_of, given_of)),
            found=sum(given == label for given in given_of),
            known=sum(label in known for known in known_of),
        )
        for label in labels
    }
    confusion: dict[str, dict[str, int]] = {}
    for known, given in zip(known_of, given_of):
        if len(known) == 1:
            row = confusion.setdefault(next(iter(known)), {})
            row[given] = row.get(given, 0) + 1
    return {
        "clips": len(pairs),
        "right": right,
        "accuracy": ratio(right, len(pairs)),
        "accuracy_interval": share_interval(right, len(pairs)),
        "label_is_that_of": score,
        "macro_f1": mean([row["f1"] for row in per_label.values()]),
        "labels": per_label,
        "confusion": dict(sorted(confusion.items())),
        "wrong": [
            {"path": pair.heard.path, "known": sorted(known), "given": given}
            for pair, known, given in zip(pairs, known_of, given_of)
            if given not in known
        ],
    }
