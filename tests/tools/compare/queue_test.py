#!/usr/bin/env python3
"""queue_test.py NIGHTJAR_SIDE: tools/compare/queue on tiny networks. Exits 77 where a package is missing."""

import contextlib
import io
import re
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools/compare"))
try:
    import numpy as np
    import onnx  # noqa: F401

    from comparison import networks
    from comparison.peers import Round
    from comparison.program import main
    from comparison.report import apart, table
except ImportError as error:
    print(f"SKIPPED: {error}; NIGHTJAR_PYTHON has to have tools/compare/requirements.txt")
    sys.exit(77)
SIDE = sys.argv.pop()
SIDES = ("Nightjar", "OpenVINO", "ONNX Runtime")


def tiny() -> dict[str, networks.NetworkKind]:
    """The same networks, but for their width."""
    small = {
        "convolutions": lambda: networks.Convolutions(channels=8, layers=2),
        "transformer": lambda: networks.Transformer(width=128, heads=2, layers=1),
    }
    return {name: replace(kind, make=small.get(name, kind.make)) for name, kind in networks.NETWORKS.items()}


class Queue(unittest.TestCase):
    def setUp(self) -> None:
        there = tempfile.TemporaryDirectory()
        self.addCleanup(there.cleanup)
        whole = dict(networks.NETWORKS)
        networks.NETWORKS.update(tiny())
        self.addCleanup(networks.NETWORKS.update, whole)
        self.options = [
            "--program",
            SIDE,
            "--folder",
            there.name,
            "--rounds",
            "1",
            "--seconds",
            "0.01",
            "--jobs",
            "2",
        ]

    def run_it(self, *more: str) -> tuple[int, str]:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = main([*self.options, *more])
        return code, said.getvalue()

    def test_all_sides_give_the_same_of_each_network(self) -> None:
        code, said = self.run_it("--precision", "f32")
        self.assertEqual(code, 0, said)
        for name, kind in networks.NETWORKS.items():
            self.assertIn(f"\n{name} ({kind.what}), f32, 2 requests at a time of 1 segment,", said)
        for side, times in zip(SIDES, (4, 4, 3)):  # ONNX Runtime has no queue of its own to measure alone
            self.assertEqual(len(re.findall(rf"^{side} +[0-9]", said, re.M)), times, said)

    def test_requests_of_several_segments(self) -> None:
        code, said = self.run_it("--precision", "f32", "--segments", "2", "sounds", "transformer")
        self.assertEqual(code, 0, said)

    def test_wrong_usage(self) -> None:
        for wrong in (["sound"], ["--rounds", "0"], ["--precision", "f16"]):
            with self.assertRaises(SystemExit) as end, contextlib.redirect_stderr(io.StringIO()):
                self.run_it(*wrong)
            self.assertEqual(end.exception.code, 2)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(self.run_it("--program", "/bin/false", "empty")[0], 2)
        self.assertIn("nightjar_side ended with exit code 1", said.getvalue())


class Report(unittest.TestCase):
    def test_differences_are_shares_of_the_largest_output(self) -> None:
        outputs = {"a": np.array([4.0, -8.0]), "b": np.array([4.0, -7.0])}
        self.assertEqual(apart(outputs), {"a": 0, "b": 0.125})

    def test_medians_and_the_better_peer(self) -> None:
        rounds = {
            "Nightjar": [Round(10, 2, 3), Round(30, 4, 3), Round(20, 9, 3)],
            "OpenVINO": [Round(16, 3, 3)] * 3,
            "ONNX Runtime": [Round(25, 5, 3)] * 3,
        }
        lines = table(rounds, {side: 0.0 for side in rounds})
        self.assertEqual(lines[1].split(), ["Nightjar", "20.0", "100%", "4", "3", "0"])
        self.assertEqual(
            lines[-1],
            "Nightjar against the better peer: 0.80 x by requests a second, 0.75 x by CPU time (slower)",
        )


if __name__ == "__main__":
    unittest.main()
