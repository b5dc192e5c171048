"""Songs and a sound font out of Debian's packages, unpacked beside the pool and not installed."""

import subprocess
from pathlib import Path

SONGS = ("fretsonfire-songs-sectoid", "fretsonfire-songs-muldjord", "singularity-music")
FONT = "musescore-general-soundfont-small"


def unpack(folder: Path) -> None:
    """folder/<package>/usr/share/..."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in (*SONGS, FONT):
        if not (folder / package).exists():
            subprocess.run(["apt-get", "download", "-q", package], cwd=folder, check=True)
            archive = next(folder.glob(f"{package}_*.deb"))
            subprocess.run(["dpkg", "-x", archive, folder / package], check=True)
            archive.unlink()


def sound_font(folder: Path) -> Path:
    return folder / FONT / "usr/share/sounds/sf3/MuseScore_General_Lite.sf3"
