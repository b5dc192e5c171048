"""Which of the events found are right: as many as can be, as with sed_eval's event_matching_type="optimal".

A known event is found once at most. Events are taken by falling score, and each finds a partner where the
others can make room for it (an augmenting path). So after each of them the number of pairs is the largest
there is for those so far: one pass gives the figures at every threshold.
Kuhn, "The Hungarian method for the assignment problem", 1955; Hopcroft and Karp, 1973.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from .sounds import Span


@dataclass(frozen=True)
class Collars:
    """How far an event may begin, and end, from the known one; ends do not count where `offset_s` is None."""

    onset_s: float = 0.25
    offset_s: float | None = None
    offset_share: float = 0.0  # of the known event's length, where that is more than offset_s

    def fit(self, known: Span, found: Span) -> bool:
        if known.label != found.label or abs(known.onset_s - found.onset_s) > self.onset_s:
            return False
        if self.offset_s is None:
            return True
        may_be_off = max(self.offset_s, self.offset_share * (known.offset_s - known.onset_s))
        return abs(known.offset_s - found.offset_s) <= may_be_off


def which_are_right(known: list[Span], found: list[Span], collars: Collars) -> list[bool]:
    """`found` by falling score, of one recording: for each whether it raises the number of pairs."""
    known = sorted(known)
    onsets = [event.onset_s for event in known]
    reach_s = collars.onset_s + 1e-6  # fit() decides

    def partners(one: int) -> list[int]:
        at_s = found[one].onset_s
        near = range(bisect_left(onsets, at_s - reach_s), bisect_right(onsets, at_s + reach_s))
        return [k for k in near if collars.fit(known[k], found[one])]

    found_of: dict[int, int] = {}
    known_of: dict[int, int] = {}

    def place(first: int) -> bool:
        came_from: dict[int, int] = {}  # known -> the found event that looked at it
        waiting = [first]
        for one in waiting:  # grows: breadth first
            for k in partners(one):
                if k in came_from:
                    continue
                came_from[k] = one
                if k in found_of:
                    waiting.append(found_of[k])
                    continue
                # Each on the way takes the partner that it looked at, and leaves its own to the last.
                while True:
                    taker = came_from[k]
                    left = known_of.get(taker)
                    found_of[k], known_of[taker] = taker, k
                    if left is None:
                        return True
                    k = left
        return False

    return [place(one) for one in range(len(found))]
