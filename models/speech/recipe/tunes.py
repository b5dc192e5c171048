"""Music made up by a seeded generator and played with several sound fonts."""

import subprocess
from pathlib import Path
from typing import Callable

from .model import RATE_HZ


def render(
    folder: Path,
    write_midi: Callable[[Path, int], None],
    sound_fonts: list[Path],
    files: int,
    per_file: int,
    first_seed: int,
) -> None:
    """folder/<n>.wav of `per_file` pieces, by the fonts in turn; write_midi(path, seed) makes a piece."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(files):
        wav = folder / f"{index:03}.wav"
        if wav.exists():
            continue
        scores = [folder / f"{index:03}-{i}.mid" for i in range(per_file)]
        for i, score in enumerate(scores):
            write_midi(score, first_seed + index * per_file + i)
        font = sound_fonts[index % len(sound_fonts)]
        command = ["fluidsynth", "-ni", "-q", "-r", str(RATE_HZ), "-g", "0.5", "-F", wav, font, *scores]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
