#include "stages/match/peak_picker.h"

#include <algorithm>
#include <utility>

namespace nightjar {
namespace {

// A sine of full scale has (sum of the window / 2)^2 = 256^2; 100 dB below. Rounding to 16 bits makes noise
// of 2^-32 / 3 * (sum of the squared window) = 3e-8, two hundred times less.
constexpr double kFloor = 256.0 * 256.0 * 1e-10;

std::vector<double> highest_around(const std::vector<double>& power) {
  const auto bins = static_cast<int>(power.size());
  std::vector<double> highest(power.size());
  for (int k = 0; k < bins; ++k) {
    const auto begin = power.begin() + std::max(0, k - kPeakBins);
    const auto end = power.begin() + std::min(bins, k + kPeakBins + 1);
    highest[static_cast<std::size_t>(k)] = *std::max_element(begin, end);
  }
  return highest;
}

}  // namespace

void PeakPicker::push(std::span<const double> power, std::vector<Peak>& peaks) {
  Row row{{power.begin(), power.end()}, {}};
  row.highest = highest_around(row.power);
  rows_.push_back(std::move(row));
  if (first_frame_ + std::ssize(rows_) <= next_frame_ + kPeakFrames) return;
  pick(static_cast<std::size_t>(next_frame_ - first_frame_), peaks);
  ++next_frame_;
  if (next_frame_ - first_frame_ <= kPeakFrames) return;
  rows_.pop_front();
  ++first_frame_;
}

void PeakPicker::finish(std::vector<Peak>& peaks) {
  for (; next_frame_ < first_frame_ + std::ssize(rows_); ++next_frame_) {
    pick(static_cast<std::size_t>(next_frame_ - first_frame_), peaks);
  }
}

void PeakPicker::pick(std::size_t row, std::vector<Peak>& peaks) const {
  const std::size_t begin = row - std::min<std::size_t>(row, kPeakFrames);
  const std::size_t end = std::min(rows_.size(), row + kPeakFrames + 1);
  for (int bin = kLowestBin; bin < kEndBin; ++bin) {
    const auto k = static_cast<std::size_t>(bin);
    const double power = rows_[row].power[k];
    bool is_peak = power > kFloor;
    for (std::size_t i = begin; is_peak && i < end; ++i) {
      is_peak = i < row ? power > rows_[i].highest[k] : power >= rows_[i].highest[k];
    }
    if (is_peak) peaks.push_back({next_frame_, bin, power});
  }
}

}  // namespace nightjar
