#!/usr/bin/env python3
"""Trains models/sounds and measures it on what each run held out.

    models/sounds/train.py --data ../shared/data

makes weights.pt (trained on all parts) and build/sounds/figures.md (four runs, each tested on the part it never met). Every
feature comes from the engine's own command. Runs may be split over processes: --parts 1 2, then --parts 3 4, then 0.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, features, pool, render_music, score  # noqa: E402
from recipe.fit import fit  # noqa: E402

MODEL = Path(__file__).parent
LABELS = json.loads((MODEL / "manifest.json").read_text())["labels"]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with esc10, speech, keywords, music, fsdd and kathleen")
    add("--work", type=Path, default=Path("build/sounds"), help="rendered music, the pool (kept: delete to redo), figures")
    add("--command", default="tools/nightjar features MODEL FILE -o OUT", help="how features are made")
    add("--sound-font", type=Path, default=Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"))
    add("--parts", type=int, nargs="+", default=[1, 2, 3, 4, 0], help="held out in turn; 0 trains what is shipped")
    add("--steps", type=int, default=2600, help="of 64 windows each")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    return parser.parse_args()


def training_pool(o: argparse.Namespace) -> pool.Pool:
    """Made once and kept: four variants of each ESC-10 clip, two of speech and music."""
    kept = o.work / "pool.npz"
    if not kept.exists():
        render_music.render(o.work / "music", o.sound_font, 240)
        extract = features.windows_of(o.command, MODEL, o.work, pool.HOP, pool.SEGMENT, pool.RATE_HZ)
        made = pool.join([
            pool.build(clips.esc10(o.data), LABELS, 4, o.seed, extract),
            pool.build(clips.speech(o.data), LABELS, 2, o.seed + 1, extract),
            pool.build(clips.music(o.data, o.work / "music"), LABELS, 2, o.seed + 2, extract),
            pool.silence(LABELS, 1500, o.seed + 3, extract),
        ])
        np.savez(kept, **vars(made))
    return pool.Pool(**np.load(kept))


def test(o: argparse.Namespace, network: torch.nn.Module, part: int) -> dict:
    """Clips of `part` as they are, through the engine -> {source: confusion}."""
    found: dict[str, np.ndarray] = {}
    tested = clips.esc10(o.data) + clips.speech(o.data) + clips.music(o.data, o.work / "music") + clips.unseen_speech(o.data)
    for clip in tested:
        if clip.part in (part, -1):
            given = score.predict(network, features.of_clip(clip, o.command, MODEL, o.work / f"part-{part}.wav"))
            source = clip.path.relative_to(o.data).parts[0]
            found.setdefault(source, np.zeros((len(LABELS), len(LABELS)), int))[LABELS.index(clip.label), given] += 1
    return {source: confusion.tolist() for source, confusion in found.items()}


def report(o: argparse.Namespace) -> None:
    runs = {p: json.loads((o.work / f"part-{p}.json").read_text()) for p in (1, 2, 3, 4)}
    sources = list(runs[1])
    lines = ["| held out | " + " | ".join(sources) + " |", "|---" * (len(sources) + 1) + "|"]
    for part, run in runs.items():
        right = [(np.trace(c), np.sum(c)) for c in (np.array(run[s]) for s in sources)]
        lines.append(f"| {part} | " + " | ".join(f"{a} of {n}: {a / n:.1%}" for a, n in right) + " |")
    for source in ("esc10", "music", "fsdd"):
        total = sum(np.array(run[source]) for run in runs.values())
        lines += ["", f"{source}: {np.trace(total)} of {total.sum()}: {np.trace(total) / total.sum():.1%}", "",
                  score.table(total, LABELS)]
    (o.work / "figures.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def main() -> None:
    o = options()
    o.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(o.threads)
    drawn_from = training_pool(o)
    for part in o.parts:
        started = time.time()
        print(f"part {part}: {len(drawn_from.label)} windows", flush=True)
        network = fit(drawn_from, part, LABELS, o.steps, o.seed + part)
        if part == 0:
            torch.jit.script(network).save(str(MODEL / "weights.pt"))
        else:
            (o.work / f"part-{part}.json").write_text(json.dumps(test(o, network, part)))
        print(f"part {part}: {time.time() - started:.0f} s", flush=True)
    if all((o.work / f"part-{p}.json").exists() for p in (1, 2, 3, 4)):
        report(o)


if __name__ == "__main__":
    main()
