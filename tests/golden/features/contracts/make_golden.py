#!/usr/bin/env python3
"""Makes the golden values of all kinds of features but librosa's log-mel (../make_golden.py): cases.json, and one
CASE.npy per case, in this folder. The sound is ../sound.npy.

    pip install kaldi-native-fbank==1.22.5 librosa==0.11.0 numpy==2.4.6 scipy==1.17.1 torch==2.13.0 \
                torchaudio==2.11.0 transformers==5.23.0
    python3 tests/golden/features/contracts/make_golden.py

The versions that made the committed values stand in cases.json. "features" is what a manifest has. The values are the
reference library's: in float64, rounded to float32, or kaldi-native-fbank's own float32, as it has no other.

Tolerances: 1e-3 where a value is at most "far_below" under its frame's maximum (80 dB, in the output's unit); twice the
largest difference between the reference's float32 and float64 results elsewhere, and nowhere less than 1e-3. Where there
is no logarithm, 1e-3 of the value ("relative") is granted beside twice that difference.
"""
import json
import pathlib
import platform
import importlib.metadata

import numpy as np

import references
from cases import CASES

FOLDER = pathlib.Path(__file__).resolve().parent
LIBRARIES = ["kaldi-native-fbank", "librosa", "numpy", "scipy", "torch", "torchaudio", "transformers"]


def far_below(f):
    """80 dB in the unit of the output, or None where it has no such unit."""
    if f["type"] == "whisper_log_mel":
        return 2.0
    if f["type"] == "waveform" or f["normalization"]["type"] != "none":
        return None
    if f["type"] == "kaldi_fbank" and f["use_log_fbank"]:
        return float(np.log(1e8 if f["use_power"] else 1e4))
    if f["type"] == "log_mel" and f["log"] != "none":
        decibels = 80 if f["power"] == 2 else 40
        return {"db": decibels, "db20": 2.0 * decibels, "ln": decibels / 10 * np.log(10), "log10": decibels / 10}[f["log"]]
    return None


def is_linear(f):
    return (f["type"] == "waveform" or f["type"] == "kaldi_fbank" and not f["use_log_fbank"]
            or f["type"] == "log_mel" and f["log"] == "none")


def make(name, case, sound):
    f = case["features"]
    stretch = np.tile(sound, case["repeat"])[case["start"]:case["start"] + case["segment_samples"]]
    assert len(stretch) == case["segment_samples"], name
    single, double = getattr(references, case["reference"])(stretch, case["sample_rate_hz"], f)
    if f["type"] not in ("waveform", "whisper_log_mel"):
        single, double = (references.normalized(x, f["normalization"]) for x in (single, double))
    golden = (single if case["reference"] == "kaldi" else double).astype(np.float32)
    difference = np.abs(single.astype(np.float64) - double)
    case["shape"] = list(golden.shape)
    case["relative"] = is_linear(f)
    case["far_below"] = far_below(f)
    if case["relative"]:
        case["tolerance"] = case["tolerance_far"] = float(2 * difference.max())
    else:
        limit = case["far_below"]
        far = np.ones_like(golden, bool) if limit is None else golden < golden.max(axis=0) - limit
        case["tolerance_far"] = float(max(1e-3, 2 * difference[far].max(initial=0)))
        case["tolerance"] = case["tolerance_far"] if limit is None else 1e-3
        near = difference[~far].max(initial=0)
        print(f"{name:28} {str(golden.shape):12} near {near:.1e} far {difference[far].max(initial=0):.1e}")
    if case["kept_frames"]:
        golden = golden[:, case["kept_frames"]]
    if f.get("layout") == "frames_bands":
        golden, case["shape"] = golden.T, case["shape"][::-1]
    np.save(FOLDER / f"{name}.npy", np.ascontiguousarray(golden))
    return {"name": name, **case}


def main():
    sound = np.load(FOLDER.parent / "sound.npy")
    for old in FOLDER.glob("*.npy"):
        old.unlink()
    cases = [make(name, case, sound) for name, case in CASES.items()]
    made_by = {"command": "python3 tests/golden/features/contracts/make_golden.py", "python": platform.python_version(),
               **{name: importlib.metadata.version(name) for name in LIBRARIES}}
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FOLDER / "cases.json").write_text(f'{{"made_by": {json.dumps(made_by)},\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
