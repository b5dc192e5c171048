// Smoothing of posteriors: a centred moving average over segments.
//
//   out[i] = mean(in[j]),  |j - i| <= (window - 1) / 2,  j in the same run of valid segments as i
//
// so the window shrinks at the ends of a run. Each output is summed afresh, in order and in double: it
// depends on its window alone, and nothing drifts over a long recording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace nightjar {

// Holds the last `window` rows. One thread at a time.
class Smoother {
 public:
  // Takes the smoothed rows, in order; a row lives until the call returns. It must not call back into the
  // smoother.
  using Sink = std::function<void(std::span<const float> row)>;

  // `window`: odd, >= 1 segments. Rows are float32 [labels].
  Smoother(std::size_t labels, std::size_t window, Sink sink);

  // The next valid segment's row. Gives the row of the segment (window - 1) / 2 before it, if the run has it.
  void push(std::span<const float> row);

  // The run of valid segments is over: gives the rows that are left.
  void end_run();

  static std::int64_t memory_bytes(std::size_t labels, std::size_t window);

 private:
  void emit_next();

  std::size_t labels_;
  std::size_t window_;
  std::size_t half_;
  Sink sink_;
  std::vector<float> rows_;    // float32 [window, labels], a ring: segment i of the run is row i % window
  std::vector<float> smooth_;  // float32 [labels]
  std::size_t pushed_ = 0;     // segments of this run
  std::size_t emitted_ = 0;
};

}  // namespace nightjar
