"""What `tools/evaluate` is given."""

import argparse
from pathlib import Path

from .matching import Collars
from .truth import ENDINGS, FOLDERS

ROOT = Path(__file__).resolve().parents[2]
USAGE = """tools/evaluate [OPTIONS] MODEL LABELS RECORDINGS...
       tools/evaluate [OPTIONS] --results FILE LABELS"""
EPILOG = f"""
LABELS is a table with a header, *.csv or *.tsv:
  file,label                one label for each recording (or several rows)
  file,onset,offset,label   events, in seconds; a row with an empty label names a recording without any
  file,text                 transcripts
or a file or folder of files that have a recording's name and {", ".join(ENDINGS)}:
  Audacity's label tracks, Praat's TextGrids, RTTM, plain transcripts
or the word {FOLDERS}: the label of a recording is the name of the folder that it is in.
A name in LABELS means the recording whose path ends with it; endings (.wav) need not agree.

exit code: 0 all was compared; 1 some labels or recordings have no partner, or were not heard (they are
named, and what was not heard counts as missed); 2 usage, labels or set-up; 3 output failed; 130 interrupted.
example: tools/evaluate sounds {FOLDERS} field-recordings/ --json figures.json --pictures figures/
"""


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tools/evaluate",
        usage=USAGE,
        description="Says how well a model does on recordings whose labels are known.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("given", nargs="+", metavar="MODEL LABELS RECORDINGS", help=argparse.SUPPRESS)
    add(
        "--results",
        type=Path,
        metavar="FILE",
        help="what `nightjar run` wrote (JSON Lines, or its --out DIR), in place of a run",
    )
    add("--scores", type=Path, metavar="FILE.csv", help="with --results: what its --scores wrote, for clips")
    add(
        "--nightjar",
        default=str(ROOT / "tools/nightjar"),
        metavar="PATH",
        help="the program (default: tools/nightjar)",
    )
    add(
        "--run-options",
        default="",
        metavar="TEXT",
        help="more options of `nightjar run`, as '--workers 2 --beam 25'",
    )
    add("--keep", type=Path, metavar="DIR", help="keep the run's results there, for --results")
    add(
        "--json",
        type=Path,
        metavar="FILE",
        help="all figures, curves and names; - is standard output, without the text",
    )
    add("--pictures", type=Path, metavar="DIR", help="PNG pictures of what there is: confusion, F1, curves")
    add("--only", metavar="LABEL,...", help="compare these labels alone")
    add(
        "--rename",
        action="append",
        default=[],
        metavar="KNOWN=MODEL'S",
        help="the model's name of a label; *=NAME is for all others",
    )
    add(
        "--unlabelled",
        choices=("leave-out", "nothing"),
        default="leave-out",
        help="recordings without labels are left out (default), or hold nothing",
    )
    add("--ending", metavar="ENDING", help="of a folder of labels only files that end so")
    add("--tier", metavar="NAME", help="of TextGrids only this tier (default: all of intervals)")
    add(
        "--onset-collar",
        type=float,
        default=0.25,
        metavar="SECONDS",
        help="how far an event may begin from the known one (default: 0.25)",
    )
    add("--offset-collar", type=float, metavar="SECONDS", help="and end (default: wherever)")
    add(
        "--offset-share",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="with it: or so much of its length, where that is more",
    )
    add("--segment", type=float, default=1.0, metavar="SECONDS", help="of segment-based figures (default: 1)")
    add("--verbatim", action="store_true", help="texts as they are: else case and punctuation do not count")
    o = parser.parse_args(arguments)
    wanted = 1 if o.results else 3
    if len(o.given) < wanted or (o.results and len(o.given) > 1):
        parser.error("expected LABELS alone with --results, else MODEL, LABELS and RECORDINGS")
    o.model, o.recordings = (None, []) if o.results else (o.given[0], o.given[2:])
    o.labels = o.given[0 if o.results else 1]
    if o.scores and not o.results:
        parser.error("--scores goes with --results; a run makes its own")
    if not (o.onset_collar >= 0 and (o.offset_collar or 0) >= 0 and o.offset_share >= 0 and o.segment > 0):
        parser.error("collars are 0 or more seconds, --segment more than 0")
    if not all("=" in pair for pair in o.rename):
        parser.error("--rename wants KNOWN=MODEL'S")
    o.rename = dict(pair.split("=", 1) for pair in o.rename)
    o.only = o.only.split(",") if o.only else None
    o.collars = Collars(o.onset_collar, o.offset_collar, o.offset_share)
    return o
