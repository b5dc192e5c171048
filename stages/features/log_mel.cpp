#include "stages/features/log_mel.h"

#include <algorithm>
#include <cassert>
#include <memory>

#include "stages/features/fast_log.h"
#include "stages/features/log_mel_check.h"
#include "stages/features/window.h"

namespace nightjar {
namespace {

const LogMelSpec& checked(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples) {
  check_log_mel(spec, sample_rate_hz, segment_samples);
  return spec;
}

}  // namespace

LogMel::Scratch::Scratch(const LogMelSpec& spec, std::size_t padded_samples)
    : spectrum(make_window(spec.window, spec.win_samples, spec.n_fft), spec.power), padded(padded_samples) {}

LogMel::LogMel(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples)
    : spec_(checked(spec, sample_rate_hz, segment_samples)),
      segment_samples_(static_cast<std::size_t>(segment_samples)),
      hop_samples_(static_cast<std::size_t>(spec.hop_samples)),
      pad_samples_(spec.center ? static_cast<std::size_t>(spec.n_fft / 2) : 0),
      frames_(static_cast<std::size_t>(log_mel_frames(spec, segment_samples))),
      filterbank_(spec, sample_rate_hz),
      scratches_([this] {
        const std::size_t padded_samples = pad_samples_ > 0 ? segment_samples_ + 2 * pad_samples_ : 0;
        return std::make_unique<Scratch>(spec_, padded_samples);
      }) {}

std::vector<std::int64_t> LogMel::shape() const {
  return {spec_.mel_bands, static_cast<std::int64_t>(frames_)};
}

void LogMel::compute(std::span<const float> segment, std::span<float> out) const {
  assert(segment.size() == segment_samples_ && out.size() == filterbank_.bands() * frames_);
  const auto scratch = scratches_.borrow();
  const float* sound = pad_samples_ > 0 ? pad(segment, scratch->padded) : segment.data();
  for (std::size_t t = 0; t < frames_; t += 2) {
    const std::size_t last = std::min(t + 1, frames_ - 1);  // an odd count's last frame is its own partner
    const auto spectrum = scratch->spectrum.compute(sound + t * hop_samples_, sound + last * hop_samples_);
    for (std::size_t b = 0; b < filterbank_.bands(); ++b) {
      const FramePair mel = filterbank_.apply(b, spectrum);
      float* const row = out.data() + b * frames_;
      row[t] = static_cast<float>(mel.first());
      row[last] = static_cast<float>(mel.second());
    }
  }
  to_log(out);
}

const float* LogMel::pad(std::span<const float> segment, std::span<float> padded) const noexcept {
  const auto begin = padded.begin() + static_cast<std::ptrdiff_t>(pad_samples_);
  const auto end = std::copy(segment.begin(), segment.end(), begin);
  if (spec_.pad_mode == "reflect") {  // about the first and the last sample, which are not repeated
    std::reverse_copy(begin + 1, begin + 1 + static_cast<std::ptrdiff_t>(pad_samples_), padded.begin());
    std::reverse_copy(end - 1 - static_cast<std::ptrdiff_t>(pad_samples_), end - 1, end);
  }
  return padded.data();  // zeros otherwise: nobody writes there
}

void LogMel::to_log(std::span<float> mel) const noexcept {
  if (spec_.log == "none") return;
  const auto floor = static_cast<float>(spec_.log_floor);
  for (float& value : mel) value = std::max(floor, value);
  if (spec_.log == "ln") return log_in_place(mel);
  decibels_in_place(mel);
  if (spec_.top_db == 0) return;
  const float lowest = *std::max_element(mel.begin(), mel.end()) - static_cast<float>(spec_.top_db);
  for (float& value : mel) value = std::max(value, lowest);
}

}  // namespace nightjar
