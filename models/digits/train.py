#!/usr/bin/env python3
"""Trains models/digits: five runs that each hold out a speaker, and what is shipped.

    models/digits/train.py --data ../shared/data

makes weights.pt (trained on all parts) and build/digits/part-1 to part-5, model folders for measure.py. All
features come from the engine's own command. What turns them into what a word is recognised by was learnt by
others, from very many voices; a run learns what to make of it. Several processes can share the runs
(--parts 1 2 3, --parts 4 5 0) once one of them has made the pool and the windows.
"""

import argparse
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, neural_voices, pool, pretrained, voices  # noqa: E402
from recipe.features import Engine  # noqa: E402
from recipe.embedding import Embedding  # noqa: E402
from recipe.fit import fit  # noqa: E402
from recipe.heard import Heard, hear  # noqa: E402
from recipe.model import MANIFEST, MODEL  # noqa: E402

_MUSIC = MODEL.parent / "sounds" / "recipe" / "render_music.py"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with fsdd, kathleen, keywords, esc10, music")
    add(
        "--work",
        type=Path,
        default=Path("build/digits"),
        help="voices, music, pool.npz, heard-N.pt (delete them to redo), runs",
    )
    add("--command", default="tools/nightjar features MODEL FILES -o OUT", help="how features are made")
    add("--sound-font", type=Path, default=Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"))
    add("--prompts", type=Path, default=Path("/usr/share/asterisk/sounds/en_US_f_Allison"))
    add(
        "--parts",
        type=int,
        nargs="+",
        default=[1, 2, 3, 4, 5, 0],
        help="held out in turn; 0: what is shipped",
    )
    add("--windows", type=int, default=3000, help="of 3.2 s, mixed from each part")
    add("--steps", type=int, default=1000, help="of a run; 32 windows each")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    return parser.parse_args()


def training_pool(o: argparse.Namespace) -> pool.Pool:
    """Made once and kept."""
    kept = o.work / "pool.npz"
    if not kept.exists():
        sentences = clips.kathleen(o.data)
        spoken = sorted({word for clip in sentences for word in clips.words_of(clip.path)})
        voices.render(o.work / "voices/simple", 150, spoken, o.seed)
        neural_voices.render(o.work / "voices/neural", 40, o.seed + 6)
        subprocess.run([sys.executable, _MUSIC, o.work / "music", o.sound_font, "137"], check=True)
        real = clips.fsdd(o.data)
        sources = [
            partial(pool.digits, [c for c in real if c.part == part], 16, 120, o.seed + part)
            for part in range(1, 6)
        ] + [
            partial(pool.digits, clips.synthetic(o.work / "voices/simple"), 30, 120, o.seed + 10),
            partial(pool.digits, clips.synthetic(o.work / "voices/neural"), 30, 120, o.seed + 11),
            partial(pool.digits, clips.prompts(o.prompts), 6, 120, o.seed + 12),
            partial(pool.other, clips.other_prompts(o.prompts), pool.SPEECH, o.seed + 19),
            partial(pool.other, sentences, pool.SPEECH, o.seed + 20),
            partial(pool.other, clips.keywords(o.data)[::2], pool.SPEECH, o.seed + 21),
            partial(pool.other, clips.sentences(o.work / "voices/simple"), pool.SPEECH, o.seed + 22),
            partial(pool.other, clips.esc10(o.data), pool.SOUND, o.seed + 23),
            partial(pool.other, clips.music(o.data / "music"), pool.SOUND, o.seed + 24),
            partial(pool.other, clips.music(o.work / "music"), pool.SOUND, o.seed + 25),
            partial(pool.noise, 20, o.seed + 26),
        ]
        np.savez(kept, **vars(pool.build(sources, Engine(o.command))))
    return pool.Pool(**np.load(kept))


def windows_of(o: argparse.Namespace, part: int, learnt: Embedding) -> Heard:
    """Made once and kept."""
    kept = o.work / f"heard-{part}.pt"
    if not kept.exists():
        torch.save(hear(training_pool(o), learnt, part, o.windows, o.seed + part - 1), kept)
    return torch.load(kept, weights_only=False)


def write_model(network: torch.nn.Module, folder: Path) -> None:
    """A folder that `nightjar run --model` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("manifest.json", MANIFEST["decode"]["vocabulary"]):
        if folder != MODEL:
            shutil.copy(MODEL / name, folder / name)
    torch.jit.script(network).save(str(folder / MANIFEST["weights"]))


def main() -> None:
    o = options()
    o.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(o.threads)
    learnt = pretrained.embedding(o.work)
    heard = {part: windows_of(o, part, learnt) for part in range(1, 6)}
    for part in o.parts:
        started = time.time()
        print(f"part {part}", flush=True)
        network = fit([heard[p] for p in heard if p != part], learnt, o.steps, o.seed + part)
        write_model(network, o.work / f"part-{part}" if part else MODEL)
        print(f"part {part}: {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
