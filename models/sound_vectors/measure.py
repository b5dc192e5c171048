#!/usr/bin/env python3
"""How much of a known piece of music do its vectors find, when it is heard from between two segments on? And where do they find
one that does not play?

    models/sound_vectors/measure.py --data DIR

DIR has the folders music, kathleen, speech and esc10. Known are the pieces of music of at least 20 s; all others, and the rest, are
other sound. Needs soundfile.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import soundfile as sf

ROOT = Path(__file__).resolve().parents[2]
KNOWN_S = 20
CUT_S = (0.25, 0.5, 0.75)  # segments begin a second apart


def lines_of(program: Path, *arguments: str | Path) -> list[dict]:
    done = subprocess.run([program, "match", *arguments], stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def matches(lines: list[dict]) -> list[dict]:
    return [line for line in lines if line["type"] == "match"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    o = parser.parse_args()
    pieces = sorted((o.data / "music").glob("*.ogg"))
    known = [path for path in pieces if sf.info(path).duration >= KNOWN_S]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        lines_of(o.program, "build", index, *known, "--model", ROOT / "models/sound_vectors")
        for path in known:
            sound, rate_hz = sf.read(path)
            for cut_s in CUT_S:
                heard = Path(folder) / "heard.wav"
                sf.write(heard, sound[int(cut_s * rate_hz) :], rate_hz)
                lines = lines_of(o.program, "find", index, heard)
                right = [m for m in matches(lines) if m["id"] == str(path)]
                found_s = sum(m["end_s"] - m["start_s"] for m in right)
                placed_s = sum(m["end_s"] - m["start_s"] for m in right if abs(m["offset_s"] - m["start_s"] - cut_s) < 0.5)
                heard_s = lines[-1]["processed_s"]
                false = len(matches(lines)) - len(right)
                print(f"{found_s / heard_s:4.0%} found, {placed_s / heard_s:4.0%} at the right place, {false} false: {path.stem} from {cut_s} s on")
        others = [path for path in pieces if path not in known] + [o.data / name for name in ("kathleen", "speech", "esc10")]
        lines = lines_of(o.program, "find", index, *others)
        print(f"other sound: {lines[-1]['processed_s'] / 3600:.2f} h, {len(matches(lines))} false matches")


if __name__ == "__main__":
    main()
