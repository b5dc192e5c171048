"""Silero VAD from its Python package, which holds the weights (MIT). Nothing of the package is run or
imported, so what it depends on is not needed; torch is, for the reference alone."""

import argparse
import importlib.util
import json
import pathlib

from .failure import ImportFailure
from .imported import Imported
from .own_model import reference_of

HERE = pathlib.Path(__file__).resolve().parent / "silero_vad"
SEGMENTS = 64  # of the reference: two seconds


def load(options: argparse.Namespace) -> Imported:
    package = package_folder()
    weights = package / "data" / "silero_vad.jit"
    manifest = json.loads((HERE / "manifest.json").read_text("utf-8"))
    imported = Imported(
        manifest=manifest,
        weights=weights,
        source="the Python package silero-vad",
        files={"LICENSE": licence_of(package), "CARD.md": HERE / "CARD.md"},
    )
    if importlib.util.find_spec("torch"):
        import torch

        imported.reference = reference_of(
            torch.jit.load(weights), manifest, SEGMENTS, options.reference_sound
        )
    return imported


def package_folder() -> pathlib.Path:
    found = importlib.util.find_spec("silero_vad")
    if found is None or not found.submodule_search_locations:
        raise ImportFailure(
            "the Python package silero-vad is not installed here; pip install --no-deps silero-vad"
        )
    return pathlib.Path(next(iter(found.submodule_search_locations)))


def licence_of(package: pathlib.Path) -> pathlib.Path:
    files = sorted(package.parent.glob("silero_vad-*.dist-info/**/LICENSE"))
    if not files:
        raise ImportFailure(f"no licence beside {package}; expected silero_vad-*.dist-info/licenses/LICENSE")
    return files[-1]
