"""Google's speech_embedding (TF Hub, Apache-2.0; Lin et al. 2020, arXiv:2002.01322), from openWakeWord.

The wheel comes through pip; what is taken from it is checked by its SHA-256.
"""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

WHEEL = "openwakeword==0.4.0"
_FILE = "openwakeword/resources/models/embedding_model.onnx"
_SHA256 = "ba754db3cd768a524c655ea90655ee5e6055a43b8dfd29366a11e93716ae9e51"
Layer = dict[str, np.ndarray]  # "weight" [out, in, time, bands], maybe "bias" [out]


def _onnx(folder: Path) -> bytes:
    wheels = list(folder.glob("openwakeword-*.whl"))
    if not wheels:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), WHEEL]
        subprocess.run(pip, check=True)
        wheels = list(folder.glob("openwakeword-*.whl"))
    with zipfile.ZipFile(wheels[0]) as wheel:
        packed = wheel.read(_FILE)
    found = hashlib.sha256(packed).hexdigest()
    if found != _SHA256:
        raise SystemExit(
            f"{_FILE} in {wheels[0]}: SHA-256 {found}; expected {_SHA256}; delete it and try again"
        )
    return packed


def layers(folder: Path) -> tuple[list[Layer], np.ndarray, np.ndarray]:
    """-> the twenty convolutions in order; scale and shift [24] of the one normalization outside them."""
    import onnx
    from onnx.numpy_helper import to_array

    graph = onnx.load_from_string(_onnx(folder)).graph
    value = {one.name: to_array(one) for one in graph.initializer}
    names = ("weight", "bias")
    found = [
        dict(zip(names, (value[i] for i in node.input[1:]))) for node in graph.node if node.op_type == "Conv"
    ]
    (normalization,) = [node for node in graph.node if node.op_type == "BatchNormalization"]
    gain, bias, mean, variance = (value[i] for i in normalization.input[1:])
    scale = gain / np.sqrt(variance + normalization.attribute[0].f)
    return found, scale, bias - mean * scale
