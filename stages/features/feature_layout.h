// Where the value of a band in a frame lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nightjar {

// float32, row-major: [bands, frames], or [frames, bands] with `frames_first`.
struct FeatureLayout {
  std::size_t bands = 0, frames = 0;
  bool frames_first = false;

  std::size_t band_step() const noexcept { return frames_first ? 1 : frames; }
  std::size_t frame_step() const noexcept { return frames_first ? bands : 1; }
  std::size_t size() const noexcept { return bands * frames; }
  std::vector<std::int64_t> shape() const {
    const auto b = static_cast<std::int64_t>(bands), f = static_cast<std::int64_t>(frames);
    return frames_first ? std::vector{f, b} : std::vector{b, f};
  }
};

}  // namespace nightjar
