"""What goes wrong, and how optional packages are asked for."""

import importlib
from types import ModuleType


class ImportFailure(Exception):
    """Says what, what was got, what is expected, and what to do."""


def needed(package: str, what_for: str) -> ModuleType:
    """The Python package; only some kinds of models need it."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise ImportFailure(
            f"the Python package {package} cannot be loaded ({error}), and is needed for {what_for}; "
            "python3 -m pip install -r tools/import_model/requirements.txt"
        ) from error
