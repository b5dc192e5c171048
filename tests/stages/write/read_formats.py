#!/usr/bin/env python3
"""Results in every format, read by programs that others wrote, and compared with each other.

    python3 tests/stages/write/read_formats.py [FOLDER [PROGRAM RECORDINGS...]]

FOLDER (default: tests/golden/formats) is one that `nightjar run --out FOLDER --format ...` wrote; or, with a PROGRAM, that is
to be written first. Of each recording, what the JSON Lines say (the CSV, where there are none) is what all other files must
say. Each reader is told nothing but the file's name. Exits 77 where a reader is missing: nothing was tested then; 1 where a
file says something else.

Golden files were read with pandas 3.1.1, webvtt-py 0.6.0, pysrt 1.1.2, praatio 6.2.2, praat-parselmouth 0.4.7 (Praat itself),
crowsetta 5.1.2 (Raven, Audacity), pyannote.database 6.1.1 (RTTM).
"""
import collections
import csv
import html
import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "golden/formats"

try:
    import crowsetta
    import pandas
    import parselmouth
    import pysrt
    import webvtt
    from praatio import textgrid
    from pyannote.database.util import load_rttm
except ImportError as error:
    print(f"SKIPPED: {error}")
    sys.exit(77)

# Of a word, transcript or event; channel counts from 0, and is -1 where it is of none.
Span = collections.namedtuple("Span", "kind start end text score channel")
MICRO = 1.0000001e-6  # what six decimals may be off


def from_json(file):
    spans, gaps = [], []
    for line in map(json.loads, file.read_text().splitlines()):
        channel = line.get("channel", -1)
        if line["type"] in ("event", "word", "transcript"):
            text = line.get("label", line.get("text"))
            spans.append(Span(line["type"], line["start_s"], line["end_s"], text, line["score"], channel))
        elif line["type"] == "gap":
            gaps.append((line["start_s"], line["end_s"], line["code"], channel))
    return spans, gaps


def from_csv(file):
    table = pandas.read_csv(file, keep_default_na=False, encoding_errors="surrogateescape")
    spans, gaps = [], []
    for row in table.to_dict("records"):
        channel = -1 if row["channel"] == "" else int(row["channel"])
        if row["type"] == "gap":
            gaps.append((row["start_s"], row["end_s"], row["code"], channel))
        else:
            text = row["label"] if "label" in row else row["text"]
            spans.append(Span(row["type"], row["start_s"], row["end_s"], text, float(row["score"]), channel))
    return spans, gaps


def one_line(text):
    return "".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text)


def label_of(span):
    return one_line(span.text) + (f" (channel {span.channel + 1})" if span.channel >= 0 else "")


def expect_equal(got, wanted, what):
    """Lists of tuples; numbers within a microsecond."""
    same = len(got) == len(wanted) and all(
        abs(g - w) < MICRO if isinstance(w, float) else g == w
        for got_row, wanted_row in zip(got, wanted)
        for g, w in zip(got_row, wanted_row, strict=True)
    )
    if not same:
        raise AssertionError(f"{what}\n  got      {got}\n  expected {wanted}")


def check_audacity(file, spans, _):
    wanted = [(float(s.start), float(s.end), label_of(s)) for s in spans if s.kind != "word"]
    table = pandas.read_csv(file, sep="\t", header=None, names=["start", "end", "label"], quoting=csv.QUOTE_NONE)
    expect_equal(list(table.itertuples(index=False, name=None)), wanted, "pandas")
    if wanted:  # crowsetta knows no empty label track
        track = crowsetta.formats.seq.AudSeq.from_file(file).to_seq(round_times=False)
        expect_equal(list(zip(track.onsets_s, track.offsets_s, track.labels)), wanted, "crowsetta")


def check_raven(file, spans, _):
    wanted = [(float(s.start), float(s.end), one_line(s.text)) for s in spans if s.kind != "word"]
    channels = [max(s.channel, 0) + 1 for s in spans if s.kind != "word"]
    table = pandas.read_csv(file, sep="\t", quoting=csv.QUOTE_NONE)
    assert list(table.columns[:7]) == ["Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)",
                                       "High Freq (Hz)"]
    assert list(table["Selection"]) == list(range(1, len(wanted) + 1)) and list(table["Channel"]) == channels
    assert (table["Low Freq (Hz)"] < table["High Freq (Hz)"]).all()
    rows = table[["Begin Time (s)", "End Time (s)", "Label"]].itertuples(index=False, name=None)
    expect_equal(list(rows), wanted, "pandas")
    if wanted:  # crowsetta knows no empty table, and takes a double quote for the beginning of a string
        if not any('"' in text for *_, text in wanted):
            boxes = crowsetta.formats.bbox.Raven.from_file(file, annot_col="Label").to_bbox()
            expect_equal([(b.onset, b.offset, b.label) for b in boxes], wanted, "crowsetta")


def tiers_of(spans, gaps):
    """What a TextGrid should have: {tier: [(start, end, label)]}, in its order."""
    tiers = collections.defaultdict(list)
    for span in spans:
        name = span.text if span.kind == "event" else span.kind
        tiers[label_of(span._replace(text=name))].append((float(span.start), float(span.end), one_line(span.text)))
    for start, end, code, channel in gaps:
        if end > start:
            tiers[label_of(Span("gap", start, end, "gap", 0, channel))].append((float(start), float(end), code))
    return tiers or {"event": []}


def check_textgrid(file, spans, gaps):
    wanted = tiers_of(spans, gaps)
    grid = textgrid.openTextgrid(str(file), includeEmptyIntervals=False)
    assert set(grid.tierNames) == set(wanted), grid.tierNames
    praat = parselmouth.Data.read(str(file))
    names = [parselmouth.praat.call(praat, "Get tier name", i + 1) for i in range(len(wanted))]
    assert sorted(names) == sorted(wanted), names
    for name, rows in wanted.items():
        entries = [(e.start, e.end, e.label.strip()) for e in grid.getTier(name).entries]
        expect_equal(entries, [(start, end, label.strip()) for start, end, label in rows], "praatio")
        tier = names.index(name) + 1
        intervals = []
        for i in range(1, parselmouth.praat.call(praat, "Get number of intervals", tier) + 1):
            label = parselmouth.praat.call(praat, "Get label of interval", tier, i)
            if label:
                intervals.append((parselmouth.praat.call(praat, "Get start time of interval", tier, i),
                                  parselmouth.praat.call(praat, "Get end time of interval", tier, i), label))
        expect_equal(intervals, rows, "Praat")


def check_rttm(file, spans, _):
    lines = [line.split(" ") for line in file.read_text().splitlines()]
    assert all(len(line) == 10 and line[0] == "SPEAKER" for line in lines)
    said = [s for s in spans if any(w in s.text.lower().replace("_", " ").split() for w in ("speech", "speaker"))]
    assert [int(line[2]) for line in lines] == [max(s.channel, 0) + 1 for s in said]
    if not said:
        return
    annotations = load_rttm(file)
    assert len(annotations) == 1
    turns = sorted((turn.start, turn.end, label) for a in annotations.values() for turn, _, label in a.itertracks(yield_label=True))
    expect_equal(turns, sorted((float(s.start), float(s.end), s.text.replace(" ", "_")) for s in said), "pyannote")


def check_cues(cues, spans):
    """cues: (start_s, end_s, [lines])."""
    end_of_last = 0.0
    for start, end, lines in cues:
        assert end_of_last <= start < end <= start + 7.0001, (start, end)
        assert 1 <= len(lines) <= 2 and all(0 < len(line) <= 42 for line in lines), lines
        end_of_last = end
    squeezed = lambda texts: "".join("".join(texts).split())  # noqa: E731
    said = [s for s in spans if s.kind == "transcript"]
    assert squeezed(line for _, _, lines in cues for line in lines) == squeezed(s.text for s in said)
    for cue_start, _, _ in cues:  # each begins with a word, or where an utterance without words has been cut
        assert any(s.start - 0.001 <= cue_start <= s.end + 0.001 for s in said), cue_start


def check_srt(file, spans, _):
    items = pysrt.open(str(file), encoding="utf-8")
    assert [item.index for item in items] == list(range(1, len(items) + 1))
    check_cues([(i.start.ordinal / 1000, i.end.ordinal / 1000, i.text.split("\n")) for i in items], spans)


def check_vtt(file, spans, _):
    cues = webvtt.read(str(file))
    check_cues([(seconds(c.start), seconds(c.end), html.unescape(c.raw_text).split("\n"))
                for c in cues], spans)


def seconds(clock):
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


CHECKS = {".audacity.txt": check_audacity, ".raven.txt": check_raven, ".TextGrid": check_textgrid, ".rttm": check_rttm,
          ".srt": check_srt, ".vtt": check_vtt}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN
    if len(sys.argv) > 2:
        formats = "jsonl,csv,audacity,raven,textgrid,rttm"
        command = [sys.argv[2], "run", *sys.argv[3:], "--quiet", "--out", folder, "--overwrite", "--format", formats]
        assert subprocess.run(command, stdout=subprocess.DEVNULL).returncode in (0, 1)  # 1: one is cut short
    read, failed = collections.Counter(), 0
    stems = {str(f)[: -len(f.suffix)] for f in folder.rglob("*") if f.suffix in (".jsonl", ".csv")}
    for stem in sorted(stems):
        lines, table = pathlib.Path(stem + ".jsonl"), pathlib.Path(stem + ".csv")
        spans, gaps = from_json(lines) if lines.exists() else from_csv(table)
        checks = dict(CHECKS)
        if lines.exists():
            checks[".csv"] = lambda file, *wanted: expect_equal(sum(from_csv(file), []), sum(wanted, []), "pandas")
        for extension, check in checks.items():
            file = pathlib.Path(stem + extension)
            if not file.exists():
                continue
            read[extension] += 1
            try:
                check(file, spans, gaps)
            except Exception as error:  # whatever a reader throws at the file
                failed += 1
                print(f"{file}: {type(error).__name__}: {error}")
    print(", ".join(f"{count} {extension}" for extension, count in sorted(read.items())), f"read; {failed} wrong")
    sys.exit(1 if failed or not read else 0)


if __name__ == "__main__":
    main()
