"""What was found in recordings, and what was not: a row each, kept as columns, for there may be hundreds of thousands."""

import math

from .text import printable

# The types of lines that are findings, and where their text is.
TEXT_OF = {
    "event": "label",
    "word": "text",
    "transcript": "text",
    "match": "id",
    "gap": "code",
    "skipped": "code",
    "error": "code",
}


class Findings:
    """Texts are numbers of `texts`, in which each is once."""

    def __init__(self) -> None:
        self.columns: dict[str, list] = {
            name: [] for name in ("type", "recording", "start_s", "end_s", "text", "score", "detail")
        }
        self._texts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.columns["type"])

    def take(self, line: dict, recording: int) -> None:
        """KeyError, TypeError or ValueError where it is not as `run` writes it."""
        kind = line["type"]
        has_times = kind != "error"
        row = {
            "type": list(TEXT_OF).index(kind),
            "recording": recording,
            "start_s": number(line["start_s"]) if has_times else 0.0,
            "end_s": number(line["end_s"]) if has_times else 0.0,
            "text": self._number_of(printable(line[TEXT_OF[kind]])),
            "score": number(line["score"]) if "score" in line else None,
            "detail": self._number_of(printable(_detail(line))),
        }
        for name, value in row.items():
            self.columns[name].append(value)

    def _number_of(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))

    def as_data(self) -> dict:
        return {"types": list(TEXT_OF), "texts": list(self._texts), **self.columns}


def number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no finite number")
    return float(value)


def _detail(line: dict) -> str:
    """What else the line says, in a few words."""
    parts = []
    if "message" in line:
        parts.append(str(line["message"]))
    if "offset_s" in line:
        parts.append(f"from {number(line['offset_s']):.3f} s of it on")
    if line.get("n_best"):
        parts.append("or: " + " | ".join(str(other["text"]) for other in line["n_best"][1:]))
    if "channel" in line:
        parts.append(f"channel {line['channel']}")
    if line.get("continues"):
        parts.append("goes on in the next")
    if line.get("time_uncertain"):
        parts.append("time uncertain")
    return "; ".join(parts)
