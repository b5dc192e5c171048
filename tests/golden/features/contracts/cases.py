"""The cases: the "features" of a manifest, the sound that they are computed of, and the library that is right."""

TONE, SWEEP, CLICKS, SILENCE, QUIET = 0, 4000, 8000, 12000, 16000  # where the parts of the sound start
NONE = {"type": "none"}
PER_BIN = {"type": "per_bin", "deviation": "sample", "epsilon": 1e-5}
PER_SEGMENT = {"type": "per_segment", "deviation": "population", "epsilon": 1e-6}
MEAN_ONLY = {"type": "per_bin", "deviation": "none", "epsilon": 1e-5}

NEMO_FILTERS = {"type": "librosa", "mel_scale": "slaney", "mel_norm": "slaney", "floor_to_int_bin": False}

KALDI = dict(win_samples=400, hop_samples=160, input_scale=1, dither=0, remove_dc_offset=True, preemphasis=0.97,
             window="povey", blackman_coeff=0.42, snip_edges=True, round_to_power_of_two=True, mel_bands=23, f_min_hz=20,
             f_max_hz=0, use_energy=False, raw_energy=True, energy_floor=0, htk_compat=False, layout="frames_bands",
             normalization=NONE)
FBANK = dict(type="kaldi_fbank", **KALDI, use_log_fbank=True, use_power=True)
KALDI_MFCC = dict(type="kaldi_mfcc", **{**KALDI, "use_energy": True}, coefficients=13, cepstral_lifter=22)
TORCH = dict(type="log_mel", n_fft=400, win_samples=400, hop_samples=200, mel_bands=40, f_min_hz=0, f_max_hz=8000,
             mel_scale="htk", mel_norm="none", window="hann", center=True, pad_mode="reflect", power=2, log="db",
             log_floor=1e-10, top_db=0, window_periodic=True, spectrum_scale="none", mel_grid="torchaudio",
             log_guard="max", layout="bands_frames", normalization=NONE)
LIBROSA_MFCC = dict(TORCH, type="mfcc", n_fft=2048, win_samples=2048, hop_samples=512, mel_bands=128, f_max_hz=11025,
                    mel_scale="slaney", mel_norm="slaney", pad_mode="constant", top_db=80, mel_grid="librosa",
                    coefficients=20, dct_type=2, dct_norm="ortho", lifter=0)
TORCH_MFCC = dict(TORCH, type="mfcc", log="ln", log_guard="add", log_floor=1e-6, mel_bands=80, coefficients=40,
                  dct_type=2, dct_norm="ortho", lifter=0)

CASES = {}


def add(name, reference, base, features=None, start=SWEEP, samples=4000, rate_hz=16000, repeat=1, kept_frames=()):
    CASES[name] = dict(reference=reference, sample_rate_hz=rate_hz, start=start, segment_samples=samples, repeat=repeat,
                       kept_frames=list(kept_frames), features={**base, **(features or {})})


# kaldi_fbank
add("fbank_80", "kaldi", FBANK, dict(mel_bands=80))
for window in ("hanning", "hann", "hamming", "sine", "rectangular"):
    add(f"fbank_{window}", "kaldi", FBANK, dict(window=window), samples=2000)
add("fbank_blackman", "kaldi", FBANK, dict(window="blackman", blackman_coeff=0.36), samples=2000)
add("fbank_plain_frames", "kaldi", FBANK, dict(preemphasis=0, remove_dc_offset=False), start=TONE)
add("fbank_edges", "kaldi", FBANK, dict(snip_edges=False), samples=3001)
add("fbank_edges_short", "kaldi", FBANK, dict(snip_edges=False), samples=100)
add("fbank_edges_shortest", "kaldi", FBANK, dict(snip_edges=False), samples=80)
add("fbank_edges_wide_hop", "kaldi", FBANK, dict(snip_edges=False, win_samples=256, hop_samples=601), samples=3333)
add("fbank_one_frame", "kaldi", FBANK, samples=400)
add("fbank_two_frames", "kaldi", FBANK, samples=719)
add("fbank_no_rounding", "kaldi", FBANK, dict(round_to_power_of_two=False))
add("fbank_8k", "kaldi", FBANK, dict(win_samples=200, hop_samples=80, f_max_hz=-200), rate_hz=8000)
add("fbank_44k", "kaldi", FBANK, dict(win_samples=1102, hop_samples=441, mel_bands=64, f_max_hz=20000), rate_hz=44100)
add("fbank_odd_window", "kaldi", FBANK, dict(win_samples=551, hop_samples=220, mel_bands=40), rate_hz=22050)
add("fbank_energy", "kaldi", FBANK, dict(use_energy=True), start=CLICKS)
add("fbank_energy_last", "kaldi", FBANK, dict(use_energy=True, htk_compat=True, raw_energy=False), start=2000)
add("fbank_energy_floor", "kaldi", FBANK, dict(use_energy=True, energy_floor=1.0), start=CLICKS)
add("fbank_power", "kaldi", FBANK, dict(use_log_fbank=False, use_energy=True))
add("fbank_magnitude", "kaldi", FBANK, dict(use_log_fbank=False, use_power=False))
add("fbank_magnitude_log", "kaldi", FBANK, dict(use_power=False, f_min_hz=100, f_max_hz=7600))
NEMO = dict(mel_filters=NEMO_FILTERS, window="hann", remove_dc_offset=False, f_min_hz=0)
add("fbank_nemo", "kaldi", FBANK, dict(NEMO, mel_bands=80, log_guard="add", log_floor=2**-24), samples=2000)
add("fbank_nemo_per_bin", "kaldi", FBANK, dict(NEMO, mel_bands=128, normalization=PER_BIN), samples=1500)
add("fbank_nemo_into_silence", "kaldi", FBANK, dict(NEMO, log_guard="add", log_floor=2**-24, use_energy=True),
    start=SILENCE - 2000)
add("fbank_librosa_htk", "kaldi", FBANK, dict(mel_filters=dict(NEMO_FILTERS, mel_scale="htk", mel_norm="none"),
                                              f_max_hz=-400, log_floor=1e-3, use_energy=True), start=SILENCE - 2000)
add("fbank_whole_bins", "kaldi", FBANK, dict(mel_filters=dict(NEMO_FILTERS, mel_norm="none", floor_to_int_bin=True),
                                             f_min_hz=0, f_max_hz=8000, win_samples=1024, mel_bands=40))
add("fbank_whole_bins_norm", "kaldi", FBANK, dict(mel_filters=dict(NEMO_FILTERS, floor_to_int_bin=True), f_min_hz=60,
                                                  win_samples=601, hop_samples=220, mel_bands=20), rate_hz=22050)
# Bands 3 of 128, and 4, 9, 18 of 160, hold no bin.
AST = dict(window="hanning", mel_filters={"type": "torchaudio"}, energy_floor=1)
add("fbank_ast", "torchaudio_kaldi", FBANK, dict(AST, mel_bands=128), samples=2000)
add("fbank_ast_normalized", "torchaudio_kaldi", FBANK, dict(AST, mel_bands=160, normalization={
    "type": "global", "mean": [-4.2677393], "std": [9.1379948]}), start=SILENCE - 2000)
add("fbank_silence", "kaldi", FBANK, dict(use_energy=True), start=SILENCE)
add("fbank_into_silence", "kaldi", FBANK, start=SILENCE - 2000)
add("fbank_quiet", "kaldi", FBANK, dict(mel_bands=80, input_scale=32768), start=QUIET)
add("fbank_bands_frames", "kaldi", FBANK, dict(layout="bands_frames"))
add("fbank_mean", "kaldi", FBANK, dict(normalization=MEAN_ONLY))
add("fbank_per_segment", "kaldi", FBANK, dict(normalization=PER_SEGMENT, layout="bands_frames"))
add("fbank_global", "kaldi", FBANK, dict(normalization={"type": "global", "mean": [-4.25], "std": [9.125]}))

# kaldi_mfcc
add("kaldi_mfcc", "kaldi", KALDI_MFCC)
add("kaldi_mfcc_c0", "kaldi", KALDI_MFCC, dict(use_energy=False, cepstral_lifter=0))
add("kaldi_mfcc_htk", "kaldi", KALDI_MFCC, dict(htk_compat=True, raw_energy=False), start=2000)
add("kaldi_mfcc_htk_c0", "kaldi", KALDI_MFCC, dict(htk_compat=True, use_energy=False))
add("kaldi_mfcc_40", "kaldi", KALDI_MFCC, dict(mel_bands=40, coefficients=40, input_scale=32768, f_max_hz=-400))
add("kaldi_mfcc_8k", "kaldi", KALDI_MFCC, dict(win_samples=200, hop_samples=80, energy_floor=0.1, snip_edges=False),
    rate_hz=8000, samples=2001)
add("kaldi_mfcc_librosa", "kaldi", KALDI_MFCC, dict(mel_filters=NEMO_FILTERS, mel_bands=40))
add("kaldi_mfcc_per_bin", "kaldi", KALDI_MFCC, dict(normalization=PER_BIN, layout="bands_frames"))

# log_mel as torchaudio has it
add("torch_db", "torchaudio", TORCH)
add("torch_128", "torchaudio", TORCH, dict(mel_bands=128))  # some filters hold no bin
add("torch_top_db", "torchaudio", TORCH, dict(top_db=80), start=2000)
add("torch_magnitude", "torchaudio", TORCH, dict(power=1, log="db20", top_db=60), start=CLICKS)
add("torch_scaled_by_window", "torchaudio", TORCH, dict(spectrum_scale="window", win_samples=320))
add("torch_scaled_by_length", "torchaudio", TORCH, dict(spectrum_scale="frame_length", win_samples=320, power=1, log="ln"))
add("torch_symmetric", "torchaudio", TORCH, dict(window_periodic=False, window="hamming", n_fft=512))
add("torch_symmetric_hann", "torchaudio", TORCH, dict(window_periodic=False, center=False), start=TONE)
add("torch_slaney", "torchaudio", TORCH, dict(mel_scale="slaney", mel_norm="slaney", f_min_hz=125, f_max_hz=7500))
add("torch_odd_rate", "torchaudio", TORCH, dict(f_max_hz=5512), rate_hz=11025, samples=3001)
add("torch_48k", "torchaudio", TORCH, dict(n_fft=1024, win_samples=1024, hop_samples=320, mel_bands=64, f_min_hz=50,
                                           f_max_hz=14000, pad_mode="constant"), rate_hz=48000)
add("torch_ln_add", "torchaudio", TORCH, dict(log="ln", log_guard="add", log_floor=1e-6), start=SILENCE - 2000)
add("torch_log10", "torchaudio", TORCH, dict(log="log10"), start=TONE)
add("torch_power", "torchaudio", TORCH, dict(log="none"))
add("torch_short", "torchaudio", TORCH, samples=201)
add("torch_per_bin", "torchaudio", TORCH, dict(normalization=PER_BIN, layout="frames_bands"))
add("torch_global", "torchaudio", TORCH, dict(normalization={"type": "global", "mean": [-float(b) for b in range(40)],
                                                             "std": [1 + b / 8 for b in range(40)]}))

# mfcc
add("mfcc", "librosa_mfcc", LIBROSA_MFCC, rate_hz=22050, samples=8000)
add("mfcc_lifter", "librosa_mfcc", LIBROSA_MFCC, dict(lifter=22, coefficients=13), rate_hz=22050, samples=8001)
add("mfcc_no_norm", "librosa_mfcc", LIBROSA_MFCC,
    dict(dct_norm="none", n_fft=512, win_samples=400, hop_samples=160, mel_bands=41, f_max_hz=8000, coefficients=41))
for dct_type in (1, 3):
    for norm in ("ortho", "none"):
        add(f"mfcc_type_{dct_type}_{norm}", "librosa_mfcc", LIBROSA_MFCC,
            dict(dct_type=dct_type, dct_norm=norm, n_fft=512, win_samples=400, mel_bands=21, f_max_hz=8000,
                 coefficients=21 if norm == "ortho" else 13, lifter=0 if norm == "ortho" else 22))
add("mfcc_one_sample", "librosa_mfcc", LIBROSA_MFCC, rate_hz=22050, samples=1)
add("mfcc_torch", "torchaudio_mfcc", TORCH_MFCC)
add("mfcc_torch_db", "torchaudio_mfcc", TORCH_MFCC, dict(log="db", log_guard="max", log_floor=1e-10, top_db=80,
                                                          layout="frames_bands"), start=2000)
add("mfcc_per_bin", "librosa_mfcc", LIBROSA_MFCC, dict(normalization=PER_BIN), rate_hz=22050, samples=8000)

# whisper_log_mel
SOME = [0, 1, 2, 3, 50, 99, 100, 149, 150, 151, 152, 153, 777, 1500, 2222, 2997, 2998, 2999]
for bands in (80, 128):
    whisper = dict(type="whisper_log_mel", mel_bands=bands)
    add(f"whisper_{bands}", "whisper", whisper, start=0, samples=480000, repeat=20, kept_frames=SOME)
add("whisper_80_short", "whisper", dict(type="whisper_log_mel", mel_bands=80), start=0, samples=24000, kept_frames=SOME)
add("whisper_80_nearly_full", "whisper", dict(type="whisper_log_mel", mel_bands=80), start=0, samples=479901, repeat=20,
    kept_frames=SOME)
add("whisper_80_one_sample", "whisper", dict(type="whisper_log_mel", mel_bands=80), samples=1, kept_frames=SOME)
add("whisper_80_silence", "whisper", dict(type="whisper_log_mel", mel_bands=80), start=SILENCE, kept_frames=SOME)

# waveform
WAVEFORM = dict(type="waveform", input_scale=1, normalization="none")
add("waveform_scaled", "wav2vec2", WAVEFORM, dict(input_scale=32768), samples=1001)
add("waveform_normalized", "wav2vec2", WAVEFORM, dict(normalization="mean_variance"), start=3000, samples=2001)
add("waveform_normalized_scaled", "wav2vec2", WAVEFORM, dict(normalization="mean_variance", input_scale=0.001), start=QUIET,
    samples=1000)
add("waveform_silence", "wav2vec2", WAVEFORM, dict(normalization="mean_variance"), start=SILENCE, samples=500)
add("waveform_one_sample", "wav2vec2", WAVEFORM, dict(normalization="mean_variance"), samples=1)
