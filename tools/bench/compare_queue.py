#!/usr/bin/env python3
"""What a queue of asynchronous requests costs by itself: Nightjar's InferQueue beside OpenVINO's AsyncInferQueue,
both with a model that does nothing, in turn; medians.

    ninja -C build/release nightjar_queue_bench
    python3 tools/bench/compare_queue.py build/release/tools/bench/nightjar_queue_bench

Needs openvino (2025.3) and numpy.
"""

import argparse
import resource
import statistics
import subprocess
import time

import numpy as np
import openvino
from openvino import opset13

FIGURES = ("cpu_us_per_request", "round_trip_us_median")


def ours(program: str, requests: int, jobs: int) -> dict[str, float]:
    command = [program, str(requests), str(jobs)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: float(value) for name, value in map(str.split, lines)}


def openvinos(requests: int, jobs: int) -> dict[str, float]:
    """Of a tenth as many requests: each takes much longer."""
    value = opset13.parameter([1, 1], np.float32)
    model = openvino.Model([opset13.result(value)], [value])
    queue = openvino.AsyncInferQueue(openvino.Core().compile_model(model, "CPU"), jobs)
    queue.set_callback(lambda request, userdata: None)
    inputs = [np.zeros((1, 1), np.float32)]
    requests //= 10
    trips_us = []
    for i in range(requests // 10):
        begin = time.perf_counter()
        queue.start_async(inputs, i)
        queue.wait_all()
        trips_us.append((time.perf_counter() - begin) * 1e6)
    before = cpu_seconds()
    for i in range(requests):
        queue.start_async(inputs, i)
    queue.wait_all()
    return dict(zip(FIGURES, ((cpu_seconds() - before) / requests * 1e6, statistics.median(trips_us))))


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", help="nightjar_queue_bench")
    parser.add_argument("--requests", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for jobs in (2, 8):
        rounds = [
            (ours(options.program, options.requests, jobs), openvinos(options.requests, jobs))
            for _ in range(options.rounds)
        ]
        for name in FIGURES:
            mine, theirs = (statistics.median(side[name] for side in sides) for sides in zip(*rounds))
            print(f"{jobs} requests, {name}: Nightjar {mine:.1f}, OpenVINO {theirs:.1f}")


if __name__ == "__main__":
    main()
