#!/usr/bin/env python3
"""One process with N workers against N processes with one thread each, over the same recordings: the time, and the memory
of all processes together (PSS: what processes share is counted once), sampled while they run.

    tools/bench/compare_processes.py --hours 2 --workers 2 16

Takes --model, and a made-up one like it whose weights are some 100 MB, as people's larger ones are (--big, needs torch).
Prints medians over the rounds, and what memory a worker and a process cost. Needs numpy and soundfile.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import varied_recordings

ROOT = Path(__file__).resolve().parents[2]


def make_big_model(folder: Path, like: Path) -> None:
    """The same input and output; 26 million weights between."""
    import torch
    from torch import nn

    torch.manual_seed(1)
    manifest = json.loads((like / "manifest.json").read_text())
    _, bands, frames = manifest["input"]["shape"]
    network = nn.Sequential(
        nn.AvgPool2d((1, frames)),
        nn.Flatten(),
        nn.Linear(bands, 4096),
        nn.ReLU(),
        nn.Linear(4096, 6400),
        nn.ReLU(),
        nn.Linear(6400, len(manifest["labels"])),
    ).eval()
    shutil.copytree(like, folder)
    (folder / "reference.npz").unlink(missing_ok=True)
    torch.jit.trace(network, torch.zeros(1, 1, bands, frames)).save(str(folder / manifest["weights"]))


def pss_bytes(pids: list[int]) -> int:
    """Of those that are still there."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (OSError, ProcessLookupError):
            continue
        total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def run(program: Path, model: str, shares: list[list[Path]], workers: int) -> tuple[float, int]:
    """One process for each share. -> seconds until the last has ended, most PSS of all."""
    base = [program, "run", "--quiet", "--model", model, "--workers", str(workers), "--"]
    began = time.monotonic()
    processes = [subprocess.Popen([*base, *share], stdout=subprocess.DEVNULL) for share in shares]
    most = 0
    while any(process.poll() is None for process in processes):
        most = max(most, pss_bytes([process.pid for process in processes]))
        time.sleep(0.02)
    took_s = time.monotonic() - began
    for process in processes:
        if process.returncode != 0:
            sys.exit(f"compare_processes: {program} ended with {process.returncode}; expected 0, see above")
    return took_s, most


def shares_of(paths: list[Path], count: int) -> list[list[Path]]:
    """As even as can be: the longest first, each to the share that has least."""
    shares: list[list[Path]] = [[] for _ in range(count)]
    sizes = [0] * count
    for path in sorted(paths, key=lambda path: -path.stat().st_size):
        least = sizes.index(min(sizes))
        shares[least].append(path)
        sizes[least] += path.stat().st_size
    return shares


def compare(program: Path, model: str, paths: list[Path], workers: int, rounds: int) -> None:
    ways = {
        f"{workers} processes": (shares_of(paths, workers), 1),
        f"1 process, {workers} workers": ([paths], workers),
        "1 process, 1 worker": ([paths], 1),
    }
    seen: dict[str, list[tuple[float, int]]] = {}
    for _ in range(rounds):
        for name, (shares, threads) in ways.items():
            seen.setdefault(name, []).append(run(program, model, shares, threads))
    medians = {name: [statistics.median(values) for values in zip(*runs)] for name, runs in seen.items()}
    many, ours, one = medians.values()
    for name, (took_s, most) in medians.items():
        print(f"  {name:24}{took_s:8.1f} s ({took_s / many[0]:.2f} x){most / 2**20:9.0f} MiB ({most / many[1]:.2f} x)")
    each = (ours[1] - one[1]) / max(1, workers - 1)
    print(f"  a worker {each / 2**20:.1f} MiB, what one process has besides {(one[1] - each) / 2**20:.0f} MiB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    add("--model", type=Path, default=ROOT / "models/sounds", help="folder")
    add("--big", action="store_true", help="another model like it, with weights of 100 MB, too")
    add("--hours", type=float, default=2)
    add("--workers", type=int, nargs="+", default=[2, 16])
    add("--rounds", type=int, default=5)
    o = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = varied_recordings.make(Path(folder), o.hours)
        models = {o.model.name: o.model}
        if o.big:
            models["weights of 100 MB"] = Path(folder) / "big"
            make_big_model(models["weights of 100 MB"], o.model)
        for name, model in models.items():
            for workers in o.workers:
                print(f"{name}, {workers} at once")
                compare(o.program, str(model), paths, workers, o.rounds)


if __name__ == "__main__":
    main()
