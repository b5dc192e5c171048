#!/usr/bin/env python3
"""Deals the keywords, which name no speaker, by voice: whole clusters of voice embeddings are held back.

    models/keywords/recipe/split.py --data ../shared/data

writes held_back.txt beside this file and prints how near the voices of both sides are. Needs
resemblyzer 0.1.4 (its package has its weights), which nothing else does.
"""

import argparse
from pathlib import Path

import numpy as np
import soundfile
from scipy.cluster.hierarchy import fcluster, linkage

HELD_BACK = Path(__file__).parent / "held_back.txt"
_SHARE = 0.26  # of all clips at most
_DISTANCE = 0.35  # mean cosine distance within a cluster


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with keywords")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def trimmed(sound: np.ndarray) -> np.ndarray:
    """What lies within 30 dB of the loudest, at the level that the encoder was trained on."""
    power = np.array([(sound[i : i + 480] ** 2).mean() for i in range(0, max(1, len(sound) - 480), 160)])
    loud = np.flatnonzero(power > power.max() * 1e-3)
    kept = sound[loud[0] * 160 : loud[-1] * 160 + 480]
    return kept * (10 ** (-30 / 20) / max(float(np.sqrt((kept**2).mean())), 1e-9))


def embeddings(paths: list[Path]) -> np.ndarray:
    """float [clips, 256], of length 1: each word's mean is taken off, so that what is left is the voice."""
    from resemblyzer import VoiceEncoder

    encoder = VoiceEncoder("cpu", verbose=False)
    vectors = np.array(
        [encoder.embed_utterance(trimmed(soundfile.read(p, dtype="float32")[0])) for p in paths]
    )
    words = np.array([p.parent.name for p in paths])
    centred = vectors.copy()
    for word in np.unique(words):
        centred[words == word] -= vectors[words == word].mean(0) - vectors.mean(0)
    return centred / np.linalg.norm(centred, axis=1, keepdims=True)


def deal(vectors: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """-> the cluster of each clip; whether it is held back."""
    cluster = fcluster(linkage(vectors, "average", metric="cosine"), _DISTANCE, "distance")
    held = np.zeros(len(cluster), bool)
    for one in np.random.default_rng(seed).permutation(np.unique(cluster)):
        if (held | (cluster == one)).mean() <= _SHARE:
            held |= cluster == one
    return cluster, held


def main() -> None:
    o = options()
    paths = sorted((o.data / "keywords").glob("*/*.ogg"))
    vectors = embeddings(paths)
    cluster, held = deal(vectors, o.seed)
    HELD_BACK.write_text("".join(f"{p.parent.name}/{p.stem}\n" for p, h in zip(paths, held) if h))
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    across, own = near[held][:, ~held].max(1), near[held][:, held].max(1)
    print(
        f"held back: {held.sum()} of {len(held)} clips, {len(set(cluster[held]))} of {cluster.max()} clusters"
    )
    for name, values in (("another held-back clip", own), ("a training clip", across)):
        print(f"nearest to {name}: median {np.median(values):.3f}, highest {values.max():.3f}")
    level = np.percentile(own, 10)
    print(
        f"nearer to a training clip than nine in ten are to their own voice ({level:.3f}):",
        f"{(across > level).mean():.1%}",
    )


if __name__ == "__main__":
    main()
