"""What `nightjar soak --out` wrote: one column of numbers for each thing that it sampled."""

from pathlib import Path

from .json_lines import json_lines
from .measured import check_form
from .misuse import Misuse

COLUMNS = (
    "elapsed_s",
    "sound_s",
    "x_real_time",
    "latency_p50_ms",
    "latency_p95_ms",
    "latency_p99_ms",
    "batches_under_way",
    "cpu_s",
    "rss_bytes",
    "pss_bytes",
    "peak_rss_bytes",
    "threads",
    "open_files",
)
HEAP = ("allocated_bytes", "active_bytes", "resident_bytes", "retained_bytes")


def read_soak(file: Path) -> dict:
    section: dict = {"kind": "soak", "notes": [], "summary": None}
    columns: dict[str, list] = {name: [] for name in (*COLUMNS, *(f"heap_{name}" for name in HEAP))}
    for where, line in json_lines(file, section["notes"]):
        match line.get("type"):
            case "soak" if "setup" not in section:
                section["setup"] = line
            case "sample":
                _take_sample(columns, where, line)
            case "summary":
                check_form(line, {"gates": [{"name": str, "verdict": str, "why": str}]}, where)
                section["summary"] = line
            case kind:
                raise Misuse(f"{where}: type {kind!r}; expected soak (once, first), sample or summary")
    if section["summary"] is None:
        section["notes"].append("There is no summary: the soak was stopped, or goes on.")
    section["columns"] = columns
    return section


def _take_sample(columns: dict[str, list], where: str, line: dict) -> None:
    heap = line.get("heap") or {}
    for name, column in columns.items():
        value = heap.get(name.removeprefix("heap_")) if name.startswith("heap_") else line.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise Misuse(f"{where}: {name} is {value!r}; expected a number or null")
        column.append(value)
    if line.get("sound_s") is None or line.get("elapsed_s") is None:
        raise Misuse(f"{where}: a sample without sound_s or elapsed_s; expected what `nightjar soak` writes")
