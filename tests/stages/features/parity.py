#!/usr/bin/env python3
"""Every kind of features against its reference library, live, on real recordings: the cases of tests/golden/features and
of its folder contracts, each on stretches of recordings in NIGHTJAR_DATA, of the case's length and of others.

    NIGHTJAR_DATA=FOLDER python3 tests/stages/features/parity.py BUILD/tests/stages/features/features_of_sound [COUNT]

COUNT recordings of each folder in NIGHTJAR_DATA are used (default 3). Prints, for each contract, the worst difference
within 80 dB of a frame's maximum (allowed are 1e-3), and the worst of all over what is allowed there. Needs what make_golden.py there needs, and
soundfile. Exits 77 where the recordings or a library are missing: nothing was tested then. Tolerances are those of the
golden values, from the references' float32 and float64 results of each stretch.
"""
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "golden/features"
sys.path.insert(0, str(GOLDEN / "contracts"))
sys.dont_write_bytecode = True
warnings.simplefilter("ignore")

try:
    import numpy as np
    import soundfile

    import kaldi_native_fbank, librosa, torch, torchaudio, transformers  # noqa: E401, F401
    import references
    from cases import CASES, NONE
    from make_golden import far_below, is_linear
except (ImportError, OSError) as error:
    print(f"SKIPPED: {error}")
    sys.exit(77)


def librosa_cases():
    """Those of the folder above contracts, as the ones there are."""
    spec = importlib.util.spec_from_file_location("librosa_golden", GOLDEN / "make_golden.py")
    librosa_golden = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(librosa_golden)
    references.librosa_log_mel = lambda sound, rate_hz, f: tuple(
        librosa_golden.log_mel(sound.astype(dtype), {**f, "sample_rate_hz": rate_hz})
        for dtype in (np.float32, np.float64))
    for name, changes in librosa_golden.CASES.items():
        f = {"type": "log_mel", **librosa_golden.BASE, **changes, "normalization": NONE}
        f["power"] = int(f["power"])
        del f["start"]
        yield f"librosa_{name}", dict(reference="librosa_log_mel", repeat=1, sample_rate_hz=f.pop("sample_rate_hz"),
                                      segment_samples=f.pop("segment_samples"), features=f)


def recordings(count):
    for folder in sorted(p for p in pathlib.Path(os.environ["NIGHTJAR_DATA"]).iterdir() if p.is_dir()):
        paths = sorted(p for p in folder.rglob("*") if p.suffix in (".wav", ".flac", ".ogg", ".mp3"))
        yield from paths[:: max(1, len(paths) // count)][:count]


def stretch_of(path, samples):
    sound, _ = soundfile.read(path, dtype="float32", always_2d=True, frames=4 * samples + 48000)
    mono = sound.mean(axis=1, dtype=np.float32)
    middle = max(0, len(mono) // 2 - samples // 2)
    return np.resize(mono[middle:], samples) if len(mono) else None


def lengths(case):
    """The case's own, where it tests an edge; else also a longer one, odd."""
    longer = case["features"]["type"] != "whisper_log_mel" and case["segment_samples"] >= 4000
    return [case["segment_samples"], 16001] if longer else [case["segment_samples"]]


def with_normalization(f, values):
    return values if f["type"] in ("waveform", "whisper_log_mel") else references.normalized(values, f["normalization"])


def compare(case, got, single, double):
    """The worst difference from `double` near the frames' maxima, and the worst of all over what is allowed."""
    own, difference = np.abs(single.astype(np.float64) - double), np.abs(got - double)
    if is_linear(case["features"]):
        return 0.0, float(np.max(difference / (2 * own.max() + 1e-3 * np.abs(double) + 1e-9)))
    limit = far_below(case["features"])
    far = np.ones_like(own, bool) if limit is None else double < double.max(axis=0) - limit
    allowed = np.where(far, max(1e-3, 2 * own[far].max(initial=0)), 1e-3)
    return float(difference[~far].max(initial=0)), float(np.max(difference / allowed))


def prepare(folder, case, sound, shape):
    folder.mkdir()
    np.save(folder / "sound.npy", sound)
    (folder / "manifest.json").write_text(json.dumps({
        "format": 1, "name": "parity", "description": "-", "licence": "-", "task": "tags", "weights": "none",
        "sample_rate_hz": case["sample_rate_hz"], "segment_samples": len(sound), "hop_samples": 1, "batch_segments": 1,
        "input": {"shape": shape}, "features": case["features"], "labels": ["sound"],
        "decode": {"type": "tags", "activation": "sigmoid", "threshold_on": {"default": 0.5},
                   "threshold_off": {"default": 0.4}, "top_k": 0, "smoothing_segments": 1, "min_duration_s": 0,
                   "merge_gap_s": 0}}))


def main():
    if not os.environ.get("NIGHTJAR_DATA"):
        print("SKIPPED: NIGHTJAR_DATA names no folder of recordings")
        return 77
    program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    paths = list(recordings(count))
    failures, seen = 0, {}
    with tempfile.TemporaryDirectory() as work:
        for name, case in {**dict(librosa_cases()), **CASES}.items():
            wanted = []
            for path in paths[:1] if case["repeat"] > 1 else paths:
                for samples in lengths(case):
                    sound = stretch_of(path, samples)
                    if sound is None:
                        continue
                    f = case["features"]
                    results = getattr(references, case["reference"])(sound, case["sample_rate_hz"], f)
                    single, double = (with_normalization(f, x) for x in results)
                    folder = pathlib.Path(work) / f"{name}{len(wanted)}"
                    turned = f.get("layout") == "frames_bands"
                    prepare(folder, case, sound, list(single.T.shape if turned else single.shape))
                    wanted.append((path, folder, turned, single, double))
            subprocess.run([program, *(str(w[1]) for w in wanted)], check=True)
            for path, folder, turned, single, double in wanted:
                got = np.load(folder / "features.npy")[0]
                near, part = compare(case, got.T if turned else got, single, double)
                seen.setdefault(f"{case['features']['type']}, {case['reference']}", []).append((near, part))
                if not part <= 1:
                    failures += 1
                    print(f"{name}: {path.name}, {double.shape}: {part:.2f} times what is allowed")
    for contract, worst in seen.items():
        near, part = (max(column) for column in zip(*worst))
        print(f"{contract:32} {len(worst):5} comparisons, near maxima {near:.1e}, {part:.3f} of what is allowed")
    print(f"{len(paths)} recordings, {failures} failures")
    return 1 if failures or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
