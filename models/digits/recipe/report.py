"""Tables of the card."""

from .score import Score

_SPOKEN = ("single", "strings", "10 dB")
SCORES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)


def _spoken(title: str, score: Score) -> str:
    detail = f"{score.substituted} / {score.deleted} / {score.inserted} of {score.said}"
    return f"| {title} | {score.rate()} | {detail} | {score.within()} |"


def _total(runs: list[dict[str, dict[float, Score]]], kind: str, least: float = 0.0) -> Score:
    total = Score()
    for run in runs:
        total.add(run.get(kind, {}).get(least, Score()))
    return total


def markdown(speakers: list[str], runs: list[dict[str, dict[float, Score]]]) -> str:
    """`runs`: {what was played: {least score of a word: score}} of each speaker, in order."""
    lines = []
    for kind in _SPOKEN:
        lines += [
            f"**{kind}**",
            "",
            "| speaker | errors | substituted / deleted / inserted | times |",
            "|---" * 4 + "|",
        ]
        lines += [_spoken(speaker, run[kind][0.0]) for speaker, run in zip(speakers, runs)]
        lines += [_spoken("all", _total(runs, kind)), ""]
    silent = sorted({kind for run in runs for kind in run} - set(_SPOKEN))
    hours = [f"{kind}, {_total(runs, kind).hours:.2f} h" for kind in silent]
    lines += [f"| words with a score of at least | {' | '.join([*_SPOKEN, *hours])} |"]
    lines += ["|---" * (1 + len(_SPOKEN) + len(silent)) + "|"]
    for least in SCORES:
        errors = [_total(runs, kind, least).rate() for kind in _SPOKEN]
        totals = [_total(runs, kind, least) for kind in silent]
        found = [f"{len(total.found) / max(total.hours, 1e-9):.1f}" for total in totals]
        lines.append(f"| {least} | {' | '.join([*errors, *found])} |")
    return "\n".join(lines) + "\n"
