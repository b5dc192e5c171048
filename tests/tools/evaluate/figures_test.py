#!/usr/bin/env python3
"""The program on made-up results, against figures worked out by hand. Exits 77 where a package is missing."""

import contextlib
import io
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))
try:
    import jiwer  # noqa: F401
    import matplotlib  # noqa: F401
    import praatio  # noqa: F401

    from evaluation.program import run
except ImportError as error:
    print(f"SKIPPED: {error}; NIGHTJAR_EVALUATE_PYTHON has to have tools/evaluation/requirements.txt")
    sys.exit(77)
from folder_case import FolderCase
from scenes import event, lines_of, refused, write_results


class Figures(FolderCase):
    def evaluate(
        self, labels: Path | str, *recordings: list[dict], code: int = 0, options: tuple = ()
    ) -> dict:
        """The JSON, checked to be what the exit code says."""
        results = write_results(self.folder / "results.jsonl", *recordings)
        written, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(written), contextlib.redirect_stderr(said):
            got = run([str(one) for one in ("--results", results, *options, "--json", "-", labels)])
        self.said = said.getvalue()
        self.assertEqual(got, code, self.said)
        return json.loads(written.getvalue()) if written.getvalue() else {}

    def expect(self, row: dict, known: int, found: int, right: int, f1: float | None) -> None:
        self.assertEqual([row["known"], row["found"], row["right"]], [known, found, right])
        self.assertAlmostEqual(row["f1"], f1)

    def test_clips_that_are_right_wrong_empty_and_refused(self) -> None:
        labels = self.write(
            "labels.csv", "file,label\na.wav,dog\nb,dog\nc.flac,rain\nd.wav,rain\ne.wav,rain\n"
        )
        figures = self.evaluate(
            labels,
            lines_of("x/a.wav", 5, event("dog", 0, 1, 0.9), event("rain", 0, 4, 0.7)),
            lines_of("x/b.wav", 5, event("dog", 0, 1, 0.6), event("rain", 0, 4, 0.8)),
            lines_of("x/c.wav", 5, event("rain", 0, 4, 0.75)),
            lines_of("x/d.wav", 5),
            refused("x/e.wav"),
            code=1,
        )
        clips = figures["clips"]
        self.assertEqual((clips["right"], clips["clips"], clips["accuracy"]), (2, 5, 0.4))
        # Wilson: (p + z²/2n -+ z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964
        self.assertAlmostEqual(clips["accuracy_interval"][0], 0.11762, 5)
        self.assertAlmostEqual(clips["accuracy_interval"][1], 0.76928, 5)
        self.expect(clips["labels"]["dog"], 2, 1, 1, 2 / 3)
        self.expect(clips["labels"]["rain"], 3, 2, 1, 0.4)
        self.assertAlmostEqual(clips["macro_f1"], (2 / 3 + 0.4) / 2)
        self.assertEqual(
            clips["confusion"],
            {"dog": {"dog": 1, "rain": 1}, "rain": {"rain": 1, "(nothing)": 1, "(not heard)": 1}},
        )
        refusal = {"path": "x/e.wav", "status": "refused", "reason": "not_audio: no recording"}
        self.assertEqual(figures["not_heard"], [refusal])
        # By falling score of rain: 0.8 wrong, 0.75 right, 0.7 wrong; two of three known are never found.
        self.assertAlmostEqual(figures["curves"]["rain"]["average_precision"], 1 / 3 * 1 / 2)

    def test_events_within_the_collar_and_segments(self) -> None:
        labels = self.write(
            "labels.csv",
            "file,start,end,label\na.wav,1,3,dog\na.wav,5,6,dog\na.wav,5,9,rain\nb.wav,0,1,dog\nc.wav,,,\n",
        )
        figures = self.evaluate(
            labels,
            lines_of(
                "a.wav",
                10,
                event("dog", 1.25, 2.5, 0.9),
                event("dog", 1.1, 3, 0.8),
                event("rain", 5.5, 9, 0.6),
            ),
            refused("b.wav"),
            lines_of("c.wav", 26, event("dog", 3, 4, 0.7)),
            code=1,
        )
        events = figures["events"]
        self.expect(events["labels"]["dog"], 3, 3, 1, 1 / 3)
        self.expect(events["labels"]["rain"], 1, 1, 0, 0.0)
        self.expect(events["micro"], 4, 4, 1, 0.25)
        self.assertAlmostEqual(events["macro"]["f1"], 1 / 6)
        # Seconds of dog: known 1, 2, 5 and 0 of b; found 1, 2 and 3 of c. Of rain: known and found 5 to 8.
        self.expect(figures["segments"]["labels"]["dog"], 4, 3, 2, 4 / 7)
        self.expect(figures["segments"]["micro"], 8, 7, 6, 12 / 15)
        # 36 s of sound, so 1 false alarm is 100 an hour. Garwood: 1 of them may be 0.0253 to 5.5716.
        points = figures["curves"]["dog"]["points"]
        self.assertEqual([p["threshold"] for p in points], [0.9, 0.8, 0.7])
        self.assertEqual([p["false_alarms_per_hour"] for p in points], [0, 100, 200])
        self.assertEqual([round(p["miss_rate"], 6) for p in points], [0.666667] * 3)
        self.assertAlmostEqual(points[1]["false_alarms_per_hour_interval"][0], 2.5318, 3)
        self.assertAlmostEqual(points[1]["false_alarms_per_hour_interval"][1], 557.1643, 3)
        self.assertAlmostEqual(points[0]["false_alarms_per_hour_interval"][1], 368.8879, 3)

    def test_curves_are_exact_where_false_alarms_are_few(self) -> None:
        """A thousand are wrong: those that score highest all are points, of the rest some, and the last."""
        labels = self.write("labels.csv", "file,onset,offset,label\na,1,2,dog\na,9,10,dog\n")
        wrong = [event("dog", 20 + i, 21 + i, 0.9 - i / 2000) for i in range(1000)]
        right = [event("dog", 1, 2, 0.95), event("dog", 9, 10, 0.89725)]
        figures = self.evaluate(labels, lines_of("a.wav", 3600, *wrong, *right))
        points = figures["curves"]["dog"]["points"]
        self.assertEqual([p["false_alarms"] for p in points[:300]], list(range(300)))
        self.assertEqual([p["miss_rate"] for p in points[4:8]], [0.5, 0.5, 0, 0])
        self.assertEqual(points[-1]["false_alarms"], 1000)
        self.assertLessEqual(len(points), 600)

    def test_an_event_in_parts_is_one(self) -> None:
        labels = self.write("labels.csv", "file,onset,offset,label\na.wav,0,1500,rain\n")
        parts = [event("rain", 0, 600, 0.9, continues=True), event("rain", 600, 1200, 0.9, continues=True)]
        found = lines_of("a.wav", 1500, *parts, event("rain", 1200, 1500, 0.4))
        figures = self.evaluate(labels, found, options=("--offset-collar", "0.1"))
        self.expect(figures["events"]["micro"], 1, 1, 1, 1.0)
        self.assertAlmostEqual(figures["curves"]["rain"]["points"][0]["threshold"], 0.8)

    def test_words_and_characters(self) -> None:
        labels = self.write("labels.csv", "file,text\na.wav,One two three.\nb.wav,\nc.wav,four\n")
        said = {"type": "transcript", "start_s": 0, "end_s": 1, "text": "one too three five"}
        figures = self.evaluate(
            labels,
            lines_of("a.wav", 2, said, transcripts=1),
            lines_of("b.wav", 36, {**said, "text": "oh"}, transcripts=1),
            refused("c.wav"),
            code=1,
        )
        texts = figures["texts"]
        self.assertEqual(texts["words"], {"known": 4, "right": 2, "substituted": 1, "missed": 1, "added": 2})
        self.assertEqual(texts["wer"], 1.0)
        # "one two three" > "one too three five": 1 wrong, 5 more; "four" is lost; "oh" is too much.
        self.assertEqual(texts["cer"], (1 + 5 + 4 + 2) / (13 + 4))
        self.assertEqual(texts["without_words"]["false_words_per_hour"], 100)

    def test_what_has_no_partner_is_named(self) -> None:
        labels = self.write("labels.csv", "file,label\nnight/a.wav,dog\nnight/gone.wav,dog\n")
        dog = event("dog", 0, 1)
        recordings = (
            lines_of("day/a.wav", 5, dog),
            lines_of("x/night/a.wav", 5, dog),
            lines_of("b.wav", 5, dog),
        )
        figures = self.evaluate(labels, *recordings, code=1)
        self.assertEqual(figures["labels_without_recording"], ["night/gone.wav"])
        self.assertEqual(figures["recordings_without_labels"], ["b.wav", "day/a.wav"])
        self.assertEqual(figures["clips"]["clips"], 1)

    def test_labels_are_renamed_chosen_and_false_alarms_counted_where_nothing_is_known(self) -> None:
        labels = self.write("labels.tsv", "filename\tonset\toffset\tlabel\na\t1\t2\tAlexa\na\t5\t6\tother\n")
        a = lines_of("a.ogg", 360, event("alexa", 1.2, 2), event("speech", 0, 9))
        hours = lines_of("hours.ogg", 35640, event("alexa", 9, 10))
        options = (
            "--rename",
            "Alexa=alexa",
            "--rename",
            "*=rest",
            "--only",
            "alexa",
            "--unlabelled",
            "nothing",
        )
        figures = self.evaluate(labels, a, hours, options=options)
        self.assertEqual(list(figures["events"]["labels"]), ["alexa"])
        self.expect(figures["events"]["micro"], 1, 2, 1, 2 / 3)
        [point] = figures["curves"]["alexa"]["points"]
        self.assertAlmostEqual(point["false_alarms_per_hour"], 0.1)
        self.assertEqual((figures["hours"], point["miss_rate"]), (10, 0))
        figures = self.evaluate(labels, a, hours, options=options[:-2], code=1)
        self.assertEqual(figures["curves"]["alexa"]["points"][0]["false_alarms_per_hour"], 0)

    def test_words_with_times_are_events_and_text(self) -> None:
        labels = self.write("labels.csv", "path,start_s,end_s,label\na,0,1,one\na,2,3,two\na,4,5,three\n")
        words = [
            {"type": "word", "text": text, "start_s": start, "end_s": start + 1}
            for text, start in (("one", 0.05), ("two", 2.1), ("four", 4))
        ]
        said = {"type": "transcript", "start_s": 0, "end_s": 5, "text": "one two four"}
        found = lines_of("a.wav", 6, said, *words, transcripts=1)
        figures = self.evaluate(labels, found, options=("--onset-collar", "0.06"))
        self.expect(figures["events"]["micro"], 3, 3, 1, 1 / 3)
        self.assertAlmostEqual(figures["texts"]["wer"], 1 / 3)
        self.assertEqual(figures["texts"]["confused"], [{"known": "three", "heard": "four", "times": 1}])

    def test_wrong_usage(self) -> None:
        labels = self.write("labels.csv", "file,label\na.wav,dog\n")
        heard = lines_of("x/a.wav", 5, event("dog", 0, 1))
        self.evaluate(labels, heard, lines_of("y/a.wav", 5), code=2)
        self.assertIn("fits 2 recordings, x/a.wav and y/a.wav", self.said)
        self.evaluate(self.write("texts.csv", "file,text\na.wav,dog\n"), heard, code=2)
        self.assertIn("expected a model of transcripts", self.said)
        self.evaluate(self.write("none.csv", "file,label\nb.wav,dog\n"), heard, code=2)
        self.assertIn("none of 1 names in the labels is one of 1 recordings", self.said)
        self.evaluate(self.folder / "missing", heard, code=2)
        self.evaluate(labels, heard, [{"type": "event", "path": "x/a.wav"}], code=2)
        self.assertIn("results.jsonl, line 5: expected a line of `nightjar run`", self.said)
        self.evaluate(labels, heard, heard, code=2)
        self.assertIn("x/a.wav is there twice", self.said)
        with self.assertRaises(SystemExit) as end:
            self.evaluate(labels, heard, options=("--no-such-option",))
        self.assertEqual(end.exception.code, 2)
        self.evaluate(labels, heard, options=("--pictures", str(labels)), code=3)

    def test_the_program_is_run_as_a_user_would(self) -> None:
        """One in the place of nightjar notes what it is given, and writes what it is told to."""
        labels = self.write("labels.csv", "file,label\na.wav,dog\n")
        results = write_results(self.folder / "given", lines_of("x/a.wav", 5, event("dog", 0, 1)))
        scores = self.write(
            "scores", "path,start_sample,end_sample,dog,rain\nx/a.wav,0,1,0.2,0.3\nx/a.wav,1,2,0.9,0.3\n"
        )
        noted, fake = self.folder / "noted", self.folder / "fake"
        fake.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > {noted}\n[ -f {results} ] || exit 2\ncat {results}\n'
            f'while [ "$1" != --scores ]; do shift; done; cp {scores} "$2"\n'
        )
        fake.chmod(0o755)
        own = (
            "--nightjar",
            fake,
            "--run-options",
            "--workers 2",
            "--pictures",
            self.folder / "drawn",
            "--json",
            "-",
        )
        command = [ROOT / "tools/evaluate", *own, "my model", labels, "x", "a recording.wav"]
        env = {**os.environ, "NIGHTJAR_EVALUATE_PYTHON": sys.executable}
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("mean of the scores", json.loads(done.stdout)["clips"]["label_is_that_of"])
        self.assertEqual(json.loads(done.stdout)["curves"]["dog"]["points"][0]["threshold"], 0.55)
        arguments = noted.read_text().splitlines()
        self.assertEqual(arguments[:7], ["run", "--model", "my model", "--format", "jsonl", "--workers", "2"])
        self.assertEqual(arguments[-3:], ["--", "x", "a recording.wav"])
        drawn = sorted((self.folder / "drawn").glob("*.png"))
        self.assertEqual([one.stem for one in drawn], ["confusion", "f1", "precision_recall"])
        self.assertTrue(all(one.read_bytes().startswith(b"\x89PNG") for one in drawn))
        results.unlink()
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("nightjar run ended with 2", done.stderr)


if __name__ == "__main__":
    unittest.main()
