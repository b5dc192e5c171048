#include "stages/features/kaldi_fbank.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>

#include "stages/features/fast_log.h"
#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

constexpr float kSmallest = std::numeric_limits<float>::epsilon();

const KaldiFbankSpec& checked(const KaldiFbankSpec& spec, std::int64_t sample_rate_hz,
                              std::int64_t segment_samples) {
  check_kaldi_frames(spec.frame, sample_rate_hz, segment_samples);
  if (spec.use_log_fbank) check_log_guard(spec.log_guard, spec.log_floor);
  return spec;
}

// The frames come windowed: what is left to say is which of their samples are not zeros.
std::vector<double> ones(const KaldiFrameSpec& spec) {
  std::vector<double> window(static_cast<std::size_t>(kaldi_fft_samples(spec)));
  std::fill_n(window.begin(), spec.win_samples, 1.0);
  return window;
}

}  // namespace

KaldiFbank::Guard KaldiFbank::guard_of(const KaldiFbankSpec& spec) {
  if (!spec.use_log_fbank) return {};
  const auto floor = static_cast<float>(spec.log_floor);
  return spec.log_guard == "add" ? Guard{.added = floor} : Guard{.lowest = floor};
}

KaldiFbank::Scratch::Scratch(const KaldiFbankSpec& spec, std::size_t padded_samples)
    : frames(spec.frame), spectrum(ones(spec.frame), spec.use_power ? 2 : 1), padded(padded_samples) {}

KaldiFbank::KaldiFbank(const KaldiFbankSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples)
    : spec_(checked(spec, sample_rate_hz, segment_samples)),
      grid_(kaldi_grid(spec.frame, segment_samples)),
      filterbank_(spec.frame, kaldi_fft_samples(spec.frame), sample_rate_hz),
      layout_{filterbank_.bands() + (spec.frame.use_energy ? 1 : 0), grid_.frames,
              spec.output.layout == "frames_bands"},
      energy_band_(spec.frame.htk_compat ? filterbank_.bands() : 0),
      first_band_(spec.frame.use_energy && !spec.frame.htk_compat ? 1 : 0),
      guard_(guard_of(spec)),
      normalizer_(spec.output, layout_),
      scratches_([this] { return std::make_unique<Scratch>(spec_, grid_.buffer_samples()); }) {}

void KaldiFbank::compute(std::span<const float> segment, std::span<float> out) const {
  assert(segment.size() == grid_.segment_samples && out.size() == layout_.size());
  const auto scratch = scratches_.borrow();
  const float* const sound = grid_.pad(segment, scratch->padded);
  const std::size_t band_step = layout_.band_step(), frame_step = layout_.frame_step();
  for (std::size_t t = 0; t < grid_.frames; t += 2) {
    const std::size_t last =
        std::min(t + 1, grid_.frames - 1);  // an odd count's last frame is its own partner
    const auto put = [&](std::size_t band, FramePair value, Guard guard) {
      out[band * band_step + t * frame_step] = guard(value.first());
      out[band * band_step + last * frame_step] = guard(value.second());
    };
    scratch->frames.load(sound + t * grid_.hop_samples, sound + last * grid_.hop_samples);
    const auto spectrum = scratch->spectrum.compute(scratch->frames.samples());
    for (std::size_t b = 0; b < filterbank_.bands(); ++b)
      put(first_band_ + b, filterbank_.apply(b, spectrum), guard_);
    if (spec_.frame.use_energy) put(energy_band_, scratch->frames.energy(), {.lowest = kSmallest});
  }
  to_log(out);
  normalizer_.apply(out);
}

void KaldiFbank::to_log(std::span<float> out) const noexcept {
  if (spec_.use_log_fbank) log_in_place(out);
  if (!spec_.frame.use_energy) return;
  const double floor = spec_.frame.energy_floor;
  const auto lowest = static_cast<float>(floor > 0 ? std::log(floor) : std::log(kSmallest));
  for (std::size_t t = 0; t < grid_.frames; ++t) {
    float& energy = out[energy_band_ * layout_.band_step() + t * layout_.frame_step()];
    if (!spec_.use_log_fbank) energy = std::log(energy);
    energy = std::max(energy, lowest);
  }
}

}  // namespace nightjar
