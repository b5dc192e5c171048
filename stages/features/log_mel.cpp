#include "stages/features/log_mel.h"

#include "stages/features/log_mel_check.h"
#include "stages/features/log_scale.h"

namespace nightjar {
namespace {

const LogMelSpec& checked(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples) {
  check_log_mel(spec, sample_rate_hz, segment_samples);
  return spec;
}

FrameGrid grid_of(const LogMelSpec& spec, std::int64_t segment_samples) {
  const auto samples = static_cast<std::size_t>(segment_samples);
  FrameGrid grid{.segment_samples = samples,
                 .extended_samples = samples,
                 .hop_samples = static_cast<std::size_t>(spec.hop_samples),
                 .frames = static_cast<std::size_t>(log_mel_frames(spec, segment_samples))};
  if (!spec.center) return grid;
  grid.before = grid.after = static_cast<std::size_t>(spec.n_fft / 2);
  grid.padding = spec.pad_mode == "reflect" ? Padding::reflect : Padding::zeros;
  return grid;
}

}  // namespace

LogMel::LogMel(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples)
    : spec_(checked(spec, sample_rate_hz, segment_samples)),
      frames_(spec, sample_rate_hz, grid_of(spec, segment_samples)),
      normalizer_(spec.output, frames_.layout()) {}

void LogMel::compute(std::span<const float> segment, std::span<float> out) const {
  frames_.compute(segment, out);
  to_log_scale(spec_, out);
  normalizer_.apply(out);
}

}  // namespace nightjar
