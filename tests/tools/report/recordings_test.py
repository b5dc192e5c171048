#!/usr/bin/env python3
"""The page of a run, in a browser: its table, its pictures, its marks and its sound. Exits 77 without Chromium."""

import base64
import os
import unittest

from scenes import RUN, ReportCase, event, need_browser, recording, times

from browser import Browser

EVIL = "<img src=x onerror=alert(1)>&\"'\n</script>.wav"
WORDS = [{"type": "transcript", **times(1, 3), "text": "open <b>the</b> door", "score": 0.8},
         {"type": "word", **times(1, 2), "text": "open", "score": 0.9},
         {"type": "word", **times(2, 3), "text": "door", "score": 0.7}]  # fmt: skip
MISSING = [{"type": "gap", **times(6, 8), "code": "lost_samples", "message": "2 s are missing"},
           {"type": "skipped", **times(8, 10), "code": "outside_range", "message": "not asked for"}]  # fmt: skip
MATCH = {"type": "match", **times(3, 5), "id": "jingles/a.ogg", "offset_s": 4.5, "score": 0.6}
CARDS = "[...document.querySelectorAll('.recording')]"
ROWS = "[...document.querySelectorAll('.table tbody:nth-of-type(2) tr')]"


class Recordings(ReportCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def open(self, *lines: dict, width: int = 1200) -> None:
        self.report(self.write_lines("run.jsonl", RUN, *lines))
        self.browser.open(self.page, width)

    def all_is_well(self, width: int = 1200, *played: str) -> None:
        self.assertEqual(self.browser.complaints, [])
        self.assertEqual(self.browser.requests, [self.page.as_uri(), *played])
        self.assertLessEqual(self.browser.read("document.documentElement.scrollWidth"), width)

    def card(self, index: int) -> str:
        """Drawn, in the middle of the screen."""
        card = f"{CARDS}[{index}]"
        self.browser.read(f"{card}.scrollIntoView({{block: 'center'}})")
        self.browser.wait(f"{card}.querySelector('.picture')?.clientHeight")
        return card

    def column(self, title: str) -> list[str]:
        number = ["", "Type", "What", "Begin", "End", "Score", "Recording", "More"].index(title)
        return self.browser.read(f"{ROWS}.map((row) => row.children[{number}].textContent)")

    def pixel(self, card: str, time: float, y: str) -> list[int]:
        return self.browser.read(self.pixel_of(card, time, y))

    def pixel_of(self, card: str, time: float, y: str) -> str:
        """An expression: red, green, blue and alpha of the picture there; `y` in terms of its layout, `l`."""
        return (
            f"((c) => {{ const l = c.layout; const x = l.box.left + ({time} - c.view.min) / c.view.span * l.box.width;"
            "const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });"
            f"copy.drawImage(c.canvas, x, {y}, 1, 1, 0, 0, 1, 1); return [...copy.getImageData(0, 0, 1, 1).data] }})({card}.card)"
        )

    def x_of(self, card: str, time: float) -> tuple[float, float]:
        """On the screen, with the height of the spectrogram's middle."""
        x, y = self.browser.read(
            f"((c) => {{ const r = c.place.getBoundingClientRect(); const l = c.layout; return [r.left + l.box.left + "
            f"({time} - c.view.min) / c.view.span * l.box.width, r.top + l.spectrum.top + l.spectrum.height / 2] }})({card}.card)"
        )
        return x, y

    def test_what_was_found_is_in_the_table_sorts_and_is_searched(self) -> None:
        self.open(*recording({"path": "x/a.wav"}, 10, event("dog", 4, 5, 0.9), event("rain", 0, 9, 0.3), *WORDS, MATCH, *MISSING),
                  *recording({"path": "x/b.wav"}, 10, event("dog", 1, 2, 0.5)))  # fmt: skip
        self.assertEqual(
            self.column("Type"),
            ["event", "event", "transcript", "word", "word", "match", "gap", "skipped", "event"],
        )
        self.assertEqual(self.column("Recording")[-1], "b.wav")
        press = "[...document.querySelectorAll('th button')].find((b) => b.textContent === 'Score').click()"
        self.browser.read(press)
        self.assertEqual(
            self.column("Score"),
            ["0.3000", "0.5000", "0.6000", "0.7000", "0.8000", "0.9000", "0.9000", "", ""],
        )
        self.browser.read(press)
        self.assertEqual(self.column("Score")[0], "0.9000")

        def search(text: str) -> list[str]:
            self.browser.read(
                f"((i) => {{ i.value = '{text}'; i.dispatchEvent(new Event('input')) }})(document.querySelector('input'))"
            )
            self.browser.read("new Promise((done) => setTimeout(done, 20))")
            return sorted(self.column("What"))

        self.assertEqual(search("DOG b.wav"), ["dog"])
        self.assertEqual(self.browser.read(f"{CARDS}.map((card) => card.hidden)"), [True, False])
        self.assertEqual(search("missing"), ["lost_samples"])
        self.assertEqual(search("nothing like it"), [])
        self.assertIn(
            "0 findings in 0 of 2 recordings",
            self.browser.read("document.querySelector('.tools').textContent"),
        )
        self.assertEqual(len(search("")), 9)
        self.browser.read(
            "[...document.querySelectorAll('.chip')].find((b) => b.textContent === 'words 2').click()"
        )
        self.assertNotIn("open", self.column("What"))
        self.all_is_well()

    def test_marks_and_sound_are_drawn_at_their_times(self) -> None:
        self.write_sound("a.wav", 10)  # silent up to 5 s
        self.open(*recording({"path": "a.wav"}, 10, event("dog", 2, 4, 1.0), *MISSING))
        card = self.card(0)
        lanes = self.browser.read(f"{card}.card.lanes.map((lane) => lane.title)")
        self.assertEqual(lanes, ["gaps", "skipped", "dog"])
        lane = "l.lanesTop + 2 * 20 + 4"
        for inside in (2.1, 3.9):
            self.assertEqual(self.pixel(card, inside, lane), [0x3D, 0x92, 0xCF, 255])
        for outside in (1.9, 4.1):
            self.assertEqual(self.pixel(card, outside, lane)[3], 0)
        self.assertEqual(self.pixel(card, 7, "l.lanesTop + 4"), [0xD0, 0x45, 0x3B, 255])
        tone = "l.spectrum.top + l.spectrum.height * (1 - 1000 / 2146.1)"  # mel(1000 Hz) / mel(4000 Hz)
        well = [0xF3, 0xF5, 0xF7, 255]
        # The tone is dark, once its tiles are decoded.
        self.browser.wait(f"{self.pixel_of(card, 5.5, tone)}.slice(0, 3).reduce((a, b) => a + b) < 250")
        self.assertGreater(sum(self.pixel(card, 4, tone)[:3]), 600)
        self.assertEqual(self.pixel(card, 4, "l.wave.top + 2"), well)
        self.assertNotEqual(self.pixel(card, 5.5, "l.wave.top + 2"), well)
        self.all_is_well()

    def test_dragging_zooms_and_the_whole_comes_back(self) -> None:
        self.write_sound("a.wav", 10)
        self.open(*recording({"path": "a.wav"}, 10, event("dog", 2, 4)))
        card = self.card(0)
        (from_x, y), (to_x, _) = self.x_of(card, 2), self.x_of(card, 6)
        self.browser.drag(from_x, to_x, y)
        view = f"[{card}.card.view.min, {card}.card.view.max]"
        seen = self.browser.read(view)
        self.assertAlmostEqual(seen[0], 2, delta=0.02)
        self.assertAlmostEqual(seen[1], 6, delta=0.02)
        self.assertGreater(self.pixel(card, 3.9, "l.lanesTop + 4")[3], 100)  # and the marks with it
        self.assertEqual(self.pixel(card, 4.1, "l.lanesTop + 4")[3], 0)
        self.browser.read(f"{card}.querySelector('[title=\"Zoom in\"]').click()")
        self.assertAlmostEqual(self.browser.read(f"{card}.card.view.span"), 2, delta=0.02)
        self.browser.read(f"{card}.querySelector('[title=\"Show the whole\"]').click()")
        self.assertEqual(self.browser.read(view), [0, 10])
        self.browser.read(f"{ROWS}[0].click()")  # a row shows its finding
        self.assertEqual(self.browser.read(view), [0, 6])
        self.assertEqual(self.browser.read(f"{card}.card.chosen"), 0)
        self.all_is_well()

    def test_a_click_plays_and_says_where_it_cannot(self) -> None:
        names = ["plain.wav", EVIL.replace("/", "-"), os.fsdecode(b"\xff #1%20?.wav")]
        paths = [
            {"path": names[0]},
            {"path": names[1]},
            {"path_base64": base64.b64encode(os.fsencode(names[2])).decode()},
        ]
        for name in names:
            self.write_sound(name, 4)
        lines = [line for path in paths for line in recording(path, 4, event("dog", 1, 2))]
        self.open(*lines, *recording({"path": "gone.wav"}, 4, event("dog", 1, 2)))
        self.assertIn(
            "not found at",
            self.browser.read(
                f"({CARDS}[3].scrollIntoView(), {CARDS}[3].card.fill(), {CARDS}[3].textContent)"
            ),
        )
        for index in range(3):
            card = self.card(index)
            x, y = self.x_of(card, 3)
            self.browser.drag(x, x, y)
            self.browser.wait("!document.querySelector('.player').hidden")
            self.browser.wait(
                "parseFloat(document.querySelector('.player .time').textContent.slice(2)) >= 3.2"
            )
            self.assertEqual(self.browser.read("document.querySelector('.player p').textContent"), "")
        played = [one for one in self.browser.requests if one != self.page.as_uri()]
        self.assertEqual(len(set(played)), 3)
        self.browser.read("document.querySelectorAll('.table .play')[3].click()")
        self.browser.wait(
            "document.querySelector('.player p').textContent.includes('The browser cannot play gone.wav')"
        )

    def test_names_and_texts_are_text(self) -> None:
        path = {"path_base64": base64.b64encode(b"\xff<b>\n.wav").decode()}
        evil = {"type": "event", **times(0, 1), "label": EVIL, "score": 0.5}
        self.open(*recording({"path": EVIL}, 4, evil, *WORDS), *recording(path, 4, {**MATCH, "id": EVIL}),
                  {"type": "error", **path, "code": "not_audio", "message": EVIL, "offset": None})  # fmt: skip
        for index in (0, 1):
            self.card(index)
        shown = EVIL.replace("\n", "\\x0a")
        self.assertEqual(
            self.browser.read("[...document.querySelectorAll('h4')].map((h) => h.textContent)"),
            [shown, "\\xff<b>\\x0a.wav"],
        )
        self.assertIn(shown, self.column("What"))
        self.assertEqual(self.browser.read("document.querySelectorAll('img, b, section script').length"), 0)
        self.assertEqual(self.browser.read("document.scripts.length"), 3)
        self.all_is_well()

    def test_a_narrow_screen_is_no_wider(self) -> None:
        self.write_sound("a.wav", 10)
        long = (
            "a folder with a rather long name/" * 4 + "and_a_recording_without_a_space_in_its_name_at_all.wav"
        )
        self.open(
            *recording({"path": "a.wav"}, 10, event("dog", 2, 4), *MISSING),
            *recording({"path": long}, 10, event("x" * 90, 1, 2)),
            width=360,
        )
        for index in (0, 1):
            self.card(index)
        self.all_is_well(360)

    def test_a_thousand_recordings_are_in_the_page_a_few_at_a_time(self) -> None:
        self.open(
            *(
                line
                for i in range(1000)
                for line in recording(
                    {"path": f"{i:04}.wav"}, 60, *(event("dog", j, j + 1) for j in range(20))
                )
            )
        )
        self.assertLess(int(self.browser.read("document.getElementById('page').dataset.ready")), 5000)
        self.assertIn(
            "20,000 findings in 1,000 of 1,000",
            self.browser.read("document.querySelector('.tools').textContent"),
        )
        self.card(900)
        self.browser.read("document.querySelector('.table').scrollTop = 1e9")
        self.browser.wait(f"{ROWS}.at(-1).textContent.includes('0999.wav')")
        self.assertLess(self.browser.read("document.querySelectorAll('.recording canvas').length"), 40)
        self.assertLess(self.browser.read(f"{ROWS}.length"), 60)
        self.all_is_well()


if __name__ == "__main__":
    need_browser()
    unittest.main()
