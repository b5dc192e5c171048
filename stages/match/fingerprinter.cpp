#include "stages/match/fingerprinter.h"

#include <algorithm>

#include "stages/features/window.h"

namespace nightjar {
namespace {

constexpr double kPower = 2;

}  // namespace

Fingerprinter::Fingerprinter() : spectrum_(make_window("hann", kFrameSamples, kFrameSamples), kPower) {}

void Fingerprinter::push(std::span<const float> samples, std::vector<Landmark>& landmarks) {
  constexpr auto kTwoFrames = static_cast<std::size_t>(kFrameSamples + kFrameHop);
  while (!samples.empty()) {
    const std::size_t taken = std::min(samples.size(), 4 * kTwoFrames);
    held_.insert(held_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(taken));
    samples = samples.subspan(taken);
    std::size_t begin = 0;
    for (; begin + kTwoFrames <= held_.size(); begin += 2 * kFrameHop) {
      transform(&held_[begin], &held_[begin + kFrameHop], true, landmarks);
    }
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(begin));
  }
}

void Fingerprinter::finish(std::vector<Landmark>& landmarks) {
  if (std::ssize(held_) >= kFrameSamples) transform(held_.data(), held_.data(), false, landmarks);
  peaks_.clear();
  picker_.finish(peaks_);
  pairs_.push(peaks_, frames_, landmarks);
  pairs_.finish(landmarks);
}

void Fingerprinter::transform(const float* first, const float* second, bool both,
                              std::vector<Landmark>& landmarks) {
  power_[0].clear();
  power_[1].clear();
  for (const FramePair& pair : spectrum_.compute(first, second)) {
    power_[0].push_back(pair.first());
    power_[1].push_back(pair.second());
  }
  peaks_.clear();
  picker_.push(power_[0], peaks_);
  if (both) picker_.push(power_[1], peaks_);
  frames_ += both ? 2 : 1;
  pairs_.push(peaks_, frames_ - kPeakFrames, landmarks);
}

std::int64_t Fingerprinter::settled_frame() const {
  return std::max<std::int64_t>(0, frames_ - kPeakFrames - kPairFrames);
}

}  // namespace nightjar
