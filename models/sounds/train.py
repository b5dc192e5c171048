#!/usr/bin/env python3
"""Trains models/sounds and measures it on what each run held out.

    models/sounds/train.py --data ../shared/data

makes weights.pt (trained on all parts) and build/sounds/figures.md (four runs, each tested on what it never
met). All features come from the engine's own command. The runs are independent: several processes can
share them (--parts 1 2, --parts 3 4, --parts 0) once one of them has made the pool.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, pool, render_music, score  # noqa: E402
from recipe.features import Engine  # noqa: E402
from recipe.fit import fit  # noqa: E402
from recipe.model import LABELS, MANIFEST, MODEL  # noqa: E402


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with esc10, speech, keywords, music, fsdd, kathleen")
    add(
        "--work", type=Path, default=Path("build/sounds"), help="music, figures, pool.npz (delete it to redo)"
    )
    add("--command", default="tools/nightjar features MODEL FILE -o OUT", help="how features are made")
    add("--sound-font", type=Path, default=Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"))
    add("--parts", type=int, nargs="+", default=[1, 2, 3, 4, 0], help="held out in turn; 0: what is shipped")
    add("--steps", type=int, default=2600, help="of 64 windows each")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    return parser.parse_args()


def training_pool(o: argparse.Namespace, engine: Engine) -> pool.Pool:
    """Made once and kept: four variants of each ESC-10 clip, two of speech and music."""
    kept = o.work / "pool.npz"
    if not kept.exists():
        render_music.render(o.work / "music", o.sound_font, 240)
        parts = [
            pool.build(clips.esc10(o.data), 4, o.seed, engine),
            pool.build(clips.speech(o.data), 2, o.seed + 1, engine),
            pool.build(clips.music(o.data, o.work / "music"), 2, o.seed + 2, engine),
            pool.room_tone(1000, o.seed + 3, engine),
        ]
        np.savez(kept, **vars(pool.join(parts)))
    return pool.Pool(**np.load(kept))


def test(o: argparse.Namespace, network: torch.nn.Module, part: int, engine: Engine) -> dict:
    """Clips of `part` as they are, through the engine -> {source: confusion [labels][labels]}."""
    found: dict[str, np.ndarray] = {}
    known = clips.esc10(o.data) + clips.speech(o.data) + clips.music(o.data, o.work / "music")
    for clip in [c for c in known if c.part == part] + clips.unseen_speech(o.data):
        source = clip.path.relative_to(o.data).parts[0]
        confusion = found.setdefault(source, np.zeros((len(LABELS), len(LABELS)), int))
        confusion[LABELS.index(clip.label), score.predict(network, engine.of_clip(clip))] += 1
    return {source: confusion.tolist() for source, confusion in found.items()}


def main() -> None:
    o = options()
    o.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(o.threads)
    engine = Engine(o.command)
    drawn_from = training_pool(o, engine)
    for part in o.parts:
        started = time.time()
        print(f"part {part}: {len(drawn_from.label)} windows", flush=True)
        network = fit(drawn_from, part, o.steps, o.seed + part)
        if part == 0:
            torch.jit.script(network).save(str(MODEL / MANIFEST["weights"]))
        else:
            torch.jit.script(network).save(str(o.work / f"part-{part}.pt"))
            (o.work / f"part-{part}.json").write_text(json.dumps(test(o, network, part, engine)))
        print(f"part {part}: {time.time() - started:.0f} s", flush=True)
    files = [o.work / f"part-{part}.json" for part in (1, 2, 3, 4)]
    if all(f.exists() for f in files):
        (o.work / "figures.md").write_text(score.report([json.loads(f.read_text()) for f in files]))


if __name__ == "__main__":
    main()
