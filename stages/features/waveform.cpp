#include "stages/features/waveform.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "stages/features/spec_check.h"

namespace nightjar {

Waveform::Waveform(const WaveformSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples)
    : spec_(spec), segment_samples_(segment_samples) {
  check_segment(sample_rate_hz, segment_samples);
  require(spec.input_scale > 0 && std::isfinite(spec.input_scale), "features.input_scale", spec.input_scale,
          "a number above 0");
  require_one_of("features.normalization", spec.normalization, {"none", "mean_variance"});
}

void Waveform::compute(std::span<const float> segment, std::span<float> out) const {
  assert(segment.size() == static_cast<std::size_t>(segment_samples_) && out.size() == segment.size());
  double mean = 0, scale = spec_.input_scale;
  if (spec_.normalization == "mean_variance") {
    constexpr double kEpsilon = 1e-7;  // of samples that were scaled
    const auto count = static_cast<double>(segment_samples_);
    for (const float x : segment) mean += x;
    mean /= count;
    double squares = 0;
    for (const float x : segment) squares += (x - mean) * (x - mean);
    scale /= std::sqrt(scale * scale * squares / count + kEpsilon);
  }
  std::transform(segment.begin(), segment.end(), out.begin(),
                 [=](float x) { return static_cast<float>((x - mean) * scale); });
}

}  // namespace nightjar
