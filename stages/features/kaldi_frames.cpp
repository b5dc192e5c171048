#include "stages/features/kaldi_frames.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "stages/features/spec_check.h"
#include "stages/features/window.h"

namespace nightjar {

void check_kaldi_frames(const KaldiFrameSpec& spec, std::int64_t sample_rate_hz,
                        std::int64_t segment_samples) {
  constexpr int kMaxSamples = 65536;  // over 4 s at 16 kHz; bounds the scratch at a few MiB
  check_segment(sample_rate_hz, segment_samples);
  require(spec.win_samples >= 2 && spec.win_samples <= kMaxSamples, "features.win_samples", spec.win_samples,
          from_to(2, kMaxSamples));
  require(spec.hop_samples >= 1, "features.hop_samples", spec.hop_samples, "at least 1");
  require(spec.round_to_power_of_two || spec.win_samples % 2 == 0, "features.round_to_power_of_two", false,
          "true where win_samples is odd");
  require(spec.dither == 0, "features.dither", spec.dither,
          "0: dither adds noise that is drawn anew, and results must repeat");
  require(spec.input_scale > 0 && std::isfinite(spec.input_scale), "features.input_scale", spec.input_scale,
          "a number above 0");
  require(spec.preemphasis >= 0 && spec.preemphasis <= 1, "features.preemphasis", spec.preemphasis, "0 to 1");
  require_one_of("features.window", spec.window,
                 {"povey", "hanning", "hann", "hamming", "blackman", "sine", "rectangular"});
  require(spec.blackman_coeff >= 0 && spec.blackman_coeff <= 1, "features.blackman_coeff",
          spec.blackman_coeff, "0 to 1");
  require(spec.energy_floor >= 0 && std::isfinite(spec.energy_floor), "features.energy_floor",
          spec.energy_floor, "0 (off) or more");
  const std::int64_t least = spec.snip_edges ? spec.win_samples : (spec.hop_samples + 1) / 2;
  require(segment_samples >= least, "segment_samples", segment_samples,
          "at least " + std::to_string(least) + ", which make the first frame");
}

int kaldi_fft_samples(const KaldiFrameSpec& spec) noexcept {
  const auto samples = static_cast<unsigned>(spec.win_samples);
  return static_cast<int>(spec.round_to_power_of_two ? std::bit_ceil(samples) : samples);
}

FrameGrid kaldi_grid(const KaldiFrameSpec& spec, std::int64_t segment_samples) {
  const std::int64_t win = spec.win_samples, hop = spec.hop_samples;
  FrameGrid grid{.segment_samples = static_cast<std::size_t>(segment_samples),
                 .extended_samples = static_cast<std::size_t>(segment_samples),
                 .hop_samples = static_cast<std::size_t>(hop)};
  if (spec.snip_edges) {
    grid.frames = static_cast<std::size_t>(1 + (segment_samples - win) / hop);
    return grid;
  }
  const std::int64_t frames = (segment_samples + hop / 2) / hop;
  const std::int64_t begin = hop / 2 - win / 2;  // of the first frame
  const std::int64_t end = begin + (frames - 1) * hop + win;
  grid.frames = static_cast<std::size_t>(frames);
  grid.padding = Padding::mirror;
  grid.skipped = static_cast<std::size_t>(std::max<std::int64_t>(begin, 0));
  grid.before = static_cast<std::size_t>(std::max<std::int64_t>(-begin, 0));
  grid.after = static_cast<std::size_t>(std::max<std::int64_t>(end - segment_samples, 0));
  return grid;
}

KaldiFrames::KaldiFrames(const KaldiFrameSpec& spec)
    : spec_(spec),
      window_(make_kaldi_window(spec.window, spec.win_samples, spec.blackman_coeff)),
      samples_(static_cast<std::size_t>(kaldi_fft_samples(spec)), FramePair(0.0)) {}

void KaldiFrames::load(const float* first, const float* second) noexcept {
  const std::size_t count = window_.size();
  FramePair mean = 0.0;
  for (std::size_t n = 0; n < count; ++n) {
    samples_[n] = spec_.input_scale * FramePair(first[n], second[n]);
    mean += samples_[n];
  }
  mean = spec_.remove_dc_offset ? 1.0 / static_cast<double>(count) * mean : FramePair(0.0);
  FramePair before = samples_[0] - mean, raw_energy = 0.0, energy = 0.0;
  for (std::size_t n = 0; n < count; ++n) {
    const FramePair sample = samples_[n] - mean;
    samples_[n] = window_[n] * (sample - spec_.preemphasis * before);
    before = sample;
    raw_energy += sample * sample;
    energy += samples_[n] * samples_[n];
  }
  energy_ = spec_.raw_energy ? raw_energy : energy;
}

}  // namespace nightjar
