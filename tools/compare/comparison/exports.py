"""A network as each side reads it: a folder with manifest.json, weights.pt and network.onnx."""

import json
import shutil
import warnings
from pathlib import Path

import torch

from .networks import NETWORKS, SOUNDS, seeded

_DECODE = {
    "type": "tags", "activation": "sigmoid", "threshold_on": {"default": 0.6},
    "threshold_off": {"default": 0.4}, "top_k": 0, "smoothing_segments": 1, "min_duration_s": 0,
    "merge_gap_s": 0,
}  # fmt: skip


def export(name: str, segments: int, folder: Path) -> Path:
    """The folder, written anew; ONNX has no loops or choices, so that its inputs have `segments` segments."""
    kind = NETWORKS[name]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    network = seeded(kind.make)
    if name == "sounds":
        for file in ("manifest.json", "weights.pt"):
            shutil.copy(SOUNDS / file, folder)
    elif kind.features:
        torch.jit.script(network).save(str(folder / "weights.pt"))
        (folder / "manifest.json").write_text(json.dumps(_manifest(name, segments), indent=1))
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # that this exporter is the older one
        torch.onnx.export(
            network,
            (torch.zeros(segments, *kind.shape),),
            str(folder / "network.onnx"),
            input_names=["input"],
            output_names=["output"],
            opset_version=17,
            dynamo=False,
        )
    return folder


def _manifest(name: str, segments: int) -> dict:
    kind = NETWORKS[name]
    return {
        "format": 1,
        "name": name,
        "description": f"{kind.what}; its weights are random",
        "licence": "Apache-2.0",
        "task": "tags",
        "weights": "weights.pt",
        "sample_rate_hz": 16000,
        "segment_samples": kind.segment_samples,
        "hop_samples": kind.segment_samples,
        "batch_segments": segments,
        "input": {"shape": list(kind.shape)},
        "features": kind.features,
        "labels": [f"label_{i}" for i in range(16)],
        "decode": _DECODE,
    }
