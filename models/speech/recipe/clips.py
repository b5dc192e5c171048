"""Which recordings are used, what they hold, and the part (1 to 4) in which they are held out.

Parts follow ESC-10's folds. Speakers of LibriSpeech and pieces of music are dealt to the four parts, so that
one run holds out sounds, speakers and pieces at once. Part 0 is heard by all runs, held out by none.
Each run holds out two parts, and run 0, which makes what is shipped, none.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path

SPEECH, MUSIC, OTHER = range(3)  # kinds; the first two are labels
RUNS = {0: (), 1: (1, 2), 2: (3, 4)}  # what each holds out


@dataclass(frozen=True)
class Clip:
    path: Path
    kind: int
    part: int
    offset_s: float = 0.0  # an excerpt: where it starts
    duration_s: float = 0.0  # and how long it is; 0 is to the end


def part_of(name: str) -> int:
    return 1 + zlib.crc32(name.encode()) % 4


def speech(data: Path) -> list[Clip]:
    """Read English, by speaker."""
    paths = sorted((data / "speech").glob("*.ogg"))
    return [Clip(p, SPEECH, part_of(p.name.split("-")[0])) for p in paths]


def other_speech(data: Path, voices: Path) -> list[Clip]:
    """A reader, wake words (speakers unknown), digits at 8 kHz, synthetic voices: never held out."""
    paths = sorted((data / "kathleen").glob("*.ogg"))[::4]
    paths += sorted((data / "keywords").glob("*/*.ogg"))[::4]
    paths += sorted((data / "fsdd").glob("*.flac"))[::6]
    paths += sorted(voices.glob("*.wav"))
    return [Clip(path, SPEECH, 0) for path in paths]


# The long pieces, dealt by hand: there are only four.
_LONG = {"Hungarian": 1, "Karissa": 2, "Kevin": 3, "sorohanro": 4}


def pieces(data: Path) -> list[Clip]:
    """The pieces and the single instruments."""
    clips = []
    for path in sorted((data / "music").glob("*.ogg")):
        part = next((n for start, n in _LONG.items() if path.name.startswith(start)), None)
        clips.append(Clip(path, MUSIC, part or part_of(path.stem)))
    return clips


def made_music(folder: Path) -> list[Clip]:
    """What tunes.py, drums.py and sung.py made; never held out."""
    return [Clip(path, MUSIC, 0) for path in sorted(folder.glob("*.wav"))]


def songs(folder: Path, excerpts: int = 3, seconds: float = 30.0) -> list[Clip]:
    """Excerpts of the songs that songs.py unpacked; never held out."""
    paths = sorted(p for p in folder.rglob("*.ogg") if p.stem != "guitar")  # that is a track of a song
    starts = [20.0 + 45.0 * i for i in range(excerpts)]
    return [Clip(path, MUSIC, 0, start, seconds) for path in paths for start in starts]


def sounds(data: Path) -> list[Clip]:
    """ESC-10: neither speech nor music."""
    return [Clip(p, OTHER, int(p.name[0])) for p in sorted((data / "esc10").glob("*/*.ogg"))]
