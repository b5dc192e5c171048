"""Which recordings are used, with their label and the part (1 to 4) in which they are held out.

Parts follow ESC-10's folds. Speakers of LibriSpeech and pieces of music are dealt to the four parts, so that
one run holds out sounds, speakers and pieces at once. Part 0 is always trained on; part -1 is only tested on.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Clip:
    path: Path
    label: str
    part: int
    offset_s: float = 0.0  # an excerpt: where it starts
    duration_s: float = 0.0  # and how long it is; 0 is to the end


def _part_of(name: str) -> int:
    return 1 + zlib.crc32(name.encode()) % 4


def esc10(data: Path) -> list[Clip]:
    return [Clip(p, p.parent.name, int(p.name[0])) for p in sorted((data / "esc10").glob("*/*.ogg"))]


def speech(data: Path) -> list[Clip]:
    """Read English by speaker, and every fourth keyword (their speakers are unknown, so never held out)."""
    clips = []
    for path in sorted((data / "speech").glob("*.ogg")):
        clips.append(Clip(path, "speech", _part_of(path.name.split("-")[0]), 1.0, 5.0))
    for path in sorted((data / "keywords").glob("*/*.ogg"))[::4]:
        clips.append(Clip(path, "speech", 0))
    return clips


# The long pieces, dealt by hand: there are only four.
_LONG = {"Hungarian": 1, "Karissa": 2, "Kevin": 3, "sorohanro": 4}


def music(data: Path, rendered: Path) -> list[Clip]:
    """Excerpts of the pieces, the instruments, and what render_music.py made (never held out)."""
    clips = []
    for path in sorted((data / "music").glob("*.ogg")):
        part = next((n for start, n in _LONG.items() if path.name.startswith(start)), 0)
        if part in (1, 2, 3):
            clips += [Clip(path, "music", part, offset_s, 5.0) for offset_s in range(2, 40, 3)]
        else:
            clips.append(Clip(path, "music", part or _part_of(path.stem)))
    clips += [Clip(path, "music", 0, 0.0, 6.0) for path in sorted(rendered.glob("*.wav"))]
    return clips


def unseen_speech(data: Path) -> list[Clip]:
    """Voices that no run trains on: spoken digits at 8 kHz, and one reader."""
    digits = [p for p in sorted((data / "fsdd").glob("*.flac")) if int(p.stem.split("_")[2]) < 5]
    sentences = sorted((data / "kathleen").glob("*.ogg"))[::10]
    return [Clip(path, "speech", -1) for path in digits + sentences]
