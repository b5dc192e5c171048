#!/usr/bin/env python3
"""Makes a model folder of Silero VAD from its Python package, which holds the weights (MIT).

    pip install --no-deps silero-vad
    python3 tools/models/silero_vad/convert.py my_models/silero_vad
    tools/nightjar run --model my_models/silero_vad RECORDINGS

The package's TorchScript file is taken as it is. Nothing of the package is run or imported, so what it depends on
(torch among it) is not needed.
"""

import argparse
import importlib.util
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent


def package_folder() -> pathlib.Path:
    found = importlib.util.find_spec("silero_vad")
    if found is None or not found.submodule_search_locations:
        sys.exit("the Python package silero-vad is not installed here; pip install --no-deps silero-vad")
    return pathlib.Path(next(iter(found.submodule_search_locations)))


def licence_of(package: pathlib.Path) -> pathlib.Path:
    files = sorted(package.parent.glob("silero_vad-*.dist-info/**/LICENSE"))
    if not files:
        sys.exit(f"no licence beside {package}; expected silero_vad-*.dist-info/licenses/LICENSE")
    return files[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="where to write the model")
    folder = parser.parse_args().folder
    package = package_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for source, name in (
        (package / "data" / "silero_vad.jit", "weights.pt"),
        (licence_of(package), "LICENSE"),
        (HERE / "manifest.json", "manifest.json"),
        (HERE / "CARD.md", "CARD.md"),
    ):
        shutil.copyfile(source, folder / name)
    print(folder)


if __name__ == "__main__":
    main()
