"""Which recordings are used, and the part (1 to 5) in which they are held out; part 0 is always trained on.

A part holds out one speaker of fsdd, a fold of ESC-10 (1 to 4), and a fifth of kathleen's prompts, of the
music and of the keywords.
"""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

SPEAKERS = ("george", "jackson", "nicolas", "theo", "yweweler")
_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGIT_WORDS = set(_NAMES)
HOMOPHONES = {"to", "too", "for", "ate", "won"}


@dataclass(frozen=True)
class Clip:
    path: Path
    word: str  # a digit; else what kind of sound it is
    voice: str
    part: int


def _part_of(name: str) -> int:
    return 1 + zlib.crc32(name.encode()) % 5


def fsdd(data: Path) -> list[Clip]:
    """All takes of the five speakers."""
    clips = []
    for path in sorted((data / "fsdd").glob("*.flac")):
        digit, speaker, _ = path.stem.split("_")
        clips.append(Clip(path, _NAMES[int(digit)], speaker, 1 + SPEAKERS.index(speaker)))
    return clips


def synthetic(folder: Path) -> list[Clip]:
    """The words that voices.py or neural_voices.py rendered."""
    found = [(path, *path.stem.split("_")) for path in sorted(folder.glob("*_*"))]
    return [Clip(path, word, folder.name + voice, 0) for path, voice, word in found if word in DIGIT_WORDS]


def sentences(folder: Path) -> list[Clip]:
    return [Clip(path, "speech", "", 0) for path in sorted(folder.glob("*_sentence*.wav"))]


def words_of(path: Path) -> list[str]:
    """Of the transcript beside a recording."""
    return re.findall(r"[a-z']+", path.with_suffix(".txt").read_text().lower())


def kathleen(data: Path) -> list[Clip]:
    """Sentences without a digit or its homophone, whole words; all takes of a prompt are of one part."""
    clips = []
    for path in sorted((data / "kathleen").glob("*.ogg")):
        if not set(words_of(path)) & (DIGIT_WORDS | HOMOPHONES):
            clips.append(Clip(path, "speech", "kathleen", _part_of(path.stem.rsplit("_", 1)[0])))
    return clips


def keywords(data: Path) -> list[Clip]:
    paths = sorted((data / "keywords").glob("*/*.ogg"))
    return [Clip(p, "speech", "", _part_of(p.parent.name + p.stem)) for p in paths]


def prompts(folder: Path) -> list[Clip]:
    """Digits of Asterisk's English announcer, whom no part holds out."""
    return [Clip(folder / f"digits/{i}.wav", name, "asterisk", 0) for i, name in enumerate(_NAMES)]


def other_prompts(folder: Path) -> list[Clip]:
    """Her other numbers (ordinals, tens), days, months and letters."""
    paths = sorted([*(folder / "digits").glob("*.wav"), *(folder / "letters").glob("*.wav")])
    return [Clip(p, "speech", "asterisk", 0) for p in paths if not p.stem.isdigit() or int(p.stem) > 9]


def esc10(data: Path) -> list[Clip]:
    return [Clip(p, "esc10", "", int(p.name[0])) for p in sorted((data / "esc10").glob("*/*.ogg"))]


def music(folder: Path) -> list[Clip]:
    """Recorded (data/music) or rendered."""
    return [
        Clip(p, "music", "", _part_of(p.stem))
        for p in sorted(folder.iterdir())
        if p.suffix in (".ogg", ".wav")
    ]
