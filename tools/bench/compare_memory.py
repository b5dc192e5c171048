#!/usr/bin/env python3
"""What the allocator and the arrangement do to memory: hours of sound in recordings from 1 s to 15 minutes, recognised

- by a competent first version (pools pinned; each recording decoded whole) with malloc, with jemalloc at its own
  defaults, with each option that is compiled in left out, and with all of them;
- by Nightjar with malloc and as shipped.

Prints medians over the rounds: peak and mean RSS, both also without what was resident once the model was loaded, CPU
and wall time; each beside that of the first with malloc. All of one round are measured in turn.

    tools/bench/compare_memory.py --hours 2 --threads 2 8 -o build/memory.json

Needs numpy and soundfile.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import varied_recordings

ROOT = Path(__file__).resolve().parents[2]
# What is compiled in, in tools/cli/allocator.cpp, and jemalloc 5.3's own default of each.
SHIPPED = {"oversize_threshold": "0", "dirty_decay_ms": "1000", "muzzy_decay_ms": "0"}
DEFAULTS = {"oversize_threshold": "8388608", "dirty_decay_ms": "10000", "muzzy_decay_ms": "0"}
FIGURES = ("peak_rss_bytes", "mean_rss_bytes", "net_peak_bytes", "net_mean_bytes", "cpu_s", "wall_s")


def allocators() -> dict[str, dict[str, str] | None]:
    """Options of each; None: malloc."""
    chosen: dict[str, dict[str, str] | None] = {"malloc": None, "jemalloc, its defaults": DEFAULTS}
    for option, default in DEFAULTS.items():
        if default != SHIPPED[option]:
            chosen[f"jemalloc, {option} {default}"] = {**SHIPPED, option: default}
    chosen["jemalloc as shipped"] = SHIPPED
    return chosen


def measure(program: Path, arrangement: str, threads: int, options: dict[str, str] | None, sound: list[str]) -> dict:
    if options is None:
        program = program.with_name("nightjar-malloc")
    environment = {**os.environ, "MALLOC_CONF": ",".join(f"{k}:{v}" for k, v in (options or {}).items())}
    command = [program, "bench", "--arrangement", arrangement, "--threads", str(threads), "--intra-op", "1", *sound]
    point = json.loads(subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE).stdout)
    for kind in ("peak", "mean"):
        point[f"net_{kind}_bytes"] = point[f"{kind}_rss_bytes"] - point["rss_before_bytes"]
    return point


def table(runs: dict[tuple[str, str], list[dict]], threads: int) -> str:
    lines = [
        f"\n{threads} engine threads",
        f"{'':40}{'peak MiB':>16}{'mean MiB':>16}{'net peak MiB':>16}{'net mean MiB':>16}{'CPU s':>16}{'wall s':>16}",
    ]
    first = {}
    for (arrangement, allocator), points in runs.items():
        line = f"{arrangement}, {allocator}".ljust(40)
        for figure in FIGURES:
            value = statistics.median(point[figure] for point in points)
            base = first.setdefault(figure, value)
            shown = f"{value / 2**20:.0f}" if figure.endswith("bytes") else f"{value:.1f}"
            line += f"{shown} ({value / base:.2f} x)".rjust(16)
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    add("--model", default="sounds")
    add("--hours", type=float, default=2)
    add("--threads", type=int, nargs="+", default=[2, 8])
    add("--rounds", type=int, default=5)
    add("-o", "--output", type=Path, help="each measurement, as JSON")
    o = parser.parse_args()
    points = []
    with tempfile.TemporaryDirectory() as folder:
        sound = [o.model, *map(str, varied_recordings.make(Path(folder), o.hours))]
        arrangements = [("naive", name, options) for name, options in allocators().items()]
        arrangements += [("nightjar", "malloc", None), ("nightjar", "jemalloc as shipped", SHIPPED)]
        for threads in o.threads:
            runs: dict[tuple[str, str], list[dict]] = {}
            for round_ in range(o.rounds):
                for arrangement, name, options in arrangements:
                    print(f"{threads} threads, round {round_ + 1}: {arrangement}, {name}", file=sys.stderr)
                    point = measure(o.program, arrangement, threads, options, sound)
                    runs.setdefault((arrangement, name), []).append(point)
                    points.append({**point, "allocator_options": options, "name": name})
            print(table(runs, threads), flush=True)
    if o.output:
        o.output.write_text(json.dumps(points, indent=1) + "\n")


if __name__ == "__main__":
    main()
