"""The command line."""

import argparse
import pathlib

from . import hugging_face, own_model, silero


def parse(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="import_model",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Each kind has its own help: import_model huggingface --help",
    )
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    add_hugging_face(kinds)
    add_torchscript(kinds)
    add_module(kinds)
    add_silero(kinds)
    return parser.parse_args()


def add_kind(
    kinds: argparse._SubParsersAction, name: str, what: str, more: str = ""
) -> argparse.ArgumentParser:
    return kinds.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}. {more}")


def add_common(kind: argparse.ArgumentParser) -> None:
    kind.add_argument("folder", type=pathlib.Path, help="the model folder to write")
    kind.add_argument("--force", action="store_true", help="replace a model folder that is there")
    kind.add_argument(
        "--reference-sound",
        metavar="FILE",
        type=pathlib.Path,
        help="a recording at the model's rate for reference.npz, in place of a seeded sound",
    )


def seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 600:
        raise argparse.ArgumentTypeError(f"{text} s; expected more than 0, at most 600")
    return value


def batch(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1024 or value & (value - 1):
        raise argparse.ArgumentTypeError(f"{text}; expected a power of two from 1 to 1024")
    return value


def add_hugging_face(kinds: argparse._SubParsersAction) -> None:
    kind = add_kind(
        kinds,
        "huggingface",
        "a checkpoint of Hugging Face's transformers",
        f"There are {hugging_face.SUPPORTED}. Whisper is not among them.",
    )
    kind.add_argument(
        "checkpoint", help="a folder of save_pretrained(), or a name on the hub (it is downloaded)"
    )
    add_common(kind)
    kind.add_argument(
        "--segment-s",
        metavar="S",
        type=seconds,
        help="seconds that the model hears at once; by default 20 of transcripts, 5 of tags, 10 of AST",
    )
    kind.add_argument(
        "--hop-s",
        metavar="S",
        type=seconds,
        help="seconds from segment to segment; by default 4/5 of a segment of transcripts, else half",
    )
    kind.add_argument(
        "--batch-segments", metavar="N", type=batch, default=1, help="segments that are computed at once; 1"
    )
    kind.add_argument(
        "--activation",
        choices=["softmax", "sigmoid"],
        help="of tags; by default as problem_type says, and sigmoid for the 527 labels of AudioSet",
    )
    kind.add_argument("--licence", help="by default as the checkpoint's README.md says")
    kind.set_defaults(load=hugging_face.load)


def add_own(kind: argparse.ArgumentParser) -> None:
    """What a manifest says of a model that nobody here knows."""
    add_common(kind)
    kind.add_argument(
        "--manifest",
        metavar="FILE",
        type=pathlib.Path,
        required=True,
        help="JSON with the keys of a manifest: task, sample_rate_hz, segment_samples, features, labels, "
        "decode, and any other; format, name, weights, input and what has an obvious value may be left out",
    )
    kind.add_argument(
        "--front-end",
        metavar="CODE",
        help="file.py:function or package:function that makes the model's input of float32 [samples], for "
        "reference.npz; not needed where the input is the samples themselves",
    )


def add_torchscript(kinds: argparse._SubParsersAction) -> None:
    kind = add_kind(kinds, "torchscript", "a TorchScript file", "It is taken as it is.")
    kind.add_argument("file", type=pathlib.Path, help="as torch.jit.save writes it")
    add_own(kind)
    kind.set_defaults(load=own_model.load_torchscript)


def add_module(kinds: argparse._SubParsersAction) -> None:
    kind = add_kind(kinds, "module", "a torch.nn.Module that your code makes", "The code is run.")
    kind.add_argument(
        "module", help="file.py:function or package:function that takes nothing and gives the module"
    )
    add_own(kind)
    kind.add_argument(
        "--trace", action="store_true", help="trace it instead of compiling it with torch.jit.script"
    )
    kind.set_defaults(load=own_model.load_module)


def add_silero(kinds: argparse._SubParsersAction) -> None:
    kind = add_kind(
        kinds, "silero-vad", "Silero VAD from its Python package", "pip install --no-deps silero-vad"
    )
    add_common(kind)
    kind.set_defaults(load=silero.load)
