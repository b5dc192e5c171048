#!/usr/bin/env python3
"""Compares the log-mel features' speed with kaldi-native-fbank's: 80 bands, 16 kHz, 25 ms windows every 10 ms, one thread.

    pip install kaldi-native-fbank numpy
    cmake --build BUILD --target nightjar_features_bench
    python3 tools/bench/compare_features.py BUILD/tools/bench/nightjar_features_bench

The two are measured in turn, so that whatever else the machine does meets both; the medians of the runs are compared.
kaldi-native-fbank is measured without the time to fetch its frames.
"""
import argparse
import statistics
import subprocess
import sys
import time

import kaldi_native_fbank as knf
import numpy as np

SECONDS = 60


def kaldi_times_real_time(sound, bands):
    options = knf.FbankOptions()
    options.frame_opts.samp_freq = 16000
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = bands
    fbank = knf.OnlineFbank(options)
    start = time.perf_counter()
    fbank.accept_waveform(16000, sound)
    fbank.input_finished()
    wall = time.perf_counter() - start
    assert fbank.num_frames_ready == 1 + (len(sound) - 400) // 160
    return SECONDS / wall


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="nightjar_features_bench")
    parser.add_argument("--bands", type=int, default=80)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--at-least", type=float, default=0, metavar="RATIO", help="exit 1 below it")
    args = parser.parse_args()
    sound = np.random.default_rng(1).normal(0, 0.1, 16000 * SECONDS).astype(np.float32)
    kaldi_times_real_time(sound, args.bands)  # warm
    ours, theirs = [], []
    for _ in range(args.runs):
        command = [args.program, str(args.bands), str(SECONDS)]
        ours.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        theirs.append(kaldi_times_real_time(sound, args.bands))
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(f"nightjar log_mel    {statistics.median(ours):7.0f} x real time ({min(ours):.0f} to {max(ours):.0f})")
    print(f"kaldi-native-fbank  {statistics.median(theirs):7.0f} x real time ({min(theirs):.0f} to {max(theirs):.0f})")
    print(f"ratio               {ratio:7.2f}")
    return 0 if ratio >= args.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
