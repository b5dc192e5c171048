#include "stages/features/mel_frames.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <numeric>

#include "stages/features/window.h"

namespace nightjar {
namespace {

std::vector<double> scaled_window(const LogMelSpec& spec) {
  auto window = make_window(spec.window, spec.win_samples, spec.n_fft, spec.window_periodic);
  if (spec.spectrum_scale == "none") return window;
  const double squares = std::inner_product(window.begin(), window.end(), window.begin(), 0.0);
  const double divisor = std::sqrt(spec.spectrum_scale == "window" ? squares : spec.n_fft);
  for (double& value : window) value /= divisor;
  return window;
}

}  // namespace

MelFrames::Scratch::Scratch(const LogMelSpec& spec, std::size_t padded_samples)
    : spectrum(scaled_window(spec), spec.power), padded(padded_samples) {}

MelFrames::MelFrames(const LogMelSpec& spec, std::int64_t sample_rate_hz, const FrameGrid& grid)
    : spec_(spec),
      grid_(grid),
      filterbank_(spec, sample_rate_hz),
      scratches_([this] { return std::make_unique<Scratch>(spec_, grid_.buffer_samples()); }) {}

void MelFrames::compute(std::span<const float> segment, std::span<float> out) const {
  assert(segment.size() == grid_.segment_samples && out.size() == layout().size());
  const auto scratch = scratches_.borrow();
  const float* const sound = grid_.pad(segment, scratch->padded);
  const std::size_t band_step = layout().band_step(), frame_step = layout().frame_step();
  for (std::size_t t = 0; t < grid_.frames; t += 2) {
    const std::size_t last =
        std::min(t + 1, grid_.frames - 1);  // an odd count's last frame is its own partner
    const auto spectrum =
        scratch->spectrum.compute(sound + t * grid_.hop_samples, sound + last * grid_.hop_samples);
    for (std::size_t b = 0; b < filterbank_.bands(); ++b) {
      const FramePair mel = filterbank_.apply(b, spectrum);
      float* const band = out.data() + b * band_step;
      band[t * frame_step] = static_cast<float>(mel.first());
      band[last * frame_step] = static_cast<float>(mel.second());
    }
  }
}

}  // namespace nightjar
