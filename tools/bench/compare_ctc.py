#!/usr/bin/env python3
"""Compares nightjar_ctc_bench with flashlight-text (C++) and pyctcdecode on the same emissions, on one thread.

    python3 -m venv v && v/bin/pip install flashlight-text==0.0.7 pyctcdecode==0.5.0 kenlm==0.3.0 numpy==1.26.4
    v/bin/python tools/bench/compare_ctc.py build/release/tools/bench/nightjar_ctc_bench

The emissions are of peaky CTC: three frames in five are blank, the rest have a likely token and a few others.
"""
import logging
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

logging.disable(logging.WARNING)
import pyctcdecode  # noqa: E402
from flashlight.lib.text.decoder import CriterionType, LexiconFreeDecoder, LexiconFreeDecoderOptions, ZeroLM  # noqa: E402

THRESHOLD, TOKEN_MIN = 10.0, -5.0


def emissions(frames, size, random):
    logits = random.normal(0, 1, (frames, size)).astype(np.float32)
    for frame in range(frames):
        kind = random.random()
        if kind < 0.6:
            logits[frame, 0] += 14 + np.log(size / 32)
        else:
            logits[frame, 1 if kind < 0.68 else random.integers(2, size)] += 10
            for _ in range(3):
                logits[frame, random.integers(0, size)] += 8
    logits -= logits.max(axis=1, keepdims=True)
    return (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).astype(np.float32)


def ours(program, rows, beam):
    with tempfile.NamedTemporaryFile(suffix=".f32") as file:
        rows.tofile(file.name)
        return subprocess.run([program, file.name, str(rows.shape[1]), str(beam)], check=True, capture_output=True,
                              text=True).stdout.split()[0]


def flashlight(rows, beam):
    options = LexiconFreeDecoderOptions(beam_size=beam, beam_size_token=min(rows.shape[1], 30),
                                        beam_threshold=THRESHOLD, lm_weight=0, sil_score=0, log_add=True,
                                        criterion_type=CriterionType.CTC)
    decoder = LexiconFreeDecoder(options, ZeroLM(), 1, 0, [])
    # Utterances of 30 s, as ours are at most.
    start = time.perf_counter()
    for part in range(0, len(rows), 1500):
        piece = np.ascontiguousarray(rows[part:part + 1500])
        decoder.decode(piece.ctypes.data, *piece.shape)
    return f"{len(rows) / (time.perf_counter() - start):.0f}"


def python(rows, beam):
    rows = rows[:600]
    decoder = pyctcdecode.build_ctcdecoder(["", " "] + [chr(0x4e00 + i) for i in range(rows.shape[1] - 2)])
    start = time.perf_counter()
    decoder.decode_beams(rows, beam_width=beam, beam_prune_logp=-THRESHOLD, token_min_logp=TOKEN_MIN)
    return f"{len(rows) / (time.perf_counter() - start):.0f}"


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    random = np.random.default_rng(1)
    print("vocabulary beam | frames/s: nightjar, flashlight-text, pyctcdecode")
    for size, frames in ((32, 30000), (1000, 10000), (5000, 5000)):
        rows = emissions(frames, size, random)
        print(size, 0, "|", ours(program, rows, 0), flush=True)
        for beam in (10, 25, 100):
            print(size, beam, "|", ours(program, rows, beam), flashlight(rows, beam), python(rows, beam), flush=True)


if __name__ == "__main__":
    main()
