"""What the reference libraries make of a sound, in float32 and in float64, from the "features" of a manifest.

A function REFERENCE(sound, rate_hz, features) -> (float32 result, float64 result), [bands, frames] or [samples] each.
kaldi-native-fbank has no float64: its contract is written down here in NumPy for that.
"""
import numpy as np

EPS32 = float(np.finfo(np.float32).eps)


def kaldi_options(options, rate_hz, f):
    import kaldi_native_fbank as knf
    frame = options.frame_opts
    frame.samp_freq = rate_hz
    frame.frame_length_ms = (f["win_samples"] + 0.5) * 1000 / rate_hz  # rounded down to samples
    frame.frame_shift_ms = (f["hop_samples"] + 0.5) * 1000 / rate_hz
    frame.dither = 0
    frame.preemph_coeff = f["preemphasis"]
    for key in ("remove_dc_offset", "snip_edges", "round_to_power_of_two", "blackman_coeff"):
        setattr(frame, key, f[key])
    frame.window_type = f["window"]
    options.mel_opts.num_bins = f["mel_bands"]
    options.mel_opts.low_freq = f["f_min_hz"]
    options.mel_opts.high_freq = f["f_max_hz"]
    filters = f.get("mel_filters", {"type": "kaldi"})
    if filters["type"] == "librosa":
        options.mel_opts.is_librosa = True
        options.mel_opts.use_slaney_mel_scale = filters["mel_scale"] == "slaney"
        options.mel_opts.norm = "slaney" if filters["mel_norm"] == "slaney" else ""
        options.mel_opts.floor_to_int_bin = filters["floor_to_int_bin"]
    for key in ("use_energy", "raw_energy", "energy_floor", "htk_compat"):
        setattr(options, key, f[key])
    if f["type"] == "kaldi_fbank":
        options.use_log_fbank = f["use_log_fbank"]
        options.use_power = f["use_power"]
        options.use_log_floor = f.get("log_guard", "max") == "max"
        options.eps = f.get("log_floor", EPS32)
        return knf.OnlineFbank(options)
    options.num_ceps = f["coefficients"]
    options.cepstral_lifter = f["cepstral_lifter"]
    return knf.OnlineMfcc(options)


def kaldi(sound, rate_hz, f):
    import kaldi_native_fbank as knf
    options = knf.FbankOptions() if f["type"] == "kaldi_fbank" else knf.MfccOptions()
    computer = kaldi_options(options, rate_hz, f)
    scaled = (np.float32(f["input_scale"]) * sound).astype(np.float32)
    computer.accept_waveform(rate_hz, scaled)
    computer.input_finished()
    single = np.stack([computer.get_frame(t) for t in range(computer.num_frames_ready)])
    double = kaldi_in_float64(sound.astype(np.float64) * f["input_scale"], rate_hz, f)
    return single.T, double.T


def kaldi_window(f):
    n, win = np.arange(f["win_samples"]), f["win_samples"]
    phase = 2 * np.pi * n / (win if f["window"] == "hann" else win - 1)
    hann, c = 0.5 - 0.5 * np.cos(phase), f["blackman_coeff"]
    return {"povey": hann**0.85, "hanning": hann, "hann": hann, "hamming": 0.54 - 0.46 * np.cos(phase),
            "blackman": c - 0.5 * np.cos(phase) + (0.5 - c) * np.cos(2 * phase), "sine": np.sin(phase / 2),
            "rectangular": np.ones(win)}[f["window"]]


def kaldi_filters(f, n_fft, rate_hz):
    def mel(hz):
        return 1127.0 * np.log(1 + hz / 700.0)
    filters = f.get("mel_filters", {"type": "kaldi"})
    high = f["f_max_hz"] if f["f_max_hz"] > 0 else rate_hz / 2 + f["f_max_hz"]
    if filters["type"] == "librosa":
        import librosa
        edges = librosa.mel_frequencies(f["mel_bands"] + 2, fmin=f["f_min_hz"], fmax=high,
                                        htk=filters["mel_scale"] == "htk")
        at = np.arange(n_fft // 2 + 1) * rate_hz / n_fft
        if filters["floor_to_int_bin"]:
            edges, at = np.floor(edges * (n_fft + 1) / rate_hz), np.arange(n_fft // 2 + 1)
    else:
        edges = np.linspace(mel(f["f_min_hz"]), mel(high), f["mel_bands"] + 2)
        at = mel(np.arange(n_fft // 2) * rate_hz / n_fft)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    with np.errstate(all="ignore"):
        rising = np.where(at <= centre, (at - left) / (centre - left), (right - at) / (right - centre))
    weights = np.where((at > left) & (at < right), rising, 0)
    if filters.get("mel_norm") == "slaney":
        weights = weights * 2 / (right - left)
    return np.pad(weights, ((0, 0), (0, n_fft // 2 + 1 - weights.shape[1])))


def kaldi_in_float64(sound, rate_hz, f):
    win, hop, n = f["win_samples"], f["hop_samples"], len(sound)
    n_fft = 1 << (win - 1).bit_length() if f["round_to_power_of_two"] else win
    if f["snip_edges"]:
        starts = np.arange(1 + (n - win) // hop) * hop
    else:
        starts = np.arange((n + hop // 2) // hop) * hop + hop // 2 - win // 2
    at = starts[:, None] + np.arange(win)
    at = at % (2 * n)  # mirrored with the edge sample twice
    frames = sound[np.where(at < n, at, 2 * n - 1 - at)]
    if f["remove_dc_offset"]:
        frames = frames - frames.mean(axis=1, keepdims=True)
    raw = (frames**2).sum(axis=1)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    windowed = (frames - f["preemphasis"] * before) * kaldi_window(f)
    energy = raw if f["raw_energy"] else (windowed**2).sum(axis=1)
    log_energy = np.log(np.maximum(energy, EPS32))
    if f["energy_floor"] > 0:
        log_energy = np.maximum(log_energy, np.log(f["energy_floor"]))
    fbank = f["type"] == "kaldi_fbank"
    spectrum = np.abs(np.fft.rfft(windowed, n_fft)) ** (2 if not fbank or f["use_power"] else 1)
    mel = spectrum @ kaldi_filters(f, n_fft, rate_hz).T
    if not fbank or f["use_log_fbank"]:
        floor = f.get("log_floor", EPS32)
        mel = np.log(mel + floor if f.get("log_guard") == "add" else np.maximum(mel, floor))
    if fbank:
        if not f["use_energy"]:
            return mel
        columns = [mel, log_energy[:, None]] if f["htk_compat"] else [log_energy[:, None], mel]
        return np.concatenate(columns, axis=1)
    import scipy.fft
    ceps = scipy.fft.dct(mel, type=2, norm="ortho", axis=1)[:, :f["coefficients"]]
    q, i = f["cepstral_lifter"], np.arange(f["coefficients"])
    if q:
        ceps = ceps * (1 + q / 2 * np.sin(np.pi * i / q))
    if f["use_energy"]:
        ceps[:, 0] = log_energy
    if f["htk_compat"]:
        first = ceps[:, :1] * (1 if f["use_energy"] else np.sqrt(2))
        ceps = np.concatenate([ceps[:, 1:], first], axis=1)
    return ceps


def torchaudio_kaldi(sound, rate_hz, f):
    """torchaudio.compliance.kaldi, as AST's feature extractor calls it."""
    import torch
    from torchaudio.compliance import kaldi as compliance

    def one(dtype):
        return compliance.fbank(torch.from_numpy(sound).to(dtype)[None], sample_frequency=rate_hz,
                                window_type=f["window"], num_mel_bins=f["mel_bands"]).numpy().T
    return one(torch.float32), one(torch.float64)


def torchaudio_log_mel(sound, rate_hz, f, dtype):
    import torch
    import torchaudio.transforms as transforms
    window = {"hann": torch.hann_window, "hamming": torch.hamming_window}[f["window"]]
    mel = transforms.MelSpectrogram(
        rate_hz, n_fft=f["n_fft"], win_length=f["win_samples"], hop_length=f["hop_samples"], f_min=f["f_min_hz"],
        f_max=f["f_max_hz"], n_mels=f["mel_bands"], window_fn=window, power=f["power"],
        normalized={"none": False}.get(f["spectrum_scale"], f["spectrum_scale"]),
        wkwargs={"periodic": f["window_periodic"], "dtype": torch.float64}, center=f["center"], pad_mode=f["pad_mode"],
        norm=None if f["mel_norm"] == "none" else f["mel_norm"], mel_scale=f["mel_scale"])
    s = mel.to(dtype)(torch.from_numpy(sound).to(dtype))
    if f["log"] in ("db", "db20"):
        to_db = transforms.AmplitudeToDB("power" if f["log"] == "db" else "magnitude", f["top_db"] or None)
        to_db.amin = f["log_floor"]
        return to_db(s)
    if f["log"] == "none":
        return s
    guarded = s + f["log_floor"] if f["log_guard"] == "add" else s.clamp(min=f["log_floor"])
    return torch.log(guarded) if f["log"] == "ln" else torch.log10(guarded)


def torchaudio(sound, rate_hz, f):
    import torch
    return tuple(torchaudio_log_mel(sound, rate_hz, f, t).numpy() for t in (torch.float32, torch.float64))


def librosa_mfcc(sound, rate_hz, f):
    import librosa

    def one(y):
        s = librosa.feature.melspectrogram(
            y=y, sr=rate_hz, n_fft=f["n_fft"], hop_length=f["hop_samples"], win_length=f["win_samples"],
            window=f["window"], center=f["center"], pad_mode=f["pad_mode"], power=f["power"], n_mels=f["mel_bands"],
            fmin=f["f_min_hz"], fmax=f["f_max_hz"], htk=f["mel_scale"] == "htk",
            norm=None if f["mel_norm"] == "none" else f["mel_norm"])
        log_mel = librosa.power_to_db(s, ref=1.0, amin=f["log_floor"], top_db=f["top_db"] or None)
        return librosa.feature.mfcc(S=log_mel, n_mfcc=f["coefficients"], dct_type=f["dct_type"],
                                    norm=None if f["dct_norm"] == "none" else f["dct_norm"], lifter=f["lifter"])
    return one(sound), one(sound.astype(np.float64))


def torchaudio_mfcc(sound, rate_hz, f):
    import torch
    import torchaudio.functional as functional

    def one(dtype):
        log_mel = torchaudio_log_mel(sound, rate_hz, f, dtype)
        dct = functional.create_dct(f["coefficients"], f["mel_bands"], None if f["dct_norm"] == "none" else "ortho")
        return (log_mel.T @ dct.to(dtype)).T.numpy()
    return one(torch.float32), one(torch.float64)


def whisper(sound, rate_hz, f):
    from transformers import WhisperFeatureExtractor
    assert rate_hz == 16000
    extractor = WhisperFeatureExtractor(feature_size=f["mel_bands"])
    padded = np.pad(sound, (0, 480000 - len(sound)))
    single = extractor._torch_extract_fbank_features(padded[None].astype(np.float32))[0]
    double = extractor._np_extract_fbank_features(padded[None].astype(np.float64), "cpu")[0]
    return single, double


def wav2vec2(sound, rate_hz, f):
    from transformers import Wav2Vec2FeatureExtractor

    def one(x):
        x = x * x.dtype.type(f["input_scale"])
        if f["normalization"] == "none":
            return x
        return Wav2Vec2FeatureExtractor.zero_mean_unit_var_norm([x], None)[0]
    return one(sound), one(sound.astype(np.float64))


def normalized(values, normalization):
    """By the definition in feature_spec.h: `values` [bands, frames]."""
    kind = normalization["type"]
    if kind == "none":
        return values
    if kind == "global":
        shape = (-1, 1)
        return (values - np.reshape(normalization["mean"], shape)) / np.reshape(normalization["std"], shape)
    axis = 1 if kind == "per_bin" else None
    centred = values - values.mean(axis=axis, keepdims=True)
    if normalization["deviation"] == "none":
        return centred
    std = values.std(axis=axis, keepdims=True, ddof=1 if normalization["deviation"] == "sample" else 0)
    return centred / (std + normalization["epsilon"])
