"""Fetches the weights that others trained: speech_embedding's, as openWakeWord's package brings them."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from .embedding import Embedding

_PACKAGE = "openwakeword==0.4.0"
_WHEEL = "openwakeword-0.4.0-py3-none-any.whl"
_SHA256 = "2c353f49a35d384507403efde3db439353d8281a52d08a0e42a5b493e5145075"
_FILE = "openwakeword/resources/models/embedding_model.onnx"


def fetched(folder: Path) -> Path:
    """The wheel, with what pip is configured to fetch from; kept."""
    wheel = folder / _WHEEL
    if not wheel.exists():
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--dest", folder, _PACKAGE], check=True)
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != _SHA256:
        raise SystemExit(f"{wheel}: sha256 is {found}, expected {_SHA256}; delete the file to fetch it again")
    return wheel


@torch.no_grad()
def embedding(folder: Path) -> Embedding:
    """Layers in the order of the graph; its last one is left out."""
    graph = onnx.load_from_string(zipfile.ZipFile(fetched(folder)).read(_FILE)).graph
    values = {v.name: torch.tensor(numpy_helper.to_array(v)) for v in graph.initializer}
    given: dict[str, list[torch.Tensor]] = {"Conv": [], "BatchNormalization": []}
    for node in graph.node:
        given.get(node.op_type, []).extend(values[name] for name in node.input[1:] if name in values)
    made = Embedding().eval()
    own = [made.first.weight]
    for pair in made.pairs:
        own += [*pair.over_bands.parameters(), *pair.over_time.parameters()]
    for mine, value in zip(own, given["Conv"][:-1], strict=True):
        mine.copy_(value)
    gamma, beta, mean, variance = given["BatchNormalization"]
    scale = gamma / (variance + 1e-3).sqrt()
    made.scale.copy_(scale[:, None, None])
    made.shift.copy_((beta - mean * scale)[:, None, None])
    return made
