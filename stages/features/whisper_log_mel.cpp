#include "stages/features/whisper_log_mel.h"

#include "stages/features/log_scale.h"
#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

constexpr std::int64_t kRateHz = 16000;
constexpr std::int64_t kSamples = 30 * kRateHz;
constexpr int kFft = 400;
constexpr int kHop = 160;

LogMelSpec spec_of(const WhisperLogMelSpec& spec) {
  require(spec.mel_bands == 80 || spec.mel_bands == 128, "features.mel_bands", spec.mel_bands, "80 or 128");
  return {.n_fft = kFft,
          .win_samples = kFft,
          .hop_samples = kHop,
          .mel_bands = spec.mel_bands,
          .f_min_hz = 0,
          .f_max_hz = kRateHz / 2.0,
          .mel_scale = "slaney",
          .mel_norm = "slaney",
          .window = "hann",
          .pad_mode = "reflect",
          .log = "db",  // ten times log10
          .log_floor = 1e-10,
          .top_db = 80};
}

FrameGrid grid_of(std::int64_t sample_rate_hz, std::int64_t segment_samples) {
  require(sample_rate_hz == kRateHz, "sample_rate_hz", sample_rate_hz, "16000, which Whisper hears");
  require(segment_samples >= 1 && segment_samples <= kSamples, "segment_samples", segment_samples,
          from_to(1, kSamples) + ", the 30 s that Whisper hears");
  return {.segment_samples = static_cast<std::size_t>(segment_samples),
          .extended_samples = kSamples,
          .before = kFft / 2,
          .after = kFft / 2,
          .padding = Padding::reflect,
          .hop_samples = kHop,
          .frames = kSamples / kHop};
}

}  // namespace

WhisperLogMel::WhisperLogMel(const WhisperLogMelSpec& spec, std::int64_t sample_rate_hz,
                             std::int64_t segment_samples)
    : spec_(spec_of(spec)), frames_(spec_, sample_rate_hz, grid_of(sample_rate_hz, segment_samples)) {}

void WhisperLogMel::compute(std::span<const float> segment, std::span<float> out) const {
  frames_.compute(segment, out);
  to_log_scale(spec_, out);
  for (float& value : out) value = value / 40 + 1;
}

}  // namespace nightjar
