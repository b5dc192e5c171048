#!/usr/bin/env python3
"""How well does `nightjar match` find 5 s of a known recording: as it is, in noise of the same power, and through MP3? How often
does it find one where none plays? Prints the share that is found (the right recording, and of those the share at the right
place, within 0.1 s), for each set and condition, and the matches in other sound.

    tools/bench/measure_matching.py --data DIR [--queries 60] [--require]

DIR has the folders music, kathleen, speech, esc10. Known are all of music, the sentences of kathleen ten by ten (one is
shorter than 5 s), and 20 pieces that are made here. Needs numpy and soundfile.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16000
QUERY_S = 5
MUST_FIND = 0.9


def generated(seed: int, seconds: int = 30) -> np.ndarray:
    """Three voices of decaying notes with partials, and a drum."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(seconds * RATE_HZ)
    root_hz, beat_s = rng.uniform(100, 200), rng.uniform(0.2, 0.5)

    def add(at_s: float, length_s: float, wave) -> None:
        begin = int(at_s * RATE_HZ)
        t = np.arange(min(int(length_s * RATE_HZ), len(sound) - begin)) / RATE_HZ
        sound[begin : begin + len(t)] += wave(t)

    for _ in range(3):
        at_s = 0.0
        while at_s < seconds:
            length_s = beat_s * rng.choice([0.5, 1, 2, 3])
            hz = root_hz * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11]) / 12 + rng.integers(0, 3))
            decay = rng.uniform(1, 5)
            add(at_s, length_s, lambda t: sum(
                0.3 / k * np.exp(-decay * t) * np.minimum(1, t / 0.01) * np.sin(2 * np.pi * k * hz * t) for k in range(1, 6)
            ))
            at_s += length_s
    at_s = 0.0
    while at_s < seconds:
        add(at_s, 0.08, lambda t: rng.normal(0, 0.4, len(t)) * np.exp(-60 * t))
        at_s += beat_s * rng.choice([1, 2])
    return 0.7 * sound / np.abs(sound).max()


def read(path: Path) -> np.ndarray:
    sound, rate_hz = sf.read(path)
    assert rate_hz == RATE_HZ and sound.ndim == 1, f"{path}: expected mono at {RATE_HZ} Hz"
    return sound


def known_sounds(data: Path) -> dict[str, dict[str, np.ndarray]]:
    music = {path.stem: read(path) for path in sorted((data / "music").glob("*.ogg"))}
    sentences = sorted((data / "kathleen").glob("*.ogg"))
    tens = [sentences[i : i + 10] for i in range(0, len(sentences), 10)]
    length = QUERY_S * RATE_HZ
    return {
        "music": {name: sound for name, sound in music.items() if len(sound) >= length},
        "notes": {name: sound for name, sound in music.items() if len(sound) < length},
        "kathleen": {f"kathleen-{i}": np.concatenate([read(path) for path in ten]) for i, ten in enumerate(tens)},
        "generated": {f"generated-{seed}": generated(seed) for seed in range(20)},
    }


def with_noise(sound: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """At 0 dB."""
    return sound + noise * np.sqrt(np.mean(sound**2) / np.mean(noise**2))


def pink(rng: np.random.Generator, samples: int) -> np.ndarray:
    spectrum = np.fft.rfft(rng.normal(size=samples))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), samples)


def write_query(folder: Path, name: str, condition: str, query: np.ndarray, rng: np.random.Generator, rain: np.ndarray) -> Path:
    if condition.startswith("mp3"):
        path = folder / f"{name}.mp3"
        # 0 is the best quality that the encoder has, 1 the worst.
        sf.write(path, query, RATE_HZ, format="MP3", subtype="MPEG_LAYER_III", compression_level=0.9 if condition == "mp3 worst" else 0.5)
        return path
    noise = {"white 0 dB": lambda: rng.normal(size=len(query)), "pink 0 dB": lambda: pink(rng, len(query)), "rain 0 dB": lambda: rain[: len(query)]}
    path = folder / f"{name}.wav"
    heard = with_noise(query, noise[condition]()) if condition in noise else query
    sf.write(path, heard / max(1.0, np.abs(heard).max()), RATE_HZ, subtype="PCM_16")
    return path


def lines_of(program: Path, *arguments: str | Path) -> list[dict]:
    done = subprocess.run([program, "match", *arguments], stdout=subprocess.PIPE, text=True)
    if done.returncode > 1:
        sys.exit(f"match {arguments[0]} ended with {done.returncode}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/tools/nightjar")
    parser.add_argument("--queries", type=int, default=60, help="for each set and condition")
    parser.add_argument("--require", action="store_true", help="exit 1 below 90 %% in music, kathleen or generated, or with a false match")
    o = parser.parse_args()
    rng = np.random.default_rng(1)
    ok = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "known").mkdir()
        sets = known_sounds(o.data)
        for sounds in sets.values():
            for name, sound in sounds.items():
                sf.write(folder / "known" / f"{name}.wav", sound, RATE_HZ, subtype="PCM_16")
        index = folder / "index"
        built = lines_of(o.program, "build", index, folder / "known")
        hours = built[-1]["processed_s"] / 3600
        print(f"index: {len(built) // 3} recordings, {hours:.2f} h, {index.stat().st_size / 1e6:.1f} MB")

        rain = np.concatenate([sf.read(path)[0] for path in sorted((o.data / "esc10/rain").glob("*.ogg"))[:8]])
        expected = {}
        for set_name, sounds in sets.items():
            names = list(sounds)
            for k in range(o.queries if set_name != "notes" else len(names)):
                name = names[k % len(names)]
                sound = sounds[name]
                begin = int(rng.integers(0, max(1, len(sound) - QUERY_S * RATE_HZ)))
                query = sound[begin : begin + QUERY_S * RATE_HZ]
                for condition in ("as it is", "white 0 dB", "pink 0 dB", "rain 0 dB", "mp3", "mp3 worst"):
                    (folder / f"{set_name}-{condition}").mkdir(exist_ok=True)
                    path = write_query(folder / f"{set_name}-{condition}", f"{k}", condition, query, rng, np.roll(rain, -k * 7919))
                    expected[str(path)] = (set_name, condition, str(folder / "known" / f"{name}.wav"), begin / RATE_HZ)
        (folder / "list").write_text("\n".join(expected))
        found = {path: [] for path in expected}
        for line in lines_of(o.program, "find", index, "--list", folder / "list"):
            if line["type"] == "match":
                found[line["path"]].append(line)
        tally: dict = {}
        for path, (set_name, condition, known, begin_s) in expected.items():
            right = [m for m in found[path] if m["id"] == known]
            placed = [m for m in right if abs(m["offset_s"] - m["start_s"] - begin_s) < 0.1]
            wrong = [m for m in found[path] if m["id"] != known]
            for match in wrong:
                print("false:", json.dumps(match))
            scores = [m["score"] for m in right]
            tally.setdefault((set_name, condition), []).append((bool(right), bool(placed), len(wrong), scores))
        print(f"{'set':10} {'condition':10} {'queries':>7} {'found':>7} {'placed':>7} {'others':>6}  median score")
        for (set_name, condition), rows in tally.items():
            share = np.mean([row[0] for row in rows])
            placed = np.mean([row[1] for row in rows])
            scores = [score for row in rows for score in row[3]]
            print(f"{set_name:10} {condition:10} {len(rows):7} {share:7.1%} {placed:7.1%} {sum(row[2] for row in rows):6}  {np.median(scores or [0]):.2f}")
            ok &= set_name == "notes" or share >= MUST_FIND

        lines = lines_of(o.program, "find", index, o.data / "speech", o.data / "esc10")
        matches = [line for line in lines if line["type"] == "match"]
        print(f"other sound: {lines[-1]['processed_s'] / 3600:.2f} h, {len(matches)} false matches")
        for match in matches:
            print(json.dumps(match))
        ok &= not matches
    sys.exit(0 if ok or not o.require else 1)


if __name__ == "__main__":
    main()
