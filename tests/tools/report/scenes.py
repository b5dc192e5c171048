"""Made-up files, as the program writes them, and the page that tools/report makes of them."""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))
try:
    import numpy as np
    import PIL  # noqa: F401
    import soundfile
except ImportError as error:
    print(f"SKIPPED: {error}; NIGHTJAR_REPORT_PYTHON has to have tools/reporting/requirements.txt")
    sys.exit(77)
from browser import Browser, chromium

from reporting.program import run

RATE_HZ = 8000
RUN = {
    "type": "run",
    "format": 1,
    "version": "0.0",
    "model": "made up",
    "model_sha256": "0" * 64,
    "channels": "mix",
}
POINT = {"name": "naive", "engine_threads": 1, "intra_op_threads": 0, "intra_op_in_force": 2, "wall_s": 4.0,
         "x_real_time": 10.0, "cpu_use": 0.5, "latency_ms": {"median": 1.0, "p95": 2.0, "p99": 3.0},
         "growth": {"work": 1.0, "infer": 1.0}, "peak_rss_bytes": 1 << 27, "mean_rss_bytes": 1 << 26}  # fmt: skip


def need_browser() -> None:
    """Ends the test here where there is no Chromium, or the plotting library was never fetched."""
    if not chromium():
        print("SKIPPED: no Chromium; apt-get install chromium")
        sys.exit(77)
    if not (ROOT / "build/node/report/fetched.json").exists():
        print("SKIPPED: no plotting library; tools/setup/node_packages report tools/reporting fetches it")
        sys.exit(77)


def times(start_s: float, end_s: float) -> dict:
    return {
        "start_sample": round(start_s * RATE_HZ),
        "end_sample": round(end_s * RATE_HZ),
        "start_s": start_s,
        "end_s": end_s,
    }


def event(label: str, start_s: float, end_s: float, score: float = 0.5) -> dict:
    return {"type": "event", **times(start_s, end_s), "label": label, "score": score}


def recording(path: dict, seconds: float, *found: dict, status: str = "ok") -> list[dict]:
    """`path`: {"path": ...} or {"path_base64": ...}"""
    frames = round(seconds * RATE_HZ)
    first = {"type": "recording", **path, "container": "wav", "codec": "pcm_s16", "sample_rate_hz": RATE_HZ,
             "channels": 1, "declared_frames": frames}  # fmt: skip
    last = {"type": "end", **path, "status": status, "frames": frames, "processed": frames, "gap": 0, "skipped": 0,
            "events": len(found)}  # fmt: skip
    return [first, *({"type": one["type"], **path, **one} for one in found), last]


def soak_lines(samples: int, allocator: str = "malloc") -> list[dict]:
    """Memory rises by 1 MiB in each hour of sound."""
    first = {"type": "soak", "version": "0.0", "model": "made up", "allocator": allocator, "workers": 2,
             "memory_ceiling_bytes": 1 << 30, "sound": "generated"}  # fmt: skip
    sample = {"type": "sample", "x_real_time": 600.0, "latency_p50_ms": 10.0, "latency_p95_ms": 20.0,
              "latency_p99_ms": None, "threads": 6, "open_files": 9, "batches_under_way": 3}  # fmt: skip
    return [
        first,
        *(
            {
                **sample,
                "elapsed_s": 6.0 * i,
                "sound_s": 3600.0 * i,
                "rss_bytes": (100 + i) << 20,
                "peak_rss_bytes": (100 + i) << 20,
            }
            for i in range(samples)
        ),
    ]


class ReportCase(unittest.TestCase):
    """A test with a folder of its own, and one browser for all of its class."""

    browser: Browser

    def setUp(self) -> None:
        there = tempfile.TemporaryDirectory(prefix="nightjar report #1 ")
        self.addCleanup(there.cleanup)
        self.folder = Path(there.name)
        self.page = self.folder / "page.html"

    def write_lines(self, name: str, *lines: dict) -> Path:
        file = self.folder / name
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return file

    def write_json(self, name: str, report: dict) -> Path:
        (self.folder / name).write_text(json.dumps(report))
        return self.folder / name

    def write_sound(
        self, name: str | Path, seconds: float, hz: float = 1000.0, rate_hz: int = RATE_HZ
    ) -> Path:
        """A tone from its middle on, and nothing before."""
        at = np.arange(round(seconds * rate_hz)) / rate_hz
        file = self.folder / name
        soundfile.write(
            os.fsencode(file),
            np.where(at < seconds / 2, 0, 0.5 * np.sin(2 * np.pi * hz * at)),
            rate_hz,
            "PCM_16",
            format="WAV",
        )
        return file

    def report(self, *arguments: object, code: int = 0) -> str:
        """What it said; its exit code is checked."""
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            got = run([str(self.page), *map(str, arguments), "--recordings", str(self.folder)])
        self.assertEqual(got, code, said.getvalue())
        return said.getvalue()
