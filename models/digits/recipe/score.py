"""Words found against words said: errors, times, and words where none was said."""

from dataclasses import dataclass, field

from .trials import Word

CLOSE_S = 0.06


@dataclass
class Score:
    said: int = 0
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0
    close: int = 0  # of the right ones: onset and offset each within CLOSE_S
    timed: int = 0
    hours: float = 0.0
    found: list[float] = field(default_factory=list)  # scores of what was found where nothing was said

    @property
    def errors(self) -> int:
        return self.substituted + self.deleted + self.inserted

    def add(self, other: "Score") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def rate(self) -> str:
        return f"{self.errors / max(self.said, 1):.1%}"

    def within(self) -> str:
        return f"{self.close / max(self.timed, 1):.1%}"


def align(truth: list[Word], found: list[Word]) -> list[tuple[Word | None, Word | None]]:
    """The pairing with the fewest errors (Levenshtein); None where one side has no word."""
    costs = [[max(i, j) if not i * j else 0 for j in range(len(found) + 1)] for i in range(len(truth) + 1)]
    for i, said in enumerate(truth, 1):
        for j, heard in enumerate(found, 1):
            same = costs[i - 1][j - 1] + (said.text != heard.text)
            costs[i][j] = min(same, costs[i - 1][j] + 1, costs[i][j - 1] + 1)
    pairs: list[tuple[Word | None, Word | None]] = []
    i, j = len(truth), len(found)
    while i or j:
        wrong = bool(i and j) and truth[i - 1].text != found[j - 1].text
        if i and j and costs[i][j] == costs[i - 1][j - 1] + wrong:
            i, j = i - 1, j - 1
            pairs.append((truth[i], found[j]))
        elif i and costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
            pairs.append((truth[i], None))
        else:
            j -= 1
            pairs.append((None, found[j]))
    return pairs[::-1]


def score(truth: list[Word], found: list[Word]) -> Score:
    result = Score(said=len(truth))
    for said, heard in align(truth, found):
        if said is None and heard is not None:
            result.inserted += 1
            result.found.append(heard.score)
        elif said is not None and heard is None:
            result.deleted += 1
        elif said is not None and heard is not None and said.text != heard.text:
            result.substituted += 1
        elif said is not None and heard is not None:
            result.timed += 1
            late_s = max(abs(said.start_s - heard.start_s), abs(said.end_s - heard.end_s))
            result.close += late_s <= CLOSE_S
    return result
