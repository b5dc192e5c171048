"""The order of the work: make the networks, check that all sides give the same, measure in turn, tell."""

import argparse
import contextlib
import math
import sys
from pathlib import Path

import numpy as np

from .exports import export
from .networks import NETWORKS
from .nightjar import Nightjar, SideFailed
from .options import options
from .peers import Inputs, OnnxRuntime, OpenVino, Round
from .report import TOLERANCE, apart, table

_INPUTS = 4
_PROBE = 3  # requests of each side, to learn how many a round needs


def main(arguments: list[str] | None = None) -> int:
    o = options(sys.argv[1:] if arguments is None else arguments)
    try:
        same = True
        for precision in o.precisions:
            for name in o.networks:
                if name != "empty" or precision == "f32":  # nothing is computed in any precision
                    same = _compare(o, name, precision) and same
    except (SideFailed, OSError) as failed:
        print(f"tools/compare/queue: {failed}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0 if same else 1


def _compare(o: argparse.Namespace, name: str, precision: str) -> bool:
    """Whether all sides gave the same, as far as their precision goes."""
    folder = export(name, o.segments, o.folder / name)
    shape = (o.segments, *NETWORKS[name].shape)
    inputs = _silence(shape) if name == "empty" else _noise(shape)
    sides = [Nightjar, OpenVino]
    if precision == "f32" and name != "empty":
        sides.append(OnnxRuntime)
    with contextlib.ExitStack() as running:
        started = []
        for side in sides:
            model = (o.program, "empty" if name == "empty" else str(folder)) if side is Nightjar else ()
            started.append(side(*model, folder, inputs, o.jobs, precision))
            running.callback(started[-1].close)
        outputs = {side.name: side.outputs().ravel() for side in started}
        rounds = _measure(started, o)
    print(
        f"\n{name} ({NETWORKS[name].what}), {precision}, {o.jobs} requests at a time of {o.segments} "
        f"segment{'s' * (o.segments > 1)}, medians of {o.rounds} rounds"
    )
    differences = apart(outputs)
    print(*table(rounds, differences), sep="\n", flush=True)
    same = max(differences.values()) <= TOLERANCE[precision]
    if not same:
        print(f"the outputs differ by more than {TOLERANCE[precision]:g} of the largest")
    return same


def _silence(shape: tuple[int, ...]) -> Inputs:
    """What comes of it is the same whether a side does nothing by copying its input or by writing zeros."""
    return [np.zeros(shape, np.float32)]


def _noise(shape: tuple[int, ...]) -> Inputs:
    random = np.random.default_rng(1)
    return [random.standard_normal(shape, np.float32) for _ in range(_INPUTS)]


def _measure(sides: list, o: argparse.Namespace) -> dict[str, list[Round]]:
    """Interleaved, each round begun by another side; of so many requests that the fastest needs o.seconds."""
    rate = max(side.round(_PROBE * o.jobs).requests_per_s for side in sides)
    requests = max(2, math.ceil(rate * o.seconds / o.jobs)) * o.jobs
    rounds: dict[str, list[Round]] = {side.name: [] for side in sides}
    for i in range(o.rounds):
        for side in sides[i % len(sides) :] + sides[: i % len(sides)]:
            rounds[side.name].append(side.round(requests))
    return rounds
