#!/usr/bin/env python3
"""What tools/report takes and refuses, and that nothing in a file becomes markup. Exits 77 where a package is missing."""

import json
import re
import unittest

from scenes import POINT, ROOT, RUN, ReportCase, event, need_browser, recording, soak_lines

from reporting.bundle import bundle
from reporting.page import script_json
from reporting.text import printable


class Files(ReportCase):
    def data(self) -> dict:
        text = self.page.read_text()
        return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text)[1])

    def refused(self, name: str, text: str | bytes) -> str:
        file = self.folder / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        said = self.report(file, code=2)
        self.assertFalse(self.page.exists())
        self.assertEqual(said.count("\n"), 1, said)
        return said

    def test_unknown_files_are_refused_with_what_was_expected(self) -> None:
        for text in (
            "",
            "hello",
            "[]",
            "{}",
            '{"a": 1}',
            b"\x89PNG\r\n",
            b"\xff\xfe{",
            '{"points": []',
            "[" * 100_000,
        ):
            self.assertIn("expected", self.refused("x.json", text), text[:20])
        self.assertIn("expected", self.report(self.folder / "missing.json", code=2))
        self.assertIn("folder without *.jsonl", self.report(self.folder, code=2))

    def test_wrong_values_are_refused_with_their_place(self) -> None:
        lines = [RUN, *recording({"path": "a.wav"}, 2, event("dog", 0, 1))]
        wrong_ones = (
            (1, "from_s", float("inf")),
            (2, "sample_rate_hz", 0),
            (3, "start_s", "soon"),
            (3, "score", True),
            (3, "label", 7),
            (3, "path", None),
            (3, "path", "a\0b"),
            (3, "path", "\ud800"),
            (3, "type", "nonsense"),
            (4, "frames", -1),
        )
        for number, key, value in wrong_ones:
            wrong = [dict(line) for line in lines]
            wrong[number - 1][key] = value
            text = "".join(json.dumps(line) + "\n" for line in wrong)
            self.assertIn(f"line {number}: expected", self.refused("x.jsonl", text), key)
        infinite = json.dumps(lines[2]).replace('"end_s": 1', '"end_s": 1e999')
        self.assertIn("line 2: expected", self.refused("x.jsonl", json.dumps(RUN) + f"\n{infinite}\n"))
        nan = json.dumps(lines[2]).replace('"end_s": 1', '"end_s": NaN')
        self.assertIn("line 2: expected", self.refused("x.jsonl", json.dumps(RUN) + f"\n{nan}\n"))
        point = {**POINT, "wall_s": "long"}
        self.assertIn(
            "point 1: wall_s is 'long'",
            self.refused("x.json", json.dumps({"points": [point], "machine": {}})),
        )

    def test_measurements_that_lack_something_are_refused_with_its_name(self) -> None:
        bench = {
            "x_real_time": 1,
            "sound_s": 1,
            "peak_rss_bytes": 1,
            "steps": [{"step": "read", "calls": 1, "wall_s": "1", "cpu_s": 1}],
        }
        self.assertIn(
            "steps, element 1, wall_s: expected number; got '1'", self.refused("x.json", json.dumps(bench))
        )
        self.assertIn("steps: expected list; got", self.refused("x.json", json.dumps({**bench, "steps": 7})))
        profile = {"format": 1, "for": {}, "choice": {}, "why": "so"}
        self.assertIn("why: expected list; got 'so'", self.refused("x.json", json.dumps(profile)))

    def test_a_last_line_that_is_cut_off_is_left_out_and_said(self) -> None:
        whole = "".join(json.dumps(line) + "\n" for line in soak_lines(3))
        file = self.folder / "soak.jsonl"
        file.write_text(whole[:-40])
        self.assertIn("Line 4, the last one, is cut off", self.report(file))
        section = self.data()["sections"][0]
        self.assertEqual(section["columns"]["sound_s"], [0.0, 3600.0])
        self.assertIn("Line 4, the last one, is cut off: it was left out.", section["notes"])
        self.page.unlink()
        self.refused("soak.jsonl", whole.replace('"type": "sample"', '"type": "sam', 1))  # in the middle

    def test_the_csv_of_a_sweep_says_what_its_json_says(self) -> None:
        flat = {"name": "naive, so", "engine_threads": 2, "intra_op_threads": 0, "wall_s": 4.5, "x_real_time": 9,
                "cpu_use": 0.5, "latency_ms_p95": 2.5, "growth_work": 1.5}  # fmt: skip
        row = ",".join(f'"{value}"' if isinstance(value, str) else str(value) for value in flat.values())
        (self.folder / "sweep.csv").write_text(",".join(flat) + f"\n{row}\n")
        self.report(self.folder / "sweep.csv")
        point = self.data()["sections"][0]["points"][0]
        self.assertEqual(
            (point["name"], point["latency_ms"]["p95"], point["growth"]["work"]), ("naive, so", 2.5, 1.5)
        )

    def test_a_folder_of_results_is_one_run(self) -> None:
        (self.folder / "out").mkdir()
        for name in "ab":
            self.write_lines(
                f"out/{name}.jsonl", RUN, *recording({"path": f"{name}.wav"}, 2, event("dog", 0, 1))
            )
        self.report(self.folder / "out")
        self.assertEqual(
            [one["name"] for one in self.data()["sections"][0]["recordings"]], ["a.wav", "b.wav"]
        )
        self.write_lines("out/c.jsonl", {**RUN, "model": "another"})
        self.assertIn("two runs that differ", self.report(self.folder / "out", code=2))

    def test_the_page_comes_first_and_nothing_else_is_written_over(self) -> None:
        file = self.write_lines("soak.jsonl", *soak_lines(2))
        self.page = self.folder / "other.jsonl"
        with self.assertRaises(SystemExit) as ended:
            self.report(file)
        self.assertEqual(ended.exception.code, 2)
        self.page = self.folder / "missing" / "page.html"
        self.assertIn("missing/page.html", self.report(file, code=3))
        self.assertEqual([one.name for one in self.folder.iterdir()], ["soak.jsonl"])

    def test_no_text_can_end_the_element_that_it_stands_in(self) -> None:
        evil = "</script><script>alert(1)</script><!--"
        self.assertNotIn("<", script_json({evil: [evil]}))
        self.assertEqual(json.loads(script_json({evil: 1})), {evil: 1})
        self.assertEqual(printable("a\n\u202eb\udcff\x7f€"), "a\\x0a\\xe2\\x80\\xaeb\\xff\\x7f€")
        self.assertEqual(printable("\ud800"), "\\xed\\xa0\\x80")

    def test_modules_with_a_mistake_are_no_page(self) -> None:
        (self.folder / "a.js").write_text('import { f } from "./b.js";\nexport const g = f;\n')
        for other, said in (("export const f = 1;\nconst g = 2;\n", "g is at the top"), ("const f = 1;\n", "does not export"),
                            ('import { g } from "./a.js";\nexport const f = 1;\n', "in a circle")):  # fmt: skip
            (self.folder / "b.js").write_text(other)
            with self.assertRaisesRegex(ValueError, said):
                bundle(self.folder / "a.js")

    def test_files_of_the_page_are_short(self) -> None:
        for file in (ROOT / "tools/reporting").rglob("*.*"):
            self.assertLess(file.read_text().count("\n"), 300, file)


if __name__ == "__main__":
    need_browser()  # for the plotting library, without which no page is written
    unittest.main()
