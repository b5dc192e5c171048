#!/usr/bin/env python3
"""Measures the five runs of train.py, each on the speaker, sounds, music and prompts that it never heard.

    models/digits/measure.py --data ../shared/data

runs `nightjar run` with each model folder build/digits/part-N and writes build/digits/figures.md. Needs
numpy, scipy, soundfile and soxr.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import soundfile

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, report, trials  # noqa: E402
from recipe.score import Score, score  # noqa: E402
from recipe.trials import Trial, Word  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with fsdd, kathleen, keywords, esc10, music")
    add("--work", type=Path, default=Path("build/digits"), help="where train.py left its runs and music")
    add("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    add("--parts", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    add("--strings", type=int, default=60, help="of each speaker, with and without noise")
    add("--seed", type=int, default=100)
    return parser.parse_args()


def heard(program: Path, model: Path, played: list[Trial]) -> dict[str, list[Word]]:
    """-> the words of each path."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("".join(f"{trial.path}\n" for trial in played))
        listed.flush()
        command = [program, "run", "--quiet", "--format", "jsonl", "--model", model, "--list", listed.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    words: dict[str, list[Word]] = {str(trial.path): [] for trial in played}
    for line in map(json.loads, done.stdout.splitlines()):
        if line["type"] == "word":
            word = Word(line["text"], line["start_s"], line["end_s"], line["score"])
            words[line["path"]].append(word)
    return words


def scores(words: dict[str, list[Word]], played: list[Trial]) -> dict[float, Score]:
    """Of the words with at least each score."""
    hours = sum(soundfile.info(trial.path).duration for trial in played) / 3600
    totals = {least: Score(hours=hours) for least in report.SCORES}
    for least, total in totals.items():
        for trial in played:
            total.add(score(trial.truth, [w for w in words[str(trial.path)] if w.score >= least]))
    return totals


def of_part(o: argparse.Namespace, part: int) -> dict[str, list[Trial]]:
    """What the run never heard."""
    speaker = [c for c in clips.fsdd(o.data) if c.part == part]
    made = o.work / "trials" / str(part)
    sounds = {
        "kathleen": clips.kathleen(o.data),
        "keywords": clips.keywords(o.data)[::5],
        "esc10": clips.esc10(o.data),
        "music": clips.music(o.data / "music") + clips.music(o.work / "music"),
    }
    return {
        "single": trials.singles(speaker),
        "strings": trials.strings(speaker, made / "strings", o.strings, o.seed + part),
        "10 dB": trials.strings(speaker, made / "noisy", o.strings, o.seed + part, 10.0),
        "noise": trials.noises(made / "noise", 6, o.seed + part),
        **{
            kind: trials.silent_of_digits([c for c in found if c.part == part])
            for kind, found in sounds.items()
        },
    }


def main() -> None:
    o = options()
    runs = []
    for part in o.parts:
        played = {kind: found for kind, found in of_part(o, part).items() if found}
        model = o.work / f"part-{part}"
        words = heard(o.program, model, [trial for found in played.values() for trial in found])
        runs.append({kind: scores(words, found) for kind, found in played.items()})
        print(
            clips.SPEAKERS[part - 1],
            {k: s[0.0].rate() if s[0.0].said else len(s[0.0].found) for k, s in runs[-1].items()},
            flush=True,
        )
        speakers = [clips.SPEAKERS[p - 1] for p in o.parts[: len(runs)]]
        (o.work / "figures.md").write_text(report.markdown(speakers, runs))


if __name__ == "__main__":
    main()
