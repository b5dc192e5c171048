"""Made-up events, and what `nightjar run` would have written of them."""

import json
import random
from pathlib import Path

RUN = {"type": "run", "format": 1, "version": "0.0", "model": "made up", "model_sha256": "0", "profile": None,
       "max_event_s": 600, "channels": "mix", "from_s": 0, "to_s": None}  # fmt: skip


def events(rng: random.Random, labels: list[str], length_s: float) -> list[dict]:
    """On a grid of 50 ms, so that many begin exactly a collar apart."""
    found = []
    for _ in range(rng.randrange(0, 25)):
        begin = rng.randrange(0, int(length_s * 20)) / 20
        found.append(
            {"onset": begin, "offset": begin + rng.randrange(1, 80) / 20, "event_label": rng.choice(labels)}
        )
    return found


def moved(rng: random.Random, known: list[dict]) -> list[dict]:
    """Some of them, some twice, begun and ended up to 0.4 s off."""
    found = []
    for event in known:
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            onset = max(0, event["onset"] + rng.randrange(-8, 9) / 20)
            found.append(
                {**event, "onset": onset, "offset": max(onset, event["offset"] + rng.randrange(-8, 9) / 20)}
            )
    return found


def lines_of(path: str, seconds: float, *lines: dict, rate_hz: int = 1000, **end: object) -> list[dict]:
    """Of a recording that was recognised, with what was found in it."""
    frames = int(seconds * rate_hz)
    last = {
        "type": "end",
        "path": path,
        "status": "ok",
        "frames": frames,
        "processed": frames,
        "gap": 0,
        "skipped": 0,
    }
    first = {"type": "recording", "path": path, "sample_rate_hz": rate_hz}
    return [first, *({"path": path, "score": 0.5, **line} for line in lines), {**last, **end}]


def event(label: str, start_s: float, end_s: float, score: float = 0.5, **more: object) -> dict:
    return {"type": "event", "label": label, "start_s": start_s, "end_s": end_s, "score": score, **more}


def refused(path: str) -> list[dict]:
    error = {"type": "error", "path": path, "code": "not_audio", "message": "no recording"}
    end = {
        "type": "end",
        "path": path,
        "status": "refused",
        "frames": 0,
        "processed": 0,
        "gap": 0,
        "skipped": 0,
    }
    return [error, end]


def write_results(file: Path, *recordings: list[dict]) -> Path:
    lines = [RUN, *(line for lines in recordings for line in lines)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file
