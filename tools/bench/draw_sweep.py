#!/usr/bin/env python3
"""Draws what `nightjar bench --sweep -o sweep.json` found: CPU use and processing time against engine threads, one
line for each size of LibTorch's intra-op pools of the naive arrangement, and one for Nightjar.

    tools/bench/draw_sweep.py sweep.json sweep.png

Needs matplotlib (3.7 or newer). The picture's form is that of its name: .png, .svg, .pdf.
"""

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Pools from small to large: light to dark. What is to be compared with them stands out.
POOLS = plt.colormaps["YlOrBr"]
STYLES = {
    "naive pinned jemalloc": {"color": "tab:green", "marker": "s", "linestyle": "--"},
    "nightjar": {"color": "tab:blue", "marker": "o", "linewidth": 2.5},
}


def lines_of(points: list[dict]) -> dict[str, list[dict]]:
    """The points of each line, by its label: by pool, then the others in their order."""
    lines: dict[tuple, list[dict]] = {}
    for point in points:
        in_pools = point["name"] not in STYLES
        place = 0 if in_pools else 1 + list(STYLES).index(point["name"])
        key = (place, point["intra_op_threads"], "naive") if in_pools else (place, 0, point["name"])
        lines.setdefault(key, []).append(point)
    labelled = {}
    for kind, pool, name in sorted(lines):
        first = lines[kind, pool, name][0]
        size = f"default ({first['intra_op_in_force']})" if pool == 0 else "1, pinned" if pool == 1 else pool
        label = name if kind else f"naive, intra-op {size}"
        labelled[label] = sorted(lines[kind, pool, name], key=lambda p: p["engine_threads"])
    return labelled


def draw(report: dict, picture: Path) -> None:
    points, machine = report["points"], report["machine"]
    lines = lines_of(points)
    pools = [label for label in lines if label not in STYLES]
    figure, (use, time) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    for label, line in lines.items():
        style = STYLES.get(label) or {
            "color": POOLS(0.4 + 0.55 * pools.index(label) / max(1, len(pools) - 1)),
            "marker": ".",
        }
        threads = [p["engine_threads"] for p in line]
        use.plot(threads, [100 * p["cpu_use"] for p in line], label=label, **style)
        time.plot(threads, [p["wall_s"] for p in line], label=label, **style)
    ticks = sorted({p["engine_threads"] for p in points})
    for axes in (use, time):
        axes.set_xscale("log", base=2)
        axes.set_xticks(ticks, ticks)
        axes.set_xlabel("engine threads")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    use.set_ylabel(f"CPU use, % of {machine['cores']} cores")
    time.set_ylabel("processing time, s")
    figure.legend(*use.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(
        f"{points[0]['sound_s'] / 60:.3g} minutes of sound, model {report['model']}, {machine['cores']} cores "
        f"({machine['instruction_set']}), medians of {min(p['rounds'] for p in points)}"
    )
    figure.savefig(picture, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", type=Path)
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    report = json.loads(options.report.read_text())
    if not report["points"]:
        parser.error(f"{options.report} has no points: was the sweep interrupted before its first?")
    draw(report, options.picture)


if __name__ == "__main__":
    main()
