#!/usr/bin/env python3
"""Trains models/speech: two runs that each hold out half of what is dealt, and what is shipped.

    models/speech/train.py --data ../shared/data

makes weights.pt (trained on all parts) and build/speech/run-1 and run-2, model folders for measure.py. All
features come from the engine's own command. The runs begin with what was learned from recordings that no run
holds out. Several processes can share the runs (--runs 1, --runs 2 0) once one of them has made the pool and
the start.
"""

import argparse
import shutil
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, drums, packages, pool, sung, tunes, voices  # noqa: E402
from recipe.features import Engine  # noqa: E402
from recipe.fit import begin, fit  # noqa: E402
from recipe.model import MANIFEST, MODEL  # noqa: E402
from recipe.network import SpeechMusicNet  # noqa: E402

sys.path.append(str(MODEL.parent / "sounds" / "recipe"))
from render_music import write_midi  # noqa: E402


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with speech, kathleen, keywords, fsdd, music, esc10")
    add("--work", type=Path, default=Path("build/speech"), help="what is made on the way, each thing once")
    add("--command", default="tools/nightjar features MODEL FILES -o OUT", help="how features are made")
    add("--sound-font", type=Path, default=Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"))
    add("--runs", type=int, nargs="+", default=[1, 2, 0], choices=[0, 1, 2], help="0: what is shipped")
    add("--steps", type=int, nargs=3, default=[800, 1000, 800], help="of the start; of a run, coarse and fine")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    return parser.parse_args()


def make_sounds(o: argparse.Namespace) -> None:
    """Voices, tunes, songs and singing, under o.work."""
    packages.unpack(o.work / "packages")
    texts = [p.read_text().strip() for p in sorted((o.data / "kathleen").glob("*.txt"))]
    voices.render(o.work / "voices", texts, 200, o.seed)
    fonts = [o.sound_font, packages.sound_font(o.work / "packages")]
    tunes.render(
        o.work / "tunes", partial(write_midi, seconds=9.0), fonts, 20, 8, 10_000
    )  # no seeds of sounds
    tunes.render(o.work / "drums", drums.write_midi, fonts, 10, 10, 20_000)
    singers = [c for c in clips.other_speech(o.data, o.work / "voices") if "keywords" not in c.path.parts]
    sung.render(o.work / "sung", singers, clips.made_music(o.work / "tunes"), 60, o.seed)


def training_pool(o: argparse.Namespace) -> pool.Pool:
    """Made once and kept."""
    kept = o.work / "pool.npz"
    if not kept.exists():
        make_sounds(o)
        sources = [
            partial(pool.takes, clips.speech(o.data), 1, 2.0, o.seed + 10),
            partial(pool.takes, clips.other_speech(o.data, o.work / "voices"), 1, 2.0, o.seed + 11),
            partial(pool.takes, clips.pieces(o.data), 4, 3.0, o.seed + 12),
            partial(pool.takes, clips.made_music(o.work / "tunes"), 1, 0.5, o.seed + 13),
            partial(pool.takes, clips.made_music(o.work / "sung"), 1, 0.5, o.seed + 14),
            partial(pool.takes, clips.songs(o.work / "packages"), 1, 0.5, o.seed + 15),
            partial(pool.takes, clips.sounds(o.data), 2, 1.0, o.seed + 16),
            partial(pool.noise, 12, o.seed + 17),
            partial(pool.takes, clips.made_music(o.work / "drums"), 1, 0.5, o.seed + 18),
        ]
        np.savez(kept, **vars(pool.build(sources, Engine(o.command))))
    return pool.Pool(**np.load(kept))


def shared_start(o: argparse.Namespace, drawn_from: pool.Pool) -> SpeechMusicNet:
    """Made once and kept."""
    kept = o.work / "start.pt"
    if not kept.exists():
        torch.save(begin(drawn_from, o.steps[0], o.seed), kept)
    return torch.load(kept, weights_only=False)


def write_model(network: torch.nn.Module, folder: Path) -> None:
    """A folder that `nightjar run --model` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder != MODEL:
        shutil.copy(MODEL / "manifest.json", folder / "manifest.json")
    torch.jit.script(network).save(str(folder / MANIFEST["weights"]))


def main() -> None:
    o = options()
    o.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(o.threads)
    drawn_from = training_pool(o)
    start = shared_start(o, drawn_from)
    for run in o.runs:
        started = time.time()
        print(f"run {run}: {len(drawn_from.active) / 90_000:.1f} h in the pool", flush=True)
        network = fit(drawn_from, start, clips.RUNS[run], o.steps[1:], o.seed + run)
        write_model(network, o.work / f"run-{run}" if run else MODEL)
        print(f"run {run}: {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
