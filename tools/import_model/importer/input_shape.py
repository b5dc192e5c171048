"""The shape of a segment's features, as models/README.md has it."""

from typing import Any

from .failure import ImportFailure


def input_shape(features: dict[str, Any], segment_samples: int) -> list[int]:
    try:
        return shape_of(features, segment_samples)
    except KeyError as error:
        raise ImportFailure(
            f'"features" lacks {error}; models/README.md lists the keys of each type'
        ) from error


def shape_of(features: dict[str, Any], segment_samples: int) -> list[int]:
    kind = features["type"]
    if kind == "waveform":
        return [segment_samples]
    if kind == "whisper_log_mel":
        return [features["mel_bands"], 3000]
    hop = features["hop_samples"]
    if kind.startswith("kaldi_"):
        whole = (segment_samples - features["win_samples"]) // hop + 1
        frames = whole if features["snip_edges"] else (segment_samples + hop // 2) // hop
    else:
        frames = (
            segment_samples // hop + 1
            if features["center"]
            else (segment_samples - features["n_fft"]) // hop + 1
        )
    bands = features["coefficients" if "mfcc" in kind else "mel_bands"]
    if kind == "kaldi_fbank" and features["use_energy"]:
        bands += 1
    layout = features.get("layout", "bands_frames")
    return [bands, frames] if layout == "bands_frames" else [frames, bands]
