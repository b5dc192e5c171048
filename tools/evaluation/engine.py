"""Runs the engine as a user would."""

import shlex
import subprocess
from pathlib import Path


class EngineFailed(Exception):
    """It ended without results; `code` is its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"nightjar run ended with {code}; what it says is above")
        self.code = code


def run_engine(
    program: str, model: str, recordings: list[str], options: str, lines: Path, scores: Path | None
) -> None:
    """Writes the results into `lines`, and every segment's scores into `scores`; progress goes to stderr."""
    command = [program, "run", "--model", model, "--format", "jsonl", *shlex.split(options)]
    command += ["--scores", str(scores)] if scores else []
    with lines.open("wb") as output:
        code = subprocess.run([*command, "--", *recordings], stdout=output, check=False).returncode
    if code not in (0, 1):  # 1: some recordings were refused or have gaps
        raise EngineFailed(code if code > 0 else 128 - code)
