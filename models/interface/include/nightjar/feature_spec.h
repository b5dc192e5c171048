// What a model wants to be fed: one struct for each "type" of features in a manifest. A field has the name
// and the meaning of its key in "features"; models/README.md lists them with their ranges. Units are in the
// names.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace nightjar {

// x becomes (x - mean) / (std + epsilon), the mean and the standard deviation being taken
//   "none":        nowhere: x stays
//   "per_bin":     over the frames of each bin of the segment
//   "per_segment": over all values of the segment
//   "global":      from here: one value for all bins, or one for each
struct Normalization {
  std::string type = "none";
  std::string deviation =
      "population";                  // or "sample" (n - 1), or "none" (only the mean goes); not with "global"
  double epsilon = 0;                // above 0 where a deviation is measured: silence has none
  std::vector<float> mean{}, std{};  // with "global"
};

// How any kind of frames is given: "bands_frames" is float32 [bands, frames], "frames_bands" [frames, bands].
struct FeatureOutput {
  std::string layout = "bands_frames";
  Normalization normalization{};
};

// librosa's log-mel contract (librosa.feature.melspectrogram + power_to_db / log), and from `window_periodic`
// on what torchaudio.transforms.MelSpectrogram + AmplitudeToDB have beside it; those keys may be left out.
struct LogMelSpec {
  int n_fft = 0;        // FFT size, samples, even, >= win_samples
  int win_samples = 0;  // window length, centred in n_fft as librosa pads it
  int hop_samples = 0;  // frame step
  int mel_bands = 0;    // 1 to n_fft / 2
  double f_min_hz = 0;
  double f_max_hz = 0;       // <= sample_rate_hz / 2
  std::string mel_scale{};   // "slaney" or "htk"
  std::string mel_norm{};    // "slaney" or "none"
  std::string window{};      // "hann" or "hamming"
  bool center = true;        // frames are centred: the segment is padded by n_fft / 2 on both sides
  std::string pad_mode{};    // "constant" (zeros) or "reflect"; used when center
  double power = 2.0;        // 1 (magnitude) or 2 (power)
  std::string log{};         // "db" (10 log10, ref 1), "db20" (20 log10), "ln", "log10" or "none"
  double log_floor = 1e-10;  // amin: what log_guard does with it, it does before the logarithm
  double top_db = 0;         // with "db", "db20": values are raised to (segment's maximum - top_db); 0 is off

  bool window_periodic = true;          // false: the last value is the first, as torch's periodic=False
  std::string spectrum_scale = "none";  // torchaudio's `normalized`: "window", "frame_length" or "none"
  std::string mel_grid = "librosa";     // "torchaudio": bins end at sample_rate_hz / 2 rounded down
  std::string log_guard = "max";        // log(max(x, log_floor)), or "add": log(x + log_floor)
  FeatureOutput output{};
};

// Which triangles sum up the bins: Kaldi's own, in mel (htk); the same in torchaudio.compliance.kaldi, where
// a band may lie between two bins and is then empty; or kaldi-native-fbank's `is_librosa`, in Hz, which
// NeMo's models were trained with. The last three belong to "librosa".
struct KaldiMelFilters {
  std::string type = "kaldi";        // or "torchaudio", "librosa"
  std::string mel_scale = "slaney";  // or "htk": use_slaney_mel_scale false
  std::string mel_norm = "slaney";   // or "none": norm ""
  bool floor_to_int_bin = false;     // corners are rounded down to bins
};

// Kaldi's frames and mel bands, with kaldi-native-fbank's names for what has no Nightjar one.
struct KaldiFrameSpec {
  int win_samples = 0;           // sample_rate_hz * frame_length_ms / 1000, rounded down
  int hop_samples = 0;           // sample_rate_hz * frame_shift_ms / 1000, rounded down
  double input_scale = 1;        // samples from -1 to 1 are multiplied by it: 32768 for Kaldi's own models
  double dither = 0;             // 0: noise that is drawn anew would give another result each time
  bool remove_dc_offset = true;  // of each frame
  double preemphasis = 0.97;     // 0 to 1
  std::string window = "povey";  // or "hanning", "hamming", "blackman", "sine", "rectangular": symmetric;
                                 // "hann": periodic
  double blackman_coeff = 0.42;  // of "blackman"
  bool snip_edges = true;        // only whole frames; false: segment / hop frames, the edges mirrored
  bool round_to_power_of_two = true;  // zeros follow the frame; false needs an even win_samples
  int mel_bands = 23;                 // 3 or more
  double f_min_hz = 20;
  double f_max_hz = 0;      // 0 or less: so far from half the sample rate
  bool use_energy = false;  // the frame's log energy: one band more, or in place of C0
  bool raw_energy = true;   // taken before preemphasis and window
  double energy_floor = 0;  // the energy is raised to it; 0 is off
  bool htk_compat = false;  // the energy (or C0) comes last, not first
  KaldiMelFilters mel_filters{};
};

// knf.OnlineFbank
struct KaldiFbankSpec {
  KaldiFrameSpec frame{};
  bool use_log_fbank = true;
  bool use_power = true;          // false: magnitude
  std::string log_guard = "max";  // use_log_floor: ln(max(x, log_floor)), or "add": ln(x + log_floor)
  double log_floor = 0x1p-23;     // eps; NeMo's models add 2^-24
  FeatureOutput output{.layout = "frames_bands"};
};

// knf.OnlineMfcc
struct KaldiMfccSpec {
  KaldiFrameSpec frame{};
  int coefficients = 13;  // num_ceps, C0 included; 1 to mel_bands
  double cepstral_lifter = 22;
  FeatureOutput output{.layout = "frames_bands"};
};

// OpenAI's Whisper: 16 kHz, 30 s (a shorter segment is followed by zeros), float32 [mel_bands, 3000].
struct WhisperLogMelSpec {
  int mel_bands = 80;  // or 128
};

// librosa.feature.mfcc, or torchaudio.transforms.MFCC, over the log-mel that they would make; the output's
// bands are the coefficients.
struct MfccSpec {
  LogMelSpec mel{};                // mel.output is the coefficients'
  int coefficients = 20;           // n_mfcc, 1 to mel_bands
  int dct_type = 2;                // 1 to 3
  std::string dct_norm = "ortho";  // or "none"
  double lifter = 0;               // librosa's; 0 is off
};

// The segment itself, float32 [samples].
struct WaveformSpec {
  double input_scale = 1;              // samples from -1 to 1 are multiplied by it
  std::string normalization = "none";  // "mean_variance": (x - mean) / sqrt(variance + 1e-7), as Wav2Vec2's
};

using FeatureSpec =
    std::variant<LogMelSpec, KaldiFbankSpec, KaldiMfccSpec, WhisperLogMelSpec, MfccSpec, WaveformSpec>;

}  // namespace nightjar
