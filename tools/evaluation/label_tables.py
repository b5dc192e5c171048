"""Labels in a table: CSV (or with semicolons) and TSV, with a header."""

import csv
import io
from pathlib import Path

from .sounds import Misuse, Span, Truth

# What columns are called by Nightjar itself, DCASE's sets, ESC-50, AudioSet's and Common Voice.
FILE = ("file", "filename", "path", "recording", "wav")
ONSET = ("onset", "onset_s", "start", "start_s", "begin", "event_onset")
OFFSET = ("offset", "offset_s", "end", "end_s", "event_offset")
LABEL = ("label", "event_label", "category", "class")
TEXT = ("text", "transcript", "sentence")


def read_table(file: Path) -> Truth:
    """file,label: clips; file,onset,offset,label: events, in seconds, a row without a label naming a
    recording that has none; file,text: transcripts."""
    with io.StringIO(text_of(file), newline="") as text:
        delimiter = max("\t,;", key=text.readline().count)
        text.seek(0)
        table = csv.DictReader(text, delimiter=delimiter)
        columns = {(name or "").strip().lower(): name for name in table.fieldnames or []}
        name, onset, offset, label, said = (
            _column(columns, names) for names in (FILE, ONSET, OFFSET, LABEL, TEXT)
        )
        if name is None or (label is None and said is None) or (onset is None) != (offset is None):
            raise Misuse(
                f"{file}: columns {', '.join(columns)}; "
                "expected file,label or file,onset,offset,label or file,text"
            )
        kind = "events" if onset else "clips" if label else "texts"
        of: dict[str, list] = {}
        for row in table:
            if None in row.values():
                raise Misuse(f"{file}, line {table.line_num}: fewer fields than the header has")
            entries = of.setdefault(row[name].strip(), [])
            value = row[label or said].strip()
            if kind == "texts" or (value and kind == "clips"):
                entries.append(value)
            elif value:
                where = f"{file}, line {table.line_num}"
                entries.append(span(row[onset], row[offset], value, where))
    return Truth(kind, of)


def text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Misuse(f"{file}: not UTF-8 ({error}); save it as UTF-8") from None


def span(onset: str, offset: str, label: str, where: str) -> Span:
    try:
        event = Span(float(onset), float(offset), label)
    except ValueError:
        raise Misuse(f"{where}: {onset!r} to {offset!r}; expected seconds") from None
    if not 0 <= event.onset_s <= event.offset_s < float("inf"):
        raise Misuse(f"{where}: {onset} to {offset}; expected seconds from 0 on, onset before offset")
    return event


def _column(columns: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((columns[name] for name in names if name in columns), None)
