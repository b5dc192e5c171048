#!/usr/bin/env python3
"""Makes the golden values of the log-mel features: sound.npy, cases.json and one CASE.npy per case, in this folder.

    pip install librosa==0.11.0 numpy==2.4.6 scipy==1.17.1
    python3 tests/golden/features/make_golden.py

The versions that made the committed values stand in cases.json. The values are librosa's in float64, rounded to float32.
A case's "tolerance" is min(1e-3, twice the largest difference between librosa's float32 and its float64 results there):
one bound for every value of the case, wherever it lies below its frame's maximum. Differences are counted in units of
the output, or relative to the value where there is no logarithm. Half a unit in the last place of the largest value is
granted in any case, since the golden values themselves are rounded.
"""
import json
import pathlib
import platform

import librosa
import numpy as np
import scipy

FOLDER = pathlib.Path(__file__).resolve().parent

BASE = dict(sample_rate_hz=16000, start=0, segment_samples=8000, n_fft=512, win_samples=400, hop_samples=160,
            mel_bands=40, f_min_hz=0.0, f_max_hz=8000.0, mel_scale="slaney", mel_norm="slaney", window="hann",
            center=True, pad_mode="constant", power=2.0, log="db", log_floor=1e-10, top_db=0.0)
TONE, SWEEP, CLICKS, SILENCE, QUIET = 0, 4000, 8000, 12000, 16000  # where the parts of the sound start
CASES = {
    "plain": {},
    "top_db": dict(top_db=80.0, start=SWEEP),
    "htk": dict(mel_scale="htk", mel_norm="none", window="hamming", log="ln", log_floor=1e-6, start=2000),
    "htk_slaney_norm": dict(mel_scale="htk", f_min_hz=50.0, f_max_hz=7000.0),
    "slaney_no_norm": dict(mel_norm="none", f_min_hz=125.5, f_max_hz=7600.25),
    "reflect": dict(pad_mode="reflect", start=SWEEP + 777, segment_samples=8001),
    "not_centred": dict(center=False, start=1000),
    "one_frame": dict(center=False, segment_samples=512, start=CLICKS),
    "magnitude_db": dict(power=1.0, start=CLICKS),
    "magnitude": dict(power=1.0, log="none"),
    "power": dict(log="none", start=SWEEP),
    "n_fft_400": dict(n_fft=400, mel_bands=80, start=SWEEP),  # some filters hold no bin
    "n_fft_1000": dict(n_fft=1000, win_samples=1000, hop_samples=441, sample_rate_hz=44100, f_max_hz=22050.0),
    "n_fft_750": dict(n_fft=750, win_samples=600, start=SWEEP),       # half of it is odd
    "n_fft_502": dict(n_fft=502, start=SWEEP),                        # half of it is prime
    "odd_window_and_hop": dict(n_fft=1024, win_samples=1023, hop_samples=333, start=6000),
    "narrow_window": dict(win_samples=7, hop_samples=61, segment_samples=2000, mel_bands=8),
    "window_of_one": dict(win_samples=1, hop_samples=100, segment_samples=2000, mel_bands=8),
    "smallest_fft": dict(n_fft=2, win_samples=2, hop_samples=3, mel_bands=1, segment_samples=50, mel_norm="none"),
    "short_segment": dict(segment_samples=300, pad_mode="reflect", start=SWEEP),
    "one_sample": dict(segment_samples=1, start=SWEEP + 1),
    "wide_range": dict(log_floor=1e-30, f_max_hz=7999.0, segment_samples=4000, mel_bands=80),
    "wide_range_ln": dict(log="ln", log_floor=1e-30, power=1.0, segment_samples=4000, start=TONE),
    "silence": dict(start=SILENCE, segment_samples=4000),
    "into_silence": dict(start=SILENCE - 2000, segment_samples=4000),
    "quiet": dict(start=QUIET, log="ln", log_floor=1e-20),
}


def make_sound():
    """24,000 samples: a tone, a sweep over noise, clicks, digital silence, quiet noise."""
    rng = np.random.default_rng(20240607)
    n = np.arange(4000)
    tone = 0.9 * np.sin(2 * np.pi * 440 / 16000 * n)
    sweep = 0.5 * np.sin(2 * np.pi * (0.002 * n + 5.5e-5 * n**2)) + 0.01 * rng.standard_normal(4000)
    clicks = np.where(rng.random(4000) < 0.002, 1.0, 0.0) - np.where(n == 2500, 1.0, 0.0)
    quiet = 1e-4 * rng.standard_normal(8000)
    return np.concatenate([tone, sweep, clicks, np.zeros(4000), quiet]).astype(np.float32)


def log_mel(y, c):
    s = librosa.feature.melspectrogram(
        y=y, sr=c["sample_rate_hz"], n_fft=c["n_fft"], hop_length=c["hop_samples"], win_length=c["win_samples"],
        window=c["window"], center=c["center"], pad_mode=c["pad_mode"], power=c["power"], n_mels=c["mel_bands"],
        fmin=c["f_min_hz"], fmax=c["f_max_hz"], htk=c["mel_scale"] == "htk",
        norm=None if c["mel_norm"] == "none" else c["mel_norm"])
    if c["log"] == "none":
        return s
    if c["log"] == "ln":
        return np.log(np.maximum(s, c["log_floor"]))
    return librosa.power_to_db(s, ref=1.0, amin=c["log_floor"], top_db=c["top_db"] or None)


def main():
    sound = make_sound()
    np.save(FOLDER / "sound.npy", sound)
    cases = []
    for name, changes in CASES.items():
        case = {"name": name, **BASE, **changes}
        y = sound[case["start"]:case["start"] + case["segment_samples"]]
        assert len(y) == case["segment_samples"], name
        single, double = log_mel(y, case), log_mel(y.astype(np.float64), case)
        assert single.dtype == np.float32 and double.dtype == np.float64 and np.isfinite(double).all()
        golden = np.ascontiguousarray(double, dtype=np.float32)
        scale = np.maximum(double, 1e-30) if case["log"] == "none" else 1.0
        rounding = 0.5 * np.spacing(np.abs(golden)) / scale
        case["tolerance"] = float(min(1e-3, max(2 * np.max(np.abs(single - double) / scale), np.max(rounding))))
        np.save(FOLDER / f"{name}.npy", golden)
        cases.append(case)
    made_by = {"command": "python3 tests/golden/features/make_golden.py", "python": platform.python_version(),
               "librosa": librosa.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
    (FOLDER / "cases.json").write_text(json.dumps({"made_by": made_by, "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
