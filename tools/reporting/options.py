"""What `tools/report` is given."""

import argparse
from pathlib import Path

from .text import printable, size_in_bytes

EPILOG = """
FILES, told apart by what is in them:
  run         JSON Lines of `nightjar run` or `match find`, or the folder of its --out --format jsonl
  bench       JSON of `nightjar bench --json`, also with --queue; of `run --stats`
  sweep       JSON or CSV of `nightjar bench --sweep -o`
  soak        JSON Lines of `nightjar soak --out`, also while it runs; several are compared
  tune        JSON of `nightjar tune --json`, or a profile
  doctor      JSON of `nightjar doctor --json`: the machine that the others were made on

Recordings of a run are drawn where they are found, and played by the browser where it can reach them from
the page: keep the page where it is with respect to them. Without them the page has everything else.

exit code: 0 written; 2 usage, or a file that is not as expected; 3 the page cannot be written; 130 interrupted.
example: tools/nightjar run field/ > found.jsonl && tools/report found.html found.jsonl
"""


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tools/report",
        description="Turns what bench, soak and run wrote into one web page, which needs no network.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("out", type=Path, metavar="OUT.html", help="the page to write; an older one is replaced")
    add("files", nargs="+", type=Path, metavar="FILES", help="what to show, in this order")
    add("--title", default="Nightjar report", metavar="TEXT", help="the page's title (default: %(default)s)")
    add(
        "--recordings",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where relative paths of a run begin (default: the current folder)",
    )
    add(
        "--size",
        type=size_in_bytes,
        default="24M",
        metavar="SIZE",
        help="the most that pictures of sound take in the page; long recordings are drawn as finely as that"
        " allows (default: %(default)s; 0: no pictures)",
    )
    o = parser.parse_args(arguments)
    if o.out.suffix.lower() not in (".html", ".htm"):
        parser.error(f"the page comes first: expected OUT.html, got {str(o.out)!r}")
    o.title = printable(o.title)
    return o
