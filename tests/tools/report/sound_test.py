#!/usr/bin/env python3
"""The pictures of sound: what they show, where, and how large they get. Exits 77 where a package is missing."""

import base64
import io
import tracemalloc
import unittest

import scenes
from PIL import Image

from reporting.resolution import BANDS, BYTES_PER_RECORDING, FEWEST, FINEST_PER_S, columns_for
from reporting.run_results import Recording
from reporting.sound_picture import NoSound, draw_sound
from reporting.spectrum import FLOOR_DB, Columns, mel
from reporting.tiles import COARSER, TILE, Levels

np, soundfile = scenes.np, scenes.soundfile


def recording(rate_hz: int, frames: int) -> Recording:
    return Recording("a.wav", {"sample_rate_hz": rate_hz}, {"frames": frames})


def grey(text: str) -> np.ndarray:
    """uint8 [bands, columns], high ones first."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("L"))


class Sound(scenes.ReportCase):
    def draw(self, file: scenes.Path, one: Recording, columns: int) -> tuple[dict, dict[str, str]]:
        pieces: dict[str, str] = {}
        return draw_sound(file, one, columns, pieces.__setitem__), pieces

    def test_a_tone_is_where_and_as_loud_as_it_is(self) -> None:
        for rate_hz, hz in ((8000, 1000.0), (48000, 1000.0), (16000, 6000.0)):
            file = self.write_sound("a.wav", 10, hz, rate_hz)
            made, pieces = self.draw(file, recording(rate_hz, 10 * rate_hz), 1000)
            self.assertEqual((made["hop_s"], made["columns"], made["top_hz"]), (0.01, [1000], rate_hz / 2))
            picture = grey(pieces["0-0"])
            self.assertEqual(picture.shape, (BANDS, 1000))
            self.assertLess(picture[:, :497].max(), 20)  # nothing but what WebP smears
            loud = picture[:, 510:990].mean(axis=1)
            expected = BANDS - 1 - (mel(hz) / mel(rate_hz / 2) * (BANDS + 1) - 1)
            self.assertLess(abs(int(loud.argmax()) - expected), 1.5, rate_hz)
            decibels = loud.max() / 255 * -FLOOR_DB + FLOOR_DB
            self.assertTrue(-18 < decibels < -5, decibels)  # of a tone a band has the mean of all its bins
            peaks = np.frombuffer(base64.b64decode(pieces["peaks"]), np.int8).reshape(-1, 2)
            self.assertEqual(
                (len(peaks), peaks[:1000].any(), peaks[1000].any(), peaks[1000:].min(), peaks[1000:].max()),
                (2000, False, True, -127, 127),
            )
            self.assertAlmostEqual(made["peak"], 0.5, places=3)

    def test_columns_do_not_depend_on_how_sound_is_cut_into_blocks(self) -> None:
        sound = np.random.default_rng(1).normal(0, 0.1, 30_001).astype(np.float32)
        for hop in (7, 160, 1000):
            whole = [np.concatenate(parts) for parts in zip(*Columns(16000, hop).of([sound]), strict=True)]
            cut = [
                np.concatenate(parts)
                for parts in zip(
                    *Columns(16000, hop).of(np.split(sound, range(113, 30_000, 997))), strict=True
                )
            ]
            self.assertEqual(len(whole[0]), -(-30_001 // hop))
            for one, other in zip(whole, cut, strict=True):
                np.testing.assert_allclose(one, other, atol=1e-4)

    def test_coarser_levels_cover_the_same_time(self) -> None:
        columns = 5 * TILE + 3
        levels = Levels(columns)
        added = np.full((columns, BANDS), 40, np.uint8)
        added[-1] = 200  # of the last, on its own in the coarser one
        tiles = []
        for part in np.array_split(added, 17):
            tiles += levels.add(part)
        tiles += levels.end()
        expected = [columns, -(-columns // COARSER), -(-(-(-columns // COARSER)) // COARSER)]
        self.assertEqual(levels.columns, expected)
        for level, count in enumerate(expected):
            own = [(tile, text) for of, tile, text in tiles if of == level]
            self.assertEqual([tile for tile, _ in own], list(range(-(-count // TILE))))
            self.assertEqual(sum(grey(text).shape[1] for _, text in own), count)
        self.assertGreater(
            grey(tiles[-1][2])[:, -1].mean(), 150
        )  # 3 of the last 4 columns: short and loud stays

    def test_the_size_holds_for_the_worst_sound(self) -> None:
        """White noise, and noise that is now soft, now loud: neither columns nor bands are alike."""
        seconds, rate_hz = 60, 8000
        noise = np.random.default_rng(2).normal(0, 0.1, seconds * rate_hz)
        gain = np.repeat(10 ** np.random.default_rng(3).uniform(-3, 0, seconds * rate_hz // 400), 400)
        for sound in (noise, noise * gain):
            soundfile.write(self.folder / "noise.wav", sound, rate_hz)
            for limit in (50_000, 500_000):
                (columns,) = columns_for([seconds], limit)
                _, pieces = self.draw(
                    self.folder / "noise.wav", recording(rate_hz, seconds * rate_hz), columns
                )
                self.assertLessEqual(sum(map(len, pieces.values())), limit)

    def test_long_recordings_give_so_that_all_have_a_picture(self) -> None:
        self.assertEqual(columns_for([5.0, 60.0], 24 << 20), [5 * FINEST_PER_S, 60 * FINEST_PER_S])
        short, long = columns_for([5.0, 36_000.0], 1 << 20)
        self.assertEqual(short, 5 * FINEST_PER_S)
        self.assertGreater(long, 20_000)
        self.assertEqual(columns_for([3600.0] * 1000, BYTES_PER_RECORDING), [FEWEST] * 1000)

    def test_memory_does_not_grow_with_the_recording(self) -> None:
        peaks = []
        for seconds in (30, 300):
            file = self.write_sound("long.wav", seconds)
            tracemalloc.start()
            self.draw(file, recording(8000, seconds * 8000), 1500)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        self.assertLess(peaks[1], 1.3 * peaks[0])

    def test_what_cannot_be_drawn_says_why(self) -> None:
        self.write_sound("a.wav", 2)
        (self.folder / "b.wav").write_text("no sound")
        for name, one, said in (("missing.wav", recording(8000, 10), "not found at"),
                                ("b.wav", recording(8000, 10), "cannot be read"),
                                ("a.wav", recording(16000, 10), "16000 Hz when it was run, 8000 Hz now"),
                                ("a.wav", recording(8000, 0), "nothing of it was recognised")):  # fmt: skip
            with self.assertRaisesRegex(NoSound, said):
                self.draw(self.folder / name, one, 100)

    def test_a_file_that_ends_early_is_drawn_as_far_as_it_goes(self) -> None:
        file = self.write_sound("a.wav", 4)
        file.write_bytes(file.read_bytes()[:-32_000])
        made, _ = self.draw(file, recording(8000, 4 * 8000), 400)
        self.assertAlmostEqual(made["columns"][0] * made["hop_s"], 2)
        cut = scenes.ROOT / "data/samples/cut_short.flac"  # of which 40,960 frames are there
        made, _ = self.draw(cut, recording(16000, 90_897), 569)
        self.assertEqual(made["columns"], [40_960 // 160])


if __name__ == "__main__":
    unittest.main()
