#!/usr/bin/env python3
"""Trains models/keywords on the voices, prompts, folds and pieces that are not held back.

    models/keywords/train.py --data ../shared/data

makes weights.pt; measure.py measures it on what is held back. All features come from the engine's own
command.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from recipe import clips, fit, pool, voices  # noqa: E402
from recipe.augment import Draw  # noqa: E402
from recipe.features import Engine  # noqa: E402
from recipe.model import MANIFEST, MODEL, WORDS  # noqa: E402
from recipe.network import KeywordNet  # noqa: E402

_MUSIC = MODEL.parent / "sounds" / "recipe" / "render_music.py"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder with keywords, speech, kathleen, esc10, music, fsdd")
    add("--work", type=Path, default=Path("build/keywords"), help="what is made once: delete it to redo")
    add("--command", default="tools/nightjar features MODEL FILES -o OUT", help="how features are made")
    add("--sound-font", type=Path, default=Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"))
    add("--windows", type=int, default=6000, help="of 3 s, drawn once")
    add("--steps", type=int, default=1500, help="of 128 of these windows each")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    return parser.parse_args()


def training_pool(o: argparse.Namespace) -> pool.Pool:
    """Made once and kept."""
    kept = o.work / "pool.npz"
    if not kept.exists():
        voices.render(o.work / "voices", 75, clips.sentences(o.data), o.seed)
        subprocess.run([sys.executable, _MUSIC, o.work / "music", o.sound_font, "100"], check=True)

        def heard(found: list[clips.Clip]) -> list[clips.Clip]:
            return [clip for clip in found if not clip.held_back]

        made = heard(clips.synthetic(o.work / "voices"))
        items = pool.words(heard(clips.keywords(o.data)), 2, o.seed, True)
        items += pool.words([c for c in made if c.label], 1, o.seed + 1, False)
        items += pool.others([c for c in made if not c.label], pool.SPEECH, 1, o.seed + 2, False)
        items += pool.others(heard(clips.speech(o.data)), pool.SPEECH, 1, o.seed + 3, True)
        items += pool.others(heard(clips.sounds(o.data)), pool.SOUND, 1, o.seed + 4, True)
        items += pool.others(heard(clips.rendered(o.work / "music")), pool.SOUND, 1, o.seed + 5, True)
        items += pool.noises(60, o.seed + 6)
        np.savez(kept, **vars(pool.build(items, Engine(o.command))))
    return pool.Pool(**np.load(kept))


def main() -> None:
    o = options()
    o.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(o.threads)
    drawn_from = Draw(training_pool(o))
    torch.manual_seed(o.seed)
    network = KeywordNet(len(WORDS))
    network.embedding.load(o.work / "pretrained")
    network = fit.fit(network, drawn_from, o.windows, o.steps, o.seed)
    torch.jit.script(network).save(str(MODEL / MANIFEST["weights"]))


if __name__ == "__main__":
    main()
