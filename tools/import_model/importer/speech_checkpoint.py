"""Wav2Vec2, HuBERT and WavLM: convolutions over the samples, then attention over all of them."""

import argparse
import json
import math
from typing import Any

import numpy as np
import torch
import transformers
from torch import Tensor, nn

from .failure import ImportFailure
from .hugging_face import activated, labels_of, licence, network, part_of
from .imported import Imported, lines, tag_decoding
from .sound import reference_sound, segment_grid
from .tracing import plain_weights, trace
from .vocabulary import Vocabulary, vocabulary_of

SEGMENTS = 2  # of the reference: one batch of two
# Attention hears a whole segment: of transcripts, two seconds on either side are for context alone.
SEGMENT_S = {"transcripts": 20.0, "tags": 5.0}
HOP_SHARE = {"transcripts": 0.8, "tags": 0.5}
NAMES = {"wav2vec2": "Wav2Vec2", "hubert": "HuBERT", "wavlm": "WavLM"}


class Logits(nn.Module):
    """float32 [batch, samples] -> the logits alone."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, samples: Tensor) -> Tensor:
        return self.model(samples).logits


def load(options: argparse.Namespace, config: Any) -> Imported:
    if getattr(config, "add_adapter", False):
        raise ImportFailure(f"{options.checkpoint} has an adapter (add_adapter); expected one without")
    model, task = network(options, config, {"ForCTC": "transcripts", "ForSequenceClassification": "tags"})
    extractor = part_of(transformers.AutoFeatureExtractor, options.checkpoint)
    stride, receptive = math.prod(config.conv_stride), receptive_field(config)
    rate = extractor.sampling_rate
    segment_s = options.segment_s or SEGMENT_S[task]
    hop_s = options.hop_s or segment_s * HOP_SHARE[task]
    # With so much overlap the last segment is never too short for a row, so none needs zeros behind it.
    segment, hop = segment_grid(segment_s, hop_s, rate, stride, receptive)

    sound = reference_sound(options.reference_sound, SEGMENTS, segment, rate)
    features = np.array([extractor(one, sampling_rate=rate).input_values[0] for one in sound], np.float32)
    with torch.inference_mode():
        outputs = np.concatenate([model(torch.from_numpy(one[None])).logits.numpy() for one in features])
    plain_weights(model)
    shortest = segment - hop + 1
    others = [[2, shortest], [1, (segment + shortest) // 2]]
    traced = trace(Logits(model).eval(), [1, segment], others)
    imported = Imported(
        manifest={
            "description": f"{NAMES[config.model_type]}, {task}",
            "licence": licence(options),
            "task": task,
            "sample_rate_hz": rate,
            "segment_samples": segment,
            "hop_samples": hop,
            "batch_segments": options.batch_segments,
            "padding": "none",
            "input": {"shape": [segment]},
            "features": {
                "type": "waveform",
                "input_scale": 1,
                "normalization": "mean_variance" if extractor.do_normalize else "none",
            },
        },
        weights=traced,
        source=f"{options.checkpoint} ({model.__class__.__name__}, Hugging Face transformers)",
        reference={"sound": sound, "features": features, "outputs": outputs},
    )
    if task == "transcripts":
        add_transcripts(imported, vocabulary_of(options.checkpoint, config.vocab_size), stride)
    else:
        add_tags(imported, config, options.activation)
    return imported


def receptive_field(config: Any) -> int:
    """Samples that one row of the convolutions hears."""
    samples = 1
    for kernel, stride in zip(reversed(config.conv_kernel), reversed(config.conv_stride)):
        samples = (samples - 1) * stride + kernel
    return samples


def add_transcripts(imported: Imported, vocabulary: Vocabulary, stride: int) -> None:
    imported.manifest |= {
        "stride_samples": stride,
        "context_samples": "unbounded",
        "decode": vocabulary.decoding(),
    }
    imported.files["tokens.json"] = json.dumps(vocabulary.tokens, ensure_ascii=False)
    imported.reference["texts"] = lines(
        [vocabulary.text(ids) for ids in imported.reference["outputs"].argmax(-1)]
    )
    imported.notes.append(
        "Each row depends on its whole segment (attention, and the normalization of its samples), so\n"
        "words change with the segments: `nightjar verify MODEL RECORDINGS` measures how much. A recording\n"
        "that is no longer than a segment is heard at once, as the library hears it."
    )


def add_tags(imported: Imported, config: Any, activation: str | None) -> None:
    several = getattr(config, "problem_type", None) == "multi_label_classification"
    activation = activation or ("sigmoid" if several else "softmax")
    imported.manifest |= {"labels": labels_of(config), "decode": tag_decoding(activation)}
    imported.reference["scores"] = activated(imported.reference["outputs"], activation)
