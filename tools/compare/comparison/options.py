"""What `tools/compare/queue` is given."""

import argparse
import os
from pathlib import Path

from .networks import NETWORKS

ROOT = Path(__file__).resolve().parents[3]
_PRECISIONS = ("f32", "bf16")


def processor_has_bf16() -> bool:
    with open("/proc/cpuinfo") as info:
        return "avx512_bf16" in info.read()


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tools/compare/queue",
        description="Runs the same requests through Nightjar's InferQueue, OpenVINO's AsyncInferQueue and "
        "ONNX Runtime, in turn, and prints the medians of the rounds and how far the outputs are apart.",
        epilog="exit code: 0 all sides gave the same; 1 they did not; 2 usage or set-up; 130 interrupted.\n"
        "example: tools/compare/queue --rounds 9 convolutions transformer",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("networks", nargs="*", metavar="NETWORK", help=f"of {', '.join(NETWORKS)} (default: all)")
    add("--rounds", type=int, default=5, metavar="N", help="of each side (default: 5)")
    add(
        "--seconds", type=float, default=2, metavar="S", help="that a round of the fastest takes (default: 2)"
    )
    add("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N",
        help="requests at a time, each on one thread (default: the cores it may use)")  # fmt: skip
    add("--segments", type=int, default=1, metavar="N", help="of a request (default: 1)")
    add("--precision", choices=_PRECISIONS, help="(default: f32, then bf16 where the processor has it)")
    add("--folder", type=Path, default=ROOT / "build/compare", metavar="DIR",
        help="for the networks (default: build/compare)")  # fmt: skip
    add(
        "--program",
        type=Path,
        default=ROOT / "build/release/tools/compare/nightjar_side",
        help=argparse.SUPPRESS,
    )
    chosen = parser.parse_args(arguments)
    for name in chosen.networks:
        if name not in NETWORKS:
            parser.error(f"no network {name}; expected some of {', '.join(NETWORKS)}")
    if min(chosen.rounds, chosen.jobs, chosen.segments) < 1 or chosen.seconds <= 0:
        parser.error("--rounds, --jobs and --segments are 1 at least, --seconds is above 0")
    chosen.networks = chosen.networks or list(NETWORKS)
    chosen.precisions = (
        [chosen.precision] if chosen.precision else list(_PRECISIONS[: 1 + processor_has_bf16()])
    )
    return chosen
