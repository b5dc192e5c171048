"""Makes a small model with random weights, imports it, and says what its own library makes of a recording.

    python3 tests/tools/shipped/import_case.py CASE FOLDER

FOLDER gets `model` (by tools/import_model), `sound.wav`, shorter than a segment, and `expected.json`: its
"text", or its "scores", one a label. Nothing is downloaded.
"""

import importlib
import json
import pathlib
import runpy
import sys

import numpy as np
import soundfile
import torch
import transformers

ROOT = pathlib.Path(__file__).resolve().parents[3]
IMPORTER = ROOT / "tools/import_model"
RATE = 16000
TOKENS = ["<pad>", "<s>", "</s>", "<unk>", "|", *"ABCDEFGH'"]
SMALL = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "initializer_range": 0.7,  # so large that scores are far apart
}
SPEECH = SMALL | {
    "conv_dim": (16,) * 7,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 4,
    "vocab_size": len(TOKENS),
    "pad_token_id": 0,
}
LAYER_NORM = {"feat_extract_norm": "layer", "do_stable_layer_norm": True, "conv_bias": True}
# Class, what its configuration has beside SPEECH, its extractor's do_normalize, its tokeniser's options.
SPEECH_CASES = {
    "wav2vec2_transcripts": ("Wav2Vec2ForCTC", {}, True, {}),
    # Two of its columns have no token.
    "wav2vec2_large_transcripts": ("Wav2Vec2ForCTC", LAYER_NORM | {"vocab_size": len(TOKENS) + 2}, True, {}),
    "hubert_transcripts": ("HubertForCTC", {}, True, {"do_lower_case": True}),
    "wavlm_transcripts": ("WavLMForCTC", {}, False, {}),
    "wav2vec2_tags": ("Wav2Vec2ForSequenceClassification", {"num_labels": 5}, True, None),
    "hubert_tags": ("HubertForSequenceClassification", LAYER_NORM | {"num_labels": 3}, True, None),
    "wavlm_tags": (
        "WavLMForSequenceClassification",
        {"num_labels": 4, "problem_type": "multi_label_classification", "use_weighted_layer_sum": True},
        False,
        None,
    ),
}


def import_model(*arguments: str) -> None:
    sys.path.insert(0, str(IMPORTER))
    sys.argv = ["import_model", *arguments]
    runpy.run_path(str(IMPORTER / "import_model"), run_name="__main__")


def record(folder: pathlib.Path, seconds: float) -> np.ndarray:
    """Noise that comes and goes, so that the model has something to say."""
    random = np.random.default_rng(7)
    count = int(seconds * RATE)
    loudness = np.repeat(random.uniform(0, 0.5, count // 1600 + 1), 1600)[:count]
    tone = np.sin(np.cumsum(np.repeat(random.uniform(0.05, 1.5, count // 800 + 1), 800)[:count]))
    sound = (loudness * (tone + 0.2 * random.standard_normal(count))).astype(np.float32)
    soundfile.write(folder / "sound.wav", sound, RATE, subtype="FLOAT")
    return sound


def even_out(model: torch.nn.Module, head: torch.nn.Linear, features: np.ndarray) -> None:
    """Changes the last layer so that each output is the highest now and then, and none is out of reach."""
    with torch.inference_mode():
        logits = model.eval()(torch.from_numpy(features[None])).logits[0]
    transcribes = logits.ndim == 2
    mean = logits.mean(0) if transcribes else torch.zeros(())
    scale = logits.std(0) if transcribes else logits.abs().max() / 2
    with torch.no_grad():
        head.bias.copy_((head.bias - mean) / scale)
        head.weight.div_(scale[:, None] if transcribes else scale)


def scores_of(model: torch.nn.Module, features: np.ndarray) -> torch.Tensor:
    with torch.inference_mode():
        logits = model.eval()(torch.from_numpy(features[None])).logits[0]
    several = model.config.problem_type == "multi_label_classification" or model.config.num_labels == 527
    return torch.sigmoid(logits) if several else torch.softmax(logits, -1)


def speech(folder: pathlib.Path, case: str) -> dict:
    name, config, normalize, tokenizer_options = SPEECH_CASES[case]
    kind = getattr(transformers, name)
    model = kind(kind.config_class(**(SPEECH | config)))
    extractor = transformers.Wav2Vec2FeatureExtractor(do_normalize=normalize)
    checkpoint = folder / "checkpoint"
    sound = record(folder, 3.3 if tokenizer_options is not None else 1.7)
    features = extractor(sound, sampling_rate=RATE).input_values[0]
    even_out(model, model.classifier if tokenizer_options is None else model.lm_head, features)
    model.save_pretrained(checkpoint)
    extractor.save_pretrained(checkpoint)
    if tokenizer_options is None:
        import_model(
            "huggingface", str(checkpoint), str(folder / "model"), "--segment-s", "2", "--batch-segments", "2"
        )
        return {"scores": scores_of(model, features).tolist()}
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps({token: i for i, token in enumerate(TOKENS)}))
    tokenizer = transformers.Wav2Vec2CTCTokenizer(vocabulary, **tokenizer_options)
    tokenizer.save_pretrained(checkpoint)
    import_model(
        "huggingface", str(checkpoint), str(folder / "model"), "--segment-s", "4", "--batch-segments", "2"
    )
    with torch.inference_mode():
        ids = model.eval()(torch.from_numpy(features[None])).logits[0].argmax(-1)
    text = tokenizer.decode(ids)
    for token in ("<s>", "</s>", "<unk>"):  # recognised, but no part of what was said
        text = text.replace(token, "")
    return {"text": " ".join(text.split())}


def spectrogram(folder: pathlib.Path, case: str) -> dict:
    config = transformers.ASTConfig(**SMALL, max_length=256, num_labels=527 if case == "ast_audioset" else 6)
    model = transformers.ASTForAudioClassification(config)
    extractor = transformers.ASTFeatureExtractor(max_length=256)
    sound = record(folder, 1.7)
    even_out(model, model.classifier.dense, extractor(sound, sampling_rate=RATE).input_values[0])
    model.save_pretrained(folder / "checkpoint")
    extractor.save_pretrained(folder / "checkpoint")
    import_model("huggingface", str(folder / "checkpoint"), str(folder / "model"), "--segment-s", "2")
    return {"scores": scores_of(model, extractor(sound, sampling_rate=RATE).input_values[0]).tolist()}


MODULE = '''
"""A network of somebody's own, and what makes its features."""

import numpy as np
import torch
from torch import nn
from transformers.audio_utils import mel_filter_bank, spectrogram, window_function

FILTERS = mel_filter_bank(257, 20, 0, 8000, 16000, norm="slaney", mel_scale="slaney")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv1d(20, 8, 3), nn.ReLU(), nn.Conv1d(8, 3, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x / 10.0).mean(dim=2)


def build():
    torch.manual_seed(5)
    return Net()


def front_end(sound):
    return spectrogram(
        sound, window_function(400, "hann"), 400, 160, 512, power=2.0, pad_mode="constant",
        mel_filters=FILTERS, mel_floor=1e-10, log_mel="dB",
    )
'''
KEYS = {
    "task": "tags",
    "sample_rate_hz": RATE,
    "segment_samples": RATE,
    "batch_segments": 4,
    "labels": ["a", "b", "c"],
    "decode": {"activation": "softmax"},
    "features": {
        "type": "log_mel",
        "n_fft": 512,
        "win_samples": 400,
        "hop_samples": 160,
        "mel_bands": 20,
        "f_min_hz": 0,
        "f_max_hz": 8000,
        "mel_scale": "slaney",
        "mel_norm": "slaney",
        "window": "hann",
        "center": True,
        "pad_mode": "constant",
        "power": 2,
        "log": "db",
        "log_floor": 1e-10,
        "top_db": 0,
    },
}


def own(folder: pathlib.Path, case: str) -> dict:
    (folder / "net.py").write_text(MODULE)
    (folder / "keys.json").write_text(json.dumps(KEYS))
    sys.path.insert(0, str(folder))
    net = importlib.import_module("net")
    front_end = ["--front-end", f"{folder}/net.py:front_end"]
    rest = [str(folder / "model"), "--manifest", str(folder / "keys.json"), *front_end]
    if case == "torchscript":
        torch.jit.trace(net.build(), torch.zeros(1, 20, 101)).save(str(folder / "net.pt"))
        import_model("torchscript", str(folder / "net.pt"), *rest)
    else:
        import_model(
            "module", f"{folder}/net.py:build", *rest, *(["--trace"] if case == "traced_module" else [])
        )
    features = np.asarray(net.front_end(record(folder, 1)), np.float32)
    with torch.inference_mode():
        return {"scores": torch.softmax(net.build()(torch.from_numpy(features[None]))[0], -1).tolist()}


def main() -> None:
    case, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    torch.manual_seed(3)
    make = speech if case in SPEECH_CASES else spectrogram if case.startswith("ast") else own
    (folder / "expected.json").write_text(json.dumps(make(folder, case)))


if __name__ == "__main__":
    main()
