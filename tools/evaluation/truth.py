"""Reads what is known of recordings, in the forms that people keep it in."""

from pathlib import Path

from .label_tables import read_table
from .label_tracks import is_audacity, read_audacity, read_rttm, read_text, read_textgrid
from .names import Recordings
from .sounds import Heard, Misuse, Truth

FOLDERS = "folders"  # in place of a path: a recording's label is the name of the folder that it is in

# Of files for one recording, which have its name and one of these; the longest that fits is taken off.
ENDINGS = (".audacity.txt", ".TextGrid", ".rttm", ".txt")


def read_truth(labels: str, heard: list[Heard], ending: str | None, tier: str | None) -> Truth:
    """`labels`: a path, or FOLDERS. `ending`: of a folder only such files. `tier`: of TextGrids only that."""
    if labels == FOLDERS:
        return Truth("clips", {one.path: [Path(one.path).parent.name] for one in heard})
    path = Path(labels)
    if _is_table(path):
        return read_table(path)
    if not path.exists():
        raise Misuse(f"{path}: no such file or folder; expected labels, or the word '{FOLDERS}'")
    root = path if path.is_dir() else path.parent
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [one for one in files if _ending_of(one) and (ending is None or one.name.endswith(ending))]
    if not files:
        raise Misuse(
            f"{path}: no labels; expected *.csv, *.tsv, or a file or folder of *{', *'.join(ENDINGS)}; "
            f"'{FOLDERS}' stands for recordings in a folder for each label"
        )
    return _read_files(root, files, Recordings([one.path for one in heard]), tier)


def is_of_clips(labels: str) -> bool:
    """Whether the recordings have labels as a whole: found out before they are heard, with what is wrong
    with a table."""
    path = Path(labels)
    return labels == FOLDERS or (_is_table(path) and read_table(path).kind == "clips")


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in (".csv", ".tsv") and path.is_file()


def _read_files(root: Path, files: list[Path], recordings: Recordings, tier: str | None) -> Truth:
    """Files of no recording are not read: a folder may hold a CREDITS.txt. Their names are kept."""
    of: dict[str, list] = {}
    kinds: dict[str, Path] = {}
    for file in files:
        ending = _ending_of(file)
        name = str(file.relative_to(root))[: -len(ending)]
        if ending == ".rttm":
            found, kind = read_rttm(file), "events"
        elif recordings.find(name) is None:
            of.setdefault(name, [])
            continue
        elif ending == ".TextGrid":
            found, kind = {name: read_textgrid(file, tier)}, "events"
        elif ending == ".audacity.txt" or is_audacity(file):
            found, kind = {name: read_audacity(file)}, "events"
        else:
            found, kind = {name: read_text(file)}, "texts"
        kinds.setdefault(kind, file)
        if len(kinds) > 1:
            raise Misuse(
                f"{kinds['events']} has events, {kinds['texts']} a text; expected one kind: --ending names it"
            )
        for one, entries in found.items():
            if one in of:
                raise Misuse(
                    f"{file}: '{one}' has labels in another file too; expected one: --ending names its kind"
                )
            of[one] = entries
    return Truth("texts" if "texts" in kinds else "events", of)


def _ending_of(file: Path) -> str | None:
    return next((ending for ending in ENDINGS if file.name.lower().endswith(ending.lower())), None)
