"""A TorchScript file, or an nn.Module that some code makes, with what a manifest says of it."""

import argparse
import importlib
import importlib.util
import json
import pathlib
import sys
from typing import Any, Callable

import numpy as np

from .failure import ImportFailure, needed
from .imported import Imported, tag_decoding
from .input_shape import input_shape
from .sound import reference_sound
from .tracing import trace

SEGMENTS = 4  # of the reference
REQUIRED = ("task", "sample_rate_hz", "segment_samples", "features")


def load_torchscript(options: argparse.Namespace) -> Imported:
    torch = needed("torch", "TorchScript")
    manifest, files = manifest_of(options.manifest)
    try:
        module = torch.jit.load(options.file, map_location="cpu").eval()
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ImportFailure(
            f"{options.file} is no TorchScript file: {reason}; expected one of torch.jit.save (for a pickled "
            "module or a state dict: import_model module; .pt2 is not there)"
        ) from error
    return finished(options, manifest, files, module, options.file, str(options.file))


def load_module(options: argparse.Namespace) -> Imported:
    torch = needed("torch", "modules")
    manifest, files = manifest_of(options.manifest)
    module = called(options.module)()
    if not isinstance(module, torch.nn.Module):
        raise ImportFailure(f"{options.module}() gives a {type(module).__name__}; expected a torch.nn.Module")
    module = module.float().cpu().eval()
    return finished(options, manifest, files, module, script_of(options, module, manifest), options.module)


def finished(
    options: argparse.Namespace, manifest: dict[str, Any], files: dict, module: Any, weights: Any, source: str
) -> Imported:
    imported = Imported(manifest=manifest, weights=weights, source=source, files=files)
    front_end = called(options.front_end) if options.front_end else None
    features = manifest["features"]
    if front_end or (features["type"] == "waveform" and features.get("normalization") == "none"):
        imported.reference = reference_of(module, manifest, SEGMENTS, options.reference_sound, front_end)
    else:
        imported.notes.append(
            "There is no `reference.npz`: it takes `--front-end`, what made this model's features."
        )
        print(
            "import_model: no reference.npz, as there is no --front-end to make features with",
            file=sys.stderr,
        )
    return imported


def manifest_of(path: pathlib.Path) -> tuple[dict[str, Any], dict[str, str | pathlib.Path]]:
    """What the file says, and for the rest what is usual; and the vocabulary that it names."""
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ImportFailure(
            f"{path} cannot be read: {error}; give a JSON file of keys of a manifest"
        ) from error
    missing = [key for key in REQUIRED if not isinstance(given, dict) or key not in given]
    if missing:
        raise ImportFailure(f"{path} has no {', '.join(missing)}; models/README.md says what they mean")
    manifest = {
        "description": f"Imported, {given['task']}",
        "licence": "unknown",
        "hop_samples": given["segment_samples"],
        "batch_segments": 1,
        **given,
    }
    manifest.setdefault("input", {}).setdefault(
        "shape", input_shape(given["features"], given["segment_samples"])
    )
    if given["task"] == "tags":
        manifest["decode"] = tag_decoding("sigmoid") | given.get("decode", {})
    vocabulary = given.get("decode", {}).get("vocabulary")
    return manifest, {vocabulary: path.parent / vocabulary} if vocabulary else {}


def called(name: str) -> Callable:
    """The function of "file.py:function" or "package.module:function"."""
    place, _, function = name.rpartition(":")
    try:
        if place.endswith(".py"):
            spec = importlib.util.spec_from_file_location(pathlib.Path(place).stem, place)
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module  # torch.jit.script looks for the source there
            spec.loader.exec_module(module)
        else:
            module = importlib.import_module(place)
        return getattr(module, function)
    except (AttributeError, ImportError, OSError, ValueError) as error:
        raise ImportFailure(
            f"{name} cannot be loaded: {error}; expected file.py:function or package.module:function"
        ) from error


def script_of(options: argparse.Namespace, module: Any, manifest: dict[str, Any]) -> Any:
    torch = needed("torch", "modules")
    shape = manifest["input"]["shape"]
    if options.trace:
        return trace(module, [1, *shape], [[2, *shape], [manifest["batch_segments"], *shape]])
    try:
        return torch.jit.script(module)
    except Exception as error:  # of many kinds
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ImportFailure(
            f"torch.jit.script refuses {options.module}: {reason}; --trace may take it"
        ) from error


def reference_of(
    module: Any,
    manifest: dict[str, Any],
    segments: int,
    recording: pathlib.Path | None,
    front_end: Callable | None = None,
) -> dict[str, np.ndarray]:
    """What the module gives for each segment by itself; with state, for one after another."""
    torch = needed("torch", "reference.npz")
    shape, arguments = manifest["input"]["shape"], manifest["input"].get("arguments", [])
    sound = reference_sound(recording, segments, manifest["segment_samples"], manifest["sample_rate_hz"])
    scale = np.float32(manifest["features"].get("input_scale", 1))
    make = front_end or (lambda samples: samples * scale)
    try:
        features = np.stack([np.asarray(make(one), np.float32).reshape(shape) for one in sound])
        if "state" in manifest:
            getattr(module, manifest["state"]["reset"])()
        with torch.inference_mode():
            outputs = [module(torch.from_numpy(one[None]), *arguments).numpy() for one in features]
    except (RuntimeError, ValueError, AttributeError, TypeError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise ImportFailure(
            f"the model fails for an input of [1, {', '.join(map(str, shape))}]: {reason}; correct "
            "segment_samples, features or input, or the front end"
        ) from error
    return {"sound": sound, "features": features, "outputs": np.concatenate(outputs).astype(np.float32)}
