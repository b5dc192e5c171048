// One block of mono sound from one sample rate to another, with libsoxr (HQ: 20 bits, linear phase).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/base/timeline.h"

namespace nightjar {

// Each call is a pure function of its arguments: it starts from a fresh state. libsoxr's output is aligned
// with its input already (output j is at time j * src / dst of the input), so no delay is compensated. One
// thread at a time.
class Resampler {
 public:
  explicit Resampler(RateRatio ratio);

  // How many frames on either side of a block its samples depend on, rounded up to a multiple of src / gcd,
  // at which the two grids meet. libsoxr's HQ filter reaches less than 96 samples of the lower rate; with
  // those, blocks are as near to the whole recording resampled at once (1e-6) as with ten times as many.
  // kReach leaves room.
  static std::int64_t roll_frames(RateRatio ratio);
  static constexpr std::int64_t kReach = 256;

  // `in` starts at a frame that is a multiple of src / gcd; silence is taken to precede and follow it. Fills
  // `out` with the samples [skip, skip + out.size()) counted from the start of `in`. Throws std::bad_alloc.
  void run(std::span<const float> in, std::int64_t skip, std::span<float> out);

  // libsoxr's share is measured (0.2 to 0.6 MiB for usual rates), with room.
  static std::int64_t memory_bytes(RateRatio ratio);

 private:
  RateRatio ratio_;
  std::vector<float> silence_;    // one chunk of input after the end
  std::vector<float> discarded_;  // where samples before `skip` go
};

}  // namespace nightjar
