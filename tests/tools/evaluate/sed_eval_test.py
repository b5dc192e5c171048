#!/usr/bin/env python3
"""Event- and segment-based figures against sed_eval's (0.2.1), on random scenes. Exits 77 without it."""

import math
import random
import sys
import unittest
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools"))
warnings.simplefilter("ignore")
try:
    import sed_eval

    from evaluation.events import event_figures, segment_figures
except ImportError as error:
    print(f"SKIPPED: {error}; NIGHTJAR_EVALUATE_PYTHON has to have tests/tools/evaluate/requirements.txt")
    sys.exit(77)
from evaluation.matching import Collars
from evaluation.pairing import Pair
from evaluation.sounds import Heard, Span
from scenes import events, moved

NAMES = (("f1", "f_measure"), ("precision", "precision"), ("recall", "recall"))  # ours, theirs


def scenes(seed: int) -> list[tuple[list[dict], list[dict]]]:
    """Known and found, of five recordings; one is empty on both sides."""
    rng = random.Random(seed)
    both = [([], [])]
    for _ in range(4):
        known = events(rng, ["dog", "rain", "saw", "never found"], 20)
        found = moved(rng, known) + events(rng, ["dog", "rain", "never known"], 20)[:5]
        both.append((known, [one for one in found if one["event_label"] != "never found"]))
    return both


def labels_of(both: list[tuple[list[dict], list[dict]]]) -> list[str]:
    return sorted({one["event_label"] for sides in both for side in sides for one in side})


def pairs(both: list[tuple[list[dict], list[dict]]]) -> list[Pair]:
    def spans(side: list[dict]) -> list[Span]:
        return [Span(one["onset"], one["offset"], one["event_label"]) for one in side]

    return [Pair(Heard(str(i), spans=spans(found)), spans(known)) for i, (known, found) in enumerate(both)]


class SedEval(unittest.TestCase):
    def expect_equal(self, ours: dict, theirs: dict) -> None:
        """Theirs is not a number where nothing is known of a label; ours is none."""
        for name, their_name in NAMES:
            value = theirs["f_measure"][their_name]
            if ours[name] is None or math.isnan(value):
                self.assertTrue(
                    ours["known"] == 0 and math.isnan(value) or name == "precision", (name, ours, theirs)
                )
            else:
                self.assertAlmostEqual(ours[name], value, 12, (name, ours, theirs))

    def compare(self, ours: dict, theirs: object) -> None:
        results = theirs.results()
        self.expect_equal(ours["micro"], results["overall"])
        average = results["class_wise_average"]["f_measure"]
        for name, their_name in NAMES:
            self.assertAlmostEqual(ours["macro"][name], average[their_name], 12)
        for label, row in ours["labels"].items():
            self.expect_equal(row, results["class_wise"][label])

    def test_events_by_onset(self) -> None:
        self.compare_events(Collars(0.25))

    def test_events_by_onset_and_offset(self) -> None:
        self.compare_events(Collars(0.2, 0.2, 0.5))
        self.compare_events(Collars(0.3, 0.3, 0.0))

    def compare_events(self, collars: Collars) -> None:
        for seed in range(30):
            both = scenes(seed)
            theirs = sed_eval.sound_event.EventBasedMetrics(
                event_label_list=labels_of(both),
                t_collar=collars.onset_s,
                percentage_of_length=collars.offset_share,
                evaluate_offset=collars.offset_s is not None,
                event_matching_type="optimal",
                empty_system_output_handling="zero_score",
            )
            for known, found in both:
                theirs.evaluate(known, found)
            self.compare(event_figures(pairs(both), collars), theirs)

    def test_segments(self) -> None:
        for seed in range(30):
            both = scenes(seed)
            for segment_s in (1.0, 0.1):
                theirs = sed_eval.sound_event.SegmentBasedMetrics(
                    event_label_list=labels_of(both), time_resolution=segment_s
                )
                theirs.empty_system_output_handling = "zero_score"  # its constructor does not take it
                for known, found in both:
                    theirs.evaluate(known, found)
                self.compare(segment_figures(pairs(both), segment_s), theirs)


if __name__ == "__main__":
    unittest.main()
