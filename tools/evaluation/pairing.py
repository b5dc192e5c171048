"""Brings together what is known and what was heard, and counts what has no partner."""

from dataclasses import dataclass, field

from .names import Recordings
from .sounds import Heard, Misuse, Results, Truth


@dataclass
class Pair:
    """A recording: what was heard, and its labels, events or text."""

    heard: Heard
    known: list


@dataclass
class Paired:
    kind: str  # of the truth
    pairs: list[Pair] = field(default_factory=list)
    labels_without_recording: list[str] = field(default_factory=list)
    recordings_without_labels: list[str] = field(default_factory=list)

    @property
    def not_heard(self) -> list[Heard]:
        return [pair.heard for pair in self.pairs if not pair.heard.was_heard]

    @property
    def in_part(self) -> list[Heard]:
        return [pair.heard for pair in self.pairs if pair.heard.status == "partial"]

    @property
    def hours(self) -> float:
        """Of sound that was recognised."""
        return sum(pair.heard.processed_s for pair in self.pairs) / 3600

    @property
    def is_whole(self) -> bool:
        return not (
            self.labels_without_recording or self.recordings_without_labels or self.not_heard or self.in_part
        )


def pair(results: Results, truth: Truth, unlabelled_hold_nothing: bool) -> Paired:
    recordings = Recordings([one.path for one in results.heard])
    known: dict[str, list] = {}
    paired = Paired(truth.kind)
    names: dict[str, str] = {}
    for name, entries in truth.of.items():
        path = recordings.find(name)
        if path is None:
            paired.labels_without_recording.append(name)
        elif path in known:
            raise Misuse(
                f"the labels' names '{names[path]}' and '{name}' both mean {path}; expected one for each"
            )
        else:
            known[path], names[path] = entries, name
    for heard in results.heard:
        if heard.path in known or unlabelled_hold_nothing:
            paired.pairs.append(Pair(heard, known.get(heard.path, [])))
        else:
            paired.recordings_without_labels.append(heard.path)
    if not known:
        first = results.heard[0].path if results.heard else ""
        raise Misuse(
            f"none of {len(truth.of)} names in the labels is one of {len(results.heard)} recordings; "
            f"the first are '{next(iter(truth.of), '')}' and '{first}'"
        )
    return paired


def rename_and_choose(paired: Paired, names: dict[str, str], only: list[str] | None) -> None:
    """Gives known labels the model's names ("*": of all others), and keeps only the labels `only`."""
    if paired.kind == "texts":
        return

    def name(known: str) -> str:
        return names.get(known, names.get("*", known))

    def is_chosen(label: str) -> bool:
        return only is None or label in only

    for one in paired.pairs:
        if paired.kind == "clips":
            one.known = [name(known) for known in one.known if is_chosen(name(known))]
        else:
            events = [known._replace(label=name(known.label)) for known in one.known]
            one.known = [event for event in events if is_chosen(event.label)]
        one.heard.spans = [span for span in one.heard.spans if is_chosen(span.label)]
        one.heard.label_scores = {label: s for label, s in one.heard.label_scores.items() if is_chosen(label)}
