"""Transcripts against what was said: word and character error rates, by jiwer."""

import unicodedata
from collections import Counter

import jiwer

from .pairing import Pair
from .rates import poisson_interval, ratio
from .sounds import Span

MOST_SHOWN = 20


def text_figures(pairs: list[Pair], verbatim: bool) -> dict:
    """What was not heard was missed. Words in recordings that have none are counted apart too."""
    clean = " ".join if verbatim else _plain
    known = [clean(_text_of(pair.known).split()) for pair in pairs]
    heard = [clean(" ".join(pair.heard.texts).split()) for pair in pairs]
    words = jiwer.process_words(known, heard)
    letters = jiwer.process_characters(known, heard)
    silent = [(pair, text) for pair, said, text in zip(pairs, known, heard) if not said]
    false_words, silent_hours = (
        sum(len(text.split()) for _, text in silent),
        sum(p.heard.processed_s for p, _ in silent) / 3600,
    )
    interval = poisson_interval(false_words)
    return {
        "compared": "as it is" if verbatim else "without case and punctuation",
        "wer": _rate(words, sum(map(len, words.references))),
        "words": _counts(words),
        "cer": _rate(letters, sum(map(len, letters.references))),
        "characters": _counts(letters),
        "sentence_error_rate": ratio(sum(a != b for a, b in zip(known, heard)), len(pairs)),
        "without_words": {
            "recordings": len(silent),
            "hours": silent_hours,
            "false_words": false_words,
            "false_words_per_hour": ratio(false_words, silent_hours),
            "false_words_per_hour_interval": (
                [end / silent_hours for end in interval] if silent_hours else None
            ),
        },
        "confused": _confused(words),
        "recordings": [
            {"path": pair.heard.path, "known": said, "heard": text}
            for pair, said, text in zip(pairs, known, heard)
        ],
    }


def _text_of(known: list) -> str:
    """A text; or labels, by time if they have any, that are words."""
    if known and isinstance(known[0], Span):
        known = [span.label for span in sorted(known)]
    return " ".join(known)


def _plain(words: list[str]) -> str:
    """Lower case, and of signs only apostrophes and what joins words."""
    text = unicodedata.normalize("NFKC", " ".join(words)).casefold().replace("\u2019", "'")
    signs = {c for c in text if unicodedata.category(c)[0] in "PS" and c != "'"}
    return " ".join("".join(" " if c in signs else c for c in text).split())


def _rate(output: jiwer.WordOutput | jiwer.CharacterOutput, length: int) -> float | None:
    return ratio(output.substitutions + output.deletions + output.insertions, length)


def _counts(output: jiwer.WordOutput | jiwer.CharacterOutput) -> dict:
    return {
        "known": output.hits + output.substitutions + output.deletions,
        "right": output.hits,
        "substituted": output.substitutions,
        "missed": output.deletions,
        "added": output.insertions,
    }


def _confused(output: jiwer.WordOutput) -> list[dict]:
    """The commonest: "" is no word."""
    pairs: Counter = Counter()
    for said, text, chunks in zip(output.references, output.hypotheses, output.alignments):
        for chunk in chunks:
            if chunk.type == "equal":
                continue
            known = said[chunk.ref_start_idx : chunk.ref_end_idx]
            heard = text[chunk.hyp_start_idx : chunk.hyp_end_idx]
            length = max(len(known), len(heard))
            pairs.update(zip(known + [""] * (length - len(known)), heard + [""] * (length - len(heard))))
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"known": known, "heard": heard, "times": times} for (known, heard), times in ordered[:MOST_SHOWN]
    ]
