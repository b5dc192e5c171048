#!/usr/bin/env python3
"""Compares the features' speed with that of the libraries whose contracts they keep: 80 bands, 16 kHz, 25 ms windows
every 10 ms, one thread.

    pip install kaldi-native-fbank librosa numpy torch
    cmake --build BUILD --target nightjar_features_bench
    python3 tools/bench/compare_features.py BUILD/tools/bench/nightjar_features_bench

All are measured in turn, so that whatever else the machine does meets all of them; the medians of the runs are compared.
kaldi-native-fbank is measured without the time to fetch its frames. torch's is torch.stft, a matrix product and a
logarithm, librosa's melspectrogram and power_to_db. The ratios are to kaldi-native-fbank's fbank.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # before the libraries look

import kaldi_native_fbank as knf
import librosa
import numpy as np
import torch

SECONDS, RATE_HZ, FFT, WIN, HOP = 60, 16000, 512, 400, 160


def kaldi(sound, options, online):
    options.frame_opts.samp_freq = RATE_HZ
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = BANDS
    computer = online(options)
    computer.accept_waveform(RATE_HZ, sound)
    computer.input_finished()
    assert computer.num_frames_ready == 1 + (len(sound) - WIN) // HOP


def kaldi_fbank(sound):
    kaldi(sound, knf.FbankOptions(), knf.OnlineFbank)


def kaldi_mfcc(sound):
    options = knf.MfccOptions()
    options.num_ceps = min(BANDS, 40)
    kaldi(sound, options, knf.OnlineMfcc)


def torch_stft(sound):
    stft = torch.stft(torch.from_numpy(sound), FFT, HOP, WIN, WINDOW, center=False, return_complex=True)
    (FILTERS @ (stft.real**2 + stft.imag**2)).clamp(min=1e-10).log()


def librosa_log_mel(sound):
    mel = librosa.feature.melspectrogram(y=sound, sr=RATE_HZ, n_fft=FFT, hop_length=HOP, win_length=WIN, center=False,
                                         n_mels=BANDS, fmin=20)
    librosa.power_to_db(mel, top_db=None)


REFERENCES = {"kaldi-native-fbank": kaldi_fbank, "kaldi-native-fbank, mfcc": kaldi_mfcc, "torch.stft": torch_stft,
              "librosa": librosa_log_mel}


def times_real_time(function, sound):
    start = time.perf_counter()
    function(sound)
    return SECONDS / (time.perf_counter() - start)


def ours(program):
    command = [program, str(BANDS), str(SECONDS)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {f"nightjar {name}": float(speed) for name, speed in map(str.split, lines)}


def main():
    global BANDS, FILTERS, WINDOW
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="nightjar_features_bench")
    parser.add_argument("--bands", type=int, default=80)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--at-least", type=float, default=0, metavar="RATIO",
                        help="exit 1 where log_mel or kaldi_fbank is below it")
    args = parser.parse_args()
    BANDS = args.bands
    torch.set_num_threads(1)
    WINDOW = torch.hann_window(WIN)
    FILTERS = torch.from_numpy(librosa.filters.mel(sr=RATE_HZ, n_fft=FFT, n_mels=BANDS, fmin=20))
    sound = np.random.default_rng(1).normal(0, 0.1, RATE_HZ * SECONDS).astype(np.float32)
    speeds = {}
    for run in range(args.runs + 1):
        seen = {**ours(args.program), **{name: times_real_time(f, sound) for name, f in REFERENCES.items()}}
        for name, speed in seen.items():
            if run > 0:  # the first warms
                speeds.setdefault(name, []).append(speed)
    medians = {name: statistics.median(seen) for name, seen in speeds.items()}
    ratios = {name: median / medians["kaldi-native-fbank"] for name, median in medians.items()}
    for name, seen in speeds.items():
        print(f"{name:26} {medians[name]:7.0f} x real time ({min(seen):.0f} to {max(seen):.0f})  ratio {ratios[name]:6.2f}")
    return 0 if min(ratios["nightjar log_mel"], ratios["nightjar kaldi_fbank"]) >= args.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
