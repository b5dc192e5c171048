"""What is known of recordings, and what was heard in them."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class Misuse(Exception):
    """Something that was given is wrong: said in one line, exit code 2."""


class Span(NamedTuple):
    """An event, or a word, in seconds from the recording's start; what is known for sure has the score 1."""

    onset_s: float
    offset_s: float
    label: str
    score: float = 1.0


@dataclass
class Heard:
    """What the engine says of a recording."""

    path: str
    status: str = (
        "unfinished"  # until its `end` line: "ok", "partial", "refused", "interrupted", "not_started"
    )
    reason: str = ""  # of its error, or of its first gap
    processed_s: float = 0.0
    spans: list[Span] = field(default_factory=list)  # events; of a transcript its words
    texts: list[str] = field(default_factory=list)  # utterances, in order
    label_scores: dict[str, float] = field(default_factory=dict)  # each label's score in the whole recording

    @property
    def was_heard(self) -> bool:
        return self.status in ("ok", "partial")


@dataclass
class Results:
    heard: list[Heard]
    run: dict  # the line `run`: the model, its hash, the settings
    writes_text: bool  # a model of transcripts


@dataclass
class Truth:
    """`kind` says what `of` holds for the name of a recording: its labels, its events, or its text."""

    kind: Literal["clips", "events", "texts"]
    of: dict[str, list]  # [label], [Span] or [text]
