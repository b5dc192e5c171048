#!/usr/bin/env python3
"""Labels in the forms that people keep them in. Exits 77 where a package is missing."""

import json
import shutil
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))
try:
    import praatio  # noqa: F401

    from evaluation.truth import read_truth
except ImportError as error:
    print(f"SKIPPED: {error}; NIGHTJAR_EVALUATE_PYTHON has to have tools/evaluation/requirements.txt")
    sys.exit(77)
from evaluation.names import Recordings
from evaluation.results import read_results
from evaluation.sounds import Heard, Misuse, Span, Truth
from folder_case import FolderCase
from scenes import RUN

FORMATS = ROOT / "tests/golden/formats"


class Labels(FolderCase):
    def read(self, labels: Path | str, *recordings: str, tier: str | None = None) -> Truth:
        return read_truth(str(labels), [Heard(path) for path in recordings], None, tier)

    def expect_events(self, truth: Truth, name: str, *events: Span) -> None:
        self.assertEqual(truth.kind, "events")
        self.assertEqual(truth.of[name], list(events))

    def test_tables(self) -> None:
        self.assertEqual(
            self.read(self.write("a.csv", "filename,fold,category\nx.wav,1,dog\n")),
            Truth("clips", {"x.wav": ["dog"]}),
        )
        events = self.read(
            self.write("a.tsv", "filename\tonset\toffset\tevent_label\nx.wav\t0.5\t2\tdog\ny.wav\t\t\t\n")
        )
        self.expect_events(events, "x.wav", Span(0.5, 2, "dog"))
        self.assertEqual(events.of["y.wav"], [])
        texts = self.read(self.write("b.csv", 'path;sentence\nx.mp3;"one; two"\n'))
        self.assertEqual(texts, Truth("texts", {"x.mp3": ["one; two"]}))

    def test_audacity_with_frequencies_and_commas(self) -> None:
        self.write("x.txt", "0,5\t1.25\tdog bark\n\\\t200.0\t4000.0\n3\t3\n")
        self.write("CREDITS.txt", "who made them\n")
        with self.assertRaisesRegex(Misuse, "line 3: 2 fields"):
            self.read(self.folder, "x.wav")
        self.write("x.txt", "0,5\t1.25\tdog bark\n\\\t200.0\t4000.0\n3\t3\t\n")
        truth = self.read(self.folder, "x.wav")
        self.expect_events(truth, "x", Span(0.5, 1.25, "dog bark"), Span(3, 3, ""))
        self.assertEqual(truth.of["CREDITS"], [])  # named, as labels without a recording

    def test_rttm_of_several_recordings(self) -> None:
        anna, ben = (
            f"SPEAKER {who} <NA> <NA>" for who in ("x 1 0.5 1.5 <NA> <NA> anna", "y 1 3 1 <NA> <NA> ben")
        )
        truth = self.read(self.write("all.rttm", f"{anna}\nSPKR-INFO x 1 <NA>\n{ben}\n"), "x.wav")
        self.expect_events(truth, "x", Span(0.5, 2, "anna"))
        self.expect_events(truth, "y", Span(3, 4, "ben"))

    def test_transcripts_beside_recordings(self) -> None:
        self.write("x.txt", "Author of the danger trail,\nPhilip Steels\n")
        truth = self.read(self.folder, "sub/x.ogg")
        self.assertEqual(truth, Truth("texts", {"x": ["Author of the danger trail, Philip Steels"]}))

    def test_folders(self) -> None:
        truth = self.read("folders", "esc/dog/1.ogg", "esc/rain/1.ogg")
        self.assertEqual(truth, Truth("clips", {"esc/dog/1.ogg": ["dog"], "esc/rain/1.ogg": ["rain"]}))

    def test_what_nightjar_writes_means_what_its_lines_say(self) -> None:
        lines = (FORMATS / "yard.jsonl").read_text()
        [heard] = read_results(self.write("yard.jsonl", json.dumps(RUN) + "\n" + lines)).heard
        spans = sorted((span.onset_s, span.offset_s, span.label) for span in heard.spans)
        for ending in (".audacity.txt", ".TextGrid"):
            shutil.copy(FORMATS / f"yard{ending}", self.folder / f"{Path(heard.path).name}{ending}")
            truth = self.read(self.folder, heard.path)
            [events] = truth.of.values()
            self.assertEqual(
                sorted((e.onset_s, e.offset_s, e.label) for e in events if e.label in {s[2] for s in spans}),
                spans,
            )
            (self.folder / f"{Path(heard.path).name}{ending}").unlink()

    def test_two_sets_of_labels_for_one_recording(self) -> None:
        self.write("x.txt", "0\t1\tdog\n")
        shutil.copy(FORMATS / "yard.TextGrid", self.folder / "x.TextGrid")
        with self.assertRaisesRegex(Misuse, "'x' has labels in another file too; .* --ending"):
            self.read(self.folder, "x.wav")

    def test_wrong_labels_are_named(self) -> None:
        for text, wrong in (
            ("file,onset,offset,label\nx,one,2,dog\n", "line 2: 'one' to '2'; expected seconds"),
            ("file,onset,offset,label\nx,3,2,dog\n", "line 2: 3 to 2; expected"),
            ("file,onset,label\nx,3,dog\n", "columns file, onset, label; expected"),
            ("file,label\nx\n", "line 2: fewer fields"),
        ):
            with self.assertRaisesRegex(Misuse, wrong):
                self.read(self.write("a.csv", text))
        (self.folder / "a.csv").write_bytes("file,label\nx,Bär\n".encode("latin-1"))
        with self.assertRaisesRegex(Misuse, "a.csv: not UTF-8"):
            self.read(self.folder / "a.csv")
        with self.assertRaisesRegex(Misuse, "no TextGrid"):
            self.read(self.write("x.TextGrid", "nothing"), "x.wav")
        shutil.copy(FORMATS / "yard.TextGrid", self.folder / "x.TextGrid")
        with self.assertRaisesRegex(Misuse, "no tier of intervals 'words'; it has"):
            self.read(self.folder / "x.TextGrid", "x.wav", tier="words")


class Names(unittest.TestCase):
    def test_a_name_fits_the_path_that_ends_with_it(self) -> None:
        recordings = Recordings(["data/day/a.wav", "data/night/a.wav", "data/v1.2 take.wav", "b.flac"])
        for name, path in (
            ("day/a.wav", "data/day/a.wav"),
            ("./night/a", "data/night/a.wav"),
            ("night\\a.mp3", "data/night/a.wav"),
            ("v1.2 take", "data/v1.2 take.wav"),
            ("/home/me/b.wav", "b.flac"),
            ("dusk/a.wav", None),
            ("ay/a.wav", None),
            ("", None),
        ):
            self.assertEqual(recordings.find(name), path, name)
        with self.assertRaisesRegex(Misuse, "'a.wav' fits 2 recordings, data/day/a.wav and data/night/a.wav"):
            recordings.find("a.wav")


if __name__ == "__main__":
    unittest.main()
