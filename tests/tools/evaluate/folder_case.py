"""A test with a folder of its own."""

import tempfile
import unittest
from pathlib import Path


class FolderCase(unittest.TestCase):
    def setUp(self) -> None:
        there = tempfile.TemporaryDirectory()
        self.addCleanup(there.cleanup)
        self.folder = Path(there.name)

    def write(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text)
        return self.folder / name
