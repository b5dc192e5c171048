"""Writes a model folder: whole, or not at all."""

import json
import pathlib
import shutil
import tempfile
import zipfile
from typing import Any

import numpy as np

from .failure import ImportFailure
from .imported import Imported

CARD = """# {name}

{description}.

- Source: {source}
- Licence: {licence}
- Task: {task}, {count} labels; {rate} Hz, segments of {segment:g} s, one every {hop:g} s

{notes}It was imported with `tools/import_model`; `nightjar verify {name}` compares it with what its own
library made of the sound in `reference.npz`. How well it recognises what, and what it was trained on, is for
its source to say: nothing was measured here.
"""


def check_target(folder: pathlib.Path, force: bool) -> None:
    if not folder.exists():
        return
    if not force:
        raise ImportFailure(f"{folder} is there already; give another folder, or --force to replace it")
    if not (folder / "manifest.json").is_file():
        raise ImportFailure(
            f"{folder} is no model folder (it has no manifest.json), so --force does not replace it; give "
            "another"
        )


def write_folder(imported: Imported, folder: pathlib.Path, force: bool) -> None:
    """Replaces what is there only when the new folder is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as work:
        new = pathlib.Path(work) / "new"
        new.mkdir()
        write_files(imported, folder.name, new)
        check_target(folder, force)
        if folder.exists():
            folder.rename(pathlib.Path(work) / "old")
        new.rename(folder)


def write_files(imported: Imported, name: str, folder: pathlib.Path) -> None:
    manifest = {"format": 1, "name": name, **imported.manifest, "weights": "weights.pt"}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    if isinstance(imported.weights, pathlib.Path):
        shutil.copyfile(imported.weights, folder / "weights.pt")
    else:
        save_script(imported.weights, folder / "weights.pt")
    (folder / "CARD.md").write_text(card(imported, manifest), "utf-8")
    for file, content in imported.files.items():
        if isinstance(content, pathlib.Path):
            shutil.copyfile(content, folder / file)
        else:
            (folder / file).write_text(content, "utf-8")
    if imported.reference:
        np.savez(folder / "reference.npz", **imported.reference)


def save_script(module: Any, path: pathlib.Path) -> None:
    """Without the debug records: they are large, and hold the paths of this machine."""
    whole = path.with_suffix(".whole")
    module.save(str(whole))
    with zipfile.ZipFile(whole) as records, zipfile.ZipFile(path, "w") as kept:
        for record in records.infolist():
            if not record.filename.endswith(".debug_pkl"):
                kept.writestr(zipfile.ZipInfo(record.filename), records.read(record))
    whole.unlink()


def card(imported: Imported, manifest: dict[str, Any]) -> str:
    labels = manifest.get("labels") or json.loads(imported.files.get("tokens.json", "[]"))
    return CARD.format(
        name=manifest["name"],
        description=manifest["description"],
        source=imported.source,
        licence=manifest["licence"],
        task=manifest["task"],
        count=len(labels) or "no",
        rate=manifest["sample_rate_hz"],
        segment=manifest["segment_samples"] / manifest["sample_rate_hz"],
        hop=manifest["hop_samples"] / manifest["sample_rate_hz"],
        notes="".join(f"{note}\n\n" for note in imported.notes),
    )
