"""Nightjar's side: a program of its own, which waits for the next round between those of the others."""

import contextlib
import json
import subprocess
from pathlib import Path

import numpy as np

from .peers import Inputs, Round


class SideFailed(Exception):
    """What nightjar_side ended with; it has said why."""


class Nightjar:
    name = "Nightjar"

    def __init__(self, program: Path, model: str, folder: Path, inputs: Inputs, jobs: int, precision: str):
        self._outputs = folder / "outputs.f32"
        self._count = len(inputs)
        np.stack(inputs).tofile(folder / "inputs.f32")
        command = [program, model, len(inputs[0]), jobs, precision, folder / "inputs.f32", self._outputs]
        self._process = subprocess.Popen(
            [str(one) for one in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def outputs(self) -> np.ndarray:
        return np.fromfile(self._outputs, np.float32)

    def round(self, requests: int) -> Round:
        with contextlib.suppress(BrokenPipeError):  # it has ended: there is no answer
            self._process.stdin.write(f"{requests}\n")
            self._process.stdin.flush()
        return Round(**self._answer())

    def _answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise SideFailed(f"nightjar_side ended with exit code {self._process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
