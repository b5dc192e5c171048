#include "stages/features/log_mel_check.h"

#include <limits>
#include <string>

#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

constexpr int kMaxFft = 65536;  // over 4 s at 16 kHz; bounds the scratch at a few MiB

}  // namespace

void check_log_mel(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples) {
  check_segment(sample_rate_hz, segment_samples);
  require(spec.n_fft >= 2 && spec.n_fft <= kMaxFft && spec.n_fft % 2 == 0, "features.n_fft", spec.n_fft,
          "an even number, " + from_to(2, kMaxFft));
  require(spec.win_samples >= 1 && spec.win_samples <= spec.n_fft, "features.win_samples", spec.win_samples,
          from_to(1, spec.n_fft) + " (n_fft)");
  require(spec.hop_samples >= 1, "features.hop_samples", spec.hop_samples, "at least 1");
  require(spec.mel_bands >= 1 && spec.mel_bands <= spec.n_fft / 2, "features.mel_bands", spec.mel_bands,
          from_to(1, spec.n_fft / 2) + " (n_fft / 2)");
  const double nyquist_hz = static_cast<double>(sample_rate_hz) / 2;
  require(spec.f_max_hz > 0 && spec.f_max_hz <= nyquist_hz, "features.f_max_hz", spec.f_max_hz,
          "above 0, at most " + std::to_string(nyquist_hz) + " (half the sample rate)");
  require(spec.f_min_hz >= 0 && spec.f_min_hz < spec.f_max_hz, "features.f_min_hz", spec.f_min_hz,
          "0 or more, below f_max_hz");
  require_one_of("features.mel_scale", spec.mel_scale, {"slaney", "htk"});
  require_one_of("features.mel_norm", spec.mel_norm, {"slaney", "none"});
  require_one_of("features.window", spec.window, {"hann", "hamming"});
  require_one_of("features.pad_mode", spec.pad_mode, {"constant", "reflect"});
  if (!spec.center) {
    require(segment_samples >= spec.n_fft, "segment_samples", segment_samples,
            "at least features.n_fft, " + std::to_string(spec.n_fft) + ", where features.center is false");
  } else if (spec.pad_mode == "reflect") {
    require(segment_samples > spec.n_fft / 2, "segment_samples", segment_samples,
            "more than features.n_fft / 2, " + std::to_string(spec.n_fft / 2) + ", to be reflected");
  }
  require(spec.power == 1.0 || spec.power == 2.0, "features.power", spec.power, "1 or 2");
  require_one_of("features.log", spec.log, {"db", "db20", "ln", "log10", "none"});
  if (spec.log != "none") check_log_guard(spec.log_guard, spec.log_floor);
  require(spec.top_db >= 0 && spec.top_db <= std::numeric_limits<float>::max(), "features.top_db",
          spec.top_db, "0 (off) or more");
  require(spec.top_db == 0 || spec.log == "db" || spec.log == "db20", "features.top_db", spec.top_db,
          "0 where features.log is not in decibels");
  require_one_of("features.spectrum_scale", spec.spectrum_scale, {"none", "window", "frame_length"});
  require_one_of("features.mel_grid", spec.mel_grid, {"librosa", "torchaudio"});
}

std::int64_t log_mel_frames(const LogMelSpec& spec, std::int64_t segment_samples) noexcept {
  return 1 + (spec.center ? segment_samples : segment_samples - spec.n_fft) / spec.hop_samples;
}

}  // namespace nightjar
