"""Checkpoints of Hugging Face's transformers: which there are, and what they have in common."""

import argparse
import pathlib
import re
from typing import Any

import numpy as np

from .failure import ImportFailure, needed
from .imported import Imported

SUPPORTED = "Wav2Vec2, HuBERT, WavLM (ForCTC, ForSequenceClassification), and AST (ForAudioClassification)"


def load(options: argparse.Namespace) -> Imported:
    transformers = needed("transformers", "checkpoints of Hugging Face")
    needed("torch", "checkpoints of Hugging Face")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    from . import speech_checkpoint, spectrogram_checkpoint

    importers = {
        "wav2vec2": speech_checkpoint.load,
        "hubert": speech_checkpoint.load,
        "wavlm": speech_checkpoint.load,
        "audio-spectrogram-transformer": spectrogram_checkpoint.load,
    }
    config = part_of(transformers.AutoConfig, options.checkpoint)
    if config.model_type not in importers:
        hint = ": it is neither CTC nor tags" if config.model_type == "whisper" else ""
        raise ImportFailure(
            f"{options.checkpoint} is of architecture {config.model_type}, which is not there{hint}; "
            f"expected one of {SUPPORTED}. Others: export TorchScript, and see "
            "import_model torchscript --help"
        )
    return importers[config.model_type](options, config)


def part_of(kind: Any, checkpoint: str) -> Any:
    """`kind`.from_pretrained, with an error that says what was asked for."""
    try:
        return kind.from_pretrained(checkpoint)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise ImportFailure(
            f"{kind.__name__} cannot be loaded from {checkpoint}: {reason[:300]}; expected a local folder as "
            f"save_pretrained() writes it, or the name of a checkpoint on the hub, of {SUPPORTED}"
        ) from error


def network(options: argparse.Namespace, config: Any, heads: dict[str, str]) -> tuple[Any, str]:
    """The model with its weights in float32, and its task. `heads`: task by the end of the class's name."""
    transformers = needed("transformers", "checkpoints of Hugging Face")
    names = config.architectures or []
    for name in names:
        for head, task in heads.items():
            if name.endswith(head):
                return whole(getattr(transformers, name), options.checkpoint).float().eval(), task
    raise ImportFailure(
        f"{options.checkpoint} has the architectures {names}; expected one that ends with "
        f"{' or '.join(heads)}: without a head that was trained, a model has no labels"
    )


def whole(kind: Any, checkpoint: str) -> Any:
    model, report = kind.from_pretrained(checkpoint, output_loading_info=True)
    missing = sorted(report["missing_keys"])
    if missing:
        raise ImportFailure(
            f"{checkpoint} lacks {len(missing)} weights of {kind.__name__}, {missing[0]} first; expected "
            "all of them: was its head ever trained?"
        )
    return model


def licence(options: argparse.Namespace) -> str:
    """That of the command line, or of the checkpoint's card."""
    if options.licence:
        return options.licence
    local = pathlib.Path(options.checkpoint)
    try:
        if local.is_dir():
            text = (local / "README.md").read_text("utf-8")
        else:
            text = needed("huggingface_hub", "cards").ModelCard.load(options.checkpoint).content
    except Exception:  # whatever the hub's client raises: a card is no condition
        return "unknown"
    found = re.search(r"\A---\n.*?^licen[sc]e:\s*(\S+).*?^---", text, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else "unknown"


def labels_of(config: Any) -> list[str]:
    """In the order of the outputs, each another, none of the name that the manifest has for all."""
    labels: list[str] = []
    for i in range(config.num_labels):
        label = str(config.id2label.get(i, "")).strip() or f"label {i}"
        taken = label in labels or label == "default"
        labels.append(f"{label} ({i})" if taken else label)
    return labels


def activated(outputs: np.ndarray, activation: str) -> np.ndarray:
    """The library's scores of its logits."""
    torch = needed("torch", "every model")
    logits = torch.from_numpy(outputs)
    return (torch.sigmoid(logits) if activation == "sigmoid" else torch.softmax(logits, -1)).numpy()
