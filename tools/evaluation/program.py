"""The order of the work: hear, read the labels, bring both together, compare, tell."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from .clips import clip_figures
from .curves import clip_curves, event_curves
from .engine import EngineFailed, run_engine
from .events import event_figures, segment_figures
from .options import options
from .pairing import Paired, pair, rename_and_choose
from .report import report
from .results import read_results
from .scores import add_label_scores
from .sounds import Misuse, Results
from .truth import is_of_clips, read_truth

ALL_DONE, INCOMPLETE, SET_UP_FAILED, OUTPUT_FAILED, INTERRUPTED = 0, 1, 2, 3, 130


def evaluate(o: argparse.Namespace, folder: Path) -> tuple[dict, Paired]:
    """`folder` is where a run's results go."""
    scores = o.scores
    lines = o.results
    if lines is None:
        folder.mkdir(parents=True, exist_ok=True)
        lines, scores = folder / "results.jsonl", folder / "scores.csv" if is_of_clips(o.labels) else None
        run_engine(o.nightjar, o.model, o.recordings, o.run_options, lines, scores)
    results = read_results(lines)
    paired = pair(results, read_truth(o.labels, results.heard, o.ending, o.tier), o.unlabelled == "nothing")
    what_scores = add_label_scores(results, scores)
    rename_and_choose(paired, o.rename, o.only)
    return {**_inputs(results, paired), **_figures(o, results, paired, what_scores)}, paired


def _inputs(results: Results, paired: Paired) -> dict:
    return {
        "model": results.run.get("model"),
        "model_sha256": results.run.get("model_sha256"),
        "nightjar": results.run.get("version"),
        "run": results.run,
        "recordings": len(paired.pairs),
        "hours": paired.hours,
        "not_heard": [
            {"path": one.path, "status": one.status, "reason": one.reason} for one in paired.not_heard
        ],
        "heard_in_part": [{"path": one.path, "reason": one.reason} for one in paired.in_part],
        "recordings_without_labels": paired.recordings_without_labels,
        "labels_without_recording": paired.labels_without_recording,
    }


def _figures(o: argparse.Namespace, results: Results, paired: Paired, what_scores: str) -> dict:
    pairs = paired.pairs
    if paired.kind == "texts" and not results.writes_text:
        raise Misuse("the labels are texts, but the model writes none; expected a model of transcripts")
    found: dict = {}
    if results.writes_text:
        from .texts import text_figures  # jiwer takes a second to load

        found["texts"] = text_figures(pairs, o.verbatim)
    elif paired.kind == "clips":
        found["clips"] = clip_figures(pairs, what_scores)
        found["curves"] = clip_curves(pairs, paired.hours)
    if paired.kind == "events":
        found["events"] = event_figures(pairs, o.collars)
        found["segments"] = segment_figures(pairs, o.segment)
        found["curves"] = event_curves(pairs, o.collars, paired.hours)
    return found


def _tell(o: argparse.Namespace, figures: dict) -> None:
    as_json = json.dumps(figures, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    if o.json and str(o.json) == "-":
        sys.stdout.write(as_json)
    else:
        sys.stdout.write(report(figures))
        if o.json:
            o.json.write_text(as_json, encoding="utf-8", errors="surrogateescape")
    if o.pictures:
        from .pictures import draw  # matplotlib too

        for file in draw(figures, o.pictures):
            print(f"evaluate: {file}", file=sys.stderr)
    sys.stdout.flush()


def run(arguments: list[str]) -> int:
    """The exit code."""
    o = options(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures, paired = evaluate(o, o.keep or Path(folder))
    except (Misuse, EngineFailed, OSError) as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return error.code if isinstance(error, EngineFailed) else SET_UP_FAILED
    try:
        _tell(o, figures)
    except OSError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return OUTPUT_FAILED
    return ALL_DONE if paired.is_whole else INCOMPLETE


def main() -> None:
    sys.stdout.reconfigure(errors="backslashreplace")  # paths that are not UTF-8
    try:
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
