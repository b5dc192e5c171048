#!/usr/bin/env python3
"""The page's plots of bench and soak, in a browser: what they show, zoom, hover, sort, at two widths. Exits 77 without Chromium."""

import unittest

from scenes import POINT, ReportCase, need_browser, soak_lines

from browser import Browser

BENCH = {"sound_s": 632.5, "wall_s": 1.0, "x_real_time": 632.5, "workers": 2, "worker_use": 0.5, "recordings": 8,
         "peak_rss_bytes": 1 << 28, "memory_ceiling_bytes": 1 << 32, "allocator": "jemalloc",
         "steps": [{"step": "read", "calls": 92, "wall_s": 0.5, "cpu_s": 0.25}, {"step": "infer", "calls": 84, "wall_s": 1.0, "cpu_s": 0.75}]}  # fmt: skip
MACHINE = {"cores": 2, "instruction_set": "AVX-512", "memory_bytes": 8 << 30}
CHARTS = "[...document.querySelectorAll('.chart')]"


class Plots(ReportCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def sweep(self) -> dict:
        points = [
            {
                **POINT,
                "name": name,
                "intra_op_threads": pool,
                "engine_threads": n,
                "wall_s": wall / n,
                "growth": {"work": float(n)},
            }
            for name, pool, wall in (
                ("naive", 0, 8.0),
                ("naive pinned", 1, 6.0),
                ("naive pinned jemalloc", 1, 4.0),
                ("nightjar", 1, 2.0),
            )
            for n in (1, 2, 4)
        ]
        return {"version": "0.0", "model": "made up", "machine": MACHINE, "points": points}

    def open(self, *files: object, width: int = 1200, dark: bool = False) -> None:
        self.report(*files)
        self.browser.open(self.page, width, dark=dark)
        self.browser.wait(f"{CHARTS}.every((chart) => chart.plot)")

    def chart(self, title: str) -> str:
        return f"{CHARTS}.find((chart) => chart.ariaLabel === '{title}').plot"

    def all_is_well(self, width: int) -> None:
        self.assertEqual(self.browser.complaints, [])
        self.assertEqual(self.browser.requests, [self.page.as_uri()])
        self.assertLessEqual(self.browser.read("document.documentElement.scrollWidth"), width)

    def test_a_sweep_has_a_line_for_each_arrangement_over_its_threads(self) -> None:
        self.open(self.write_json("sweep.json", self.sweep()))
        time = self.chart("Processing time")
        self.assertEqual(
            self.browser.read(f"{time}.data.map((values) => [...values])"),
            [[1, 2, 4], [8, 4, 2], [6, 3, 1.5], [4, 2, 1], [2, 1, 0.5]],
        )
        self.assertEqual(
            self.browser.read(f"{time}.series.slice(1).map((line) => line.label)"),
            ["naive, intra-op default (2)", "naive, intra-op 1, pinned", "naive pinned jemalloc", "nightjar"],
        )
        self.assertEqual(self.browser.read("document.querySelectorAll('.table tbody tr').length"), 12)
        self.browser.read(
            "[...document.querySelectorAll('th button')].find((b) => b.textContent === 'Wall, s').click()"
        )
        first = "document.querySelector('.table tbody tr td').textContent"
        self.assertEqual(self.browser.read(first), "nightjar")
        self.browser.read(
            "[...document.querySelectorAll('th button')].find((b) => b.textContent === 'Wall, s').click()"
        )
        self.assertEqual(self.browser.read(first), "naive")
        self.assertIn("AVX-512", self.browser.read("document.getElementById('page').lastChild.textContent"))
        self.all_is_well(1200)

    def test_a_soak_is_drawn_over_its_hours_of_sound_and_zooms(self) -> None:
        self.open(self.write_lines("soak.jsonl", *soak_lines(101)))
        memory = self.chart("Memory")
        self.assertEqual(
            self.browser.read(f"[{memory}.data.length, {memory}.data[0][100], {memory}.data[1][100]]"),
            [2, 100, 200],
        )
        bounds = self.browser.read(
            f"(({memory}.root.scrollIntoView({{block: 'center'}})), {memory}.over.getBoundingClientRect().toJSON())"
        )
        x, y = bounds["left"], bounds["top"] + 60
        self.browser.drag(x + 0.5 * bounds["width"], x + 0.75 * bounds["width"], y)
        scale = self.browser.read(f"[{memory}.scales.x.min, {memory}.scales.x.max]")
        self.assertAlmostEqual(scale[0], 50, delta=1)
        self.assertAlmostEqual(scale[1], 75, delta=1)
        tip = self.browser.read(f"{memory}.over.querySelector('.tooltip').textContent")
        self.assertRegex(tip, r"sound, hours: \d+RSS1\d\d MiB")
        self.browser.read(
            f"{memory}.root.closest('.chart').querySelector('[title=\"Show the whole\"]').click()"
        )
        self.assertEqual(self.browser.read(f"[{memory}.scales.x.min, {memory}.scales.x.max]"), [0, 100])
        self.browser.read(f"{memory}.root.closest('.chart').querySelector('[title=\"Zoom in\"]').click()")
        self.assertEqual(self.browser.read(f"[{memory}.scales.x.min, {memory}.scales.x.max]"), [25, 75])
        self.browser.read(f"{memory}.root.closest('.chart').querySelector('.legend button').click()")
        self.assertFalse(self.browser.read(f"{memory}.series[1].show"))
        self.assertIn("There is no summary", self.browser.read("document.querySelector('.note').textContent"))
        self.all_is_well(1200)

    def test_soaks_of_two_allocators_are_compared_on_one_axis(self) -> None:
        self.open(
            self.write_lines("a.jsonl", *soak_lines(3)),
            self.write_lines("b.jsonl", *soak_lines(5, "jemalloc")),
        )
        both = self.chart("Memory of all soaks")
        self.assertEqual(self.browser.read(f"{both}.data.map((values) => [...values])"),
                         [[0, 1, 2, 3, 4], [100, 101, 102, None, None], [100, 101, 102, 103, 104]])  # fmt: skip
        self.assertEqual(
            self.browser.read(f"{both}.series.slice(1).map((line) => line.label.match(/\\((.*)\\)/)[1])"),
            ["malloc", "jemalloc"],
        )

    def test_everything_fits_a_narrow_screen_in_the_dark(self) -> None:
        self.open(self.write_json("sweep.json", self.sweep()), self.write_lines("soak.jsonl", *soak_lines(9)),
                  self.write_json("bench.json", BENCH), width=360, dark=True)  # fmt: skip
        self.assertEqual(
            self.browser.read("getComputedStyle(document.body).backgroundColor"), "rgb(15, 20, 25)"
        )
        self.assertIn("633 x", self.browser.read("document.getElementById('part-3').textContent"))
        self.assertEqual(self.browser.read("[...document.querySelectorAll('.bars i')].map((bar) => bar.style.width)"),
                         ["25%", "50%", "75%", "100%"])  # fmt: skip
        self.assertTrue(
            self.browser.read(
                f"{CHARTS}.every((chart) => chart.offsetWidth <= 340 && chart.querySelector('canvas'))"
            )
        )
        self.all_is_well(360)


if __name__ == "__main__":
    need_browser()
    unittest.main()
