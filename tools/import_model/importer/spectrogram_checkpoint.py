"""AST: a transformer over patches of a Kaldi filter bank."""

import argparse
from typing import Any

import numpy as np
import torch
import transformers
from torch import Tensor, nn

from .failure import ImportFailure
from .hugging_face import activated, labels_of, licence, network, part_of
from .imported import Imported, tag_decoding
from .sound import reference_sound, segment_grid
from .tracing import trace

SEGMENTS = 2  # of the reference: one batch of two
SEGMENT_S, HOP_S = 10.0, 5.0
AUDIOSET_LABELS = 527  # any number of them may be heard at once


class Padded(nn.Module):
    """float32 [batch, frames, bands], of any number of frames up to the model's -> logits. What is missing is
    what the feature extractor pads with."""

    def __init__(self, model: nn.Module, frames: int, silence: float) -> None:
        super().__init__()
        self.model, self.frames, self.silence = model, frames, silence

    def forward(self, features: Tensor) -> Tensor:
        missing = self.frames - features.size(1)
        return self.model(nn.functional.pad(features, (0, 0, 0, missing), value=self.silence)).logits


def load(options: argparse.Namespace, config: Any) -> Imported:
    model, _ = network(options, config, {"ForAudioClassification": "tags"})
    extractor = part_of(transformers.AutoFeatureExtractor, options.checkpoint)
    rate = extractor.sampling_rate
    win, step = rate * 25 // 1000, rate * 10 // 1000
    segment_s = options.segment_s or SEGMENT_S
    segment, hop = segment_grid(segment_s, options.hop_s or segment_s * HOP_S / SEGMENT_S, rate, 1, win)
    frames = frames_of(segment, win, step)
    if frames > extractor.max_length:
        longest_s = ((extractor.max_length - 1) * step + win) / rate
        raise ImportFailure(
            f"--segment-s is {segment / rate:g}; expected at most {longest_s:g}, for the model hears "
            "no more at once"
        )
    scale = extractor.std * 2 if extractor.do_normalize else 1.0
    mean = extractor.mean if extractor.do_normalize else 0.0
    module = Padded(model, extractor.max_length, -mean / scale).eval()
    bands = extractor.num_mel_bins
    shortest = frames_of(segment - hop + 1, win, step)
    traced = trace(module, [1, frames, bands], [[2, shortest, bands]])

    sound = reference_sound(options.reference_sound, SEGMENTS, segment, rate)
    padded = np.array([extractor(one, sampling_rate=rate).input_values[0] for one in sound], np.float32)
    with torch.inference_mode():
        outputs = np.concatenate([model(torch.from_numpy(one[None])).logits.numpy() for one in padded])
    several = config.problem_type == "multi_label_classification" or config.num_labels == AUDIOSET_LABELS
    activation = options.activation or ("sigmoid" if several else "softmax")
    return Imported(
        manifest={
            "description": "Audio Spectrogram Transformer, tags",
            "licence": licence(options),
            "task": "tags",
            "sample_rate_hz": rate,
            "segment_samples": segment,
            "hop_samples": hop,
            "batch_segments": options.batch_segments,
            "padding": "none",
            "input": {"shape": [frames, bands]},
            "features": fbank(win, step, bands, mean, scale),
            "labels": labels_of(config),
            "decode": tag_decoding(activation),
        },
        weights=traced,
        source=f"{options.checkpoint} ({model.__class__.__name__}, Hugging Face transformers)",
        reference={
            "sound": sound,
            "features": padded[:, :frames],
            "outputs": outputs,
            "scores": activated(outputs, activation),
        },
    )


def frames_of(samples: int, win: int, step: int) -> int:
    return (samples - win) // step + 1


def fbank(win: int, step: int, bands: int, mean: float, scale: float) -> dict[str, Any]:
    """torchaudio.compliance.kaldi.fbank(sound, window_type="hanning", num_mel_bins=bands), normalized."""
    return {
        "type": "kaldi_fbank",
        "layout": "frames_bands",
        "normalization": {"type": "global", "mean": [mean], "std": [scale]},
        "win_samples": win,
        "hop_samples": step,
        "input_scale": 1,
        "dither": 0,
        "remove_dc_offset": True,
        "preemphasis": 0.97,
        "window": "hanning",
        "blackman_coeff": 0.42,
        "snip_edges": True,
        "round_to_power_of_two": True,
        "mel_bands": bands,
        "mel_filters": {"type": "torchaudio"},
        "f_min_hz": 20,
        "f_max_hz": 0,
        "use_energy": False,
        "raw_energy": True,
        "energy_floor": 1,
        "htk_compat": False,
        "use_log_fbank": True,
        "use_power": True,
    }
