// Gaps of a recording on their way to the output: joined, and kept in the order of the output.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "nightjar/record.h"

namespace nightjar {

// Each channel is told of in order, from its first frame on. One long gap is one record, however many calls
// it took; of several channels' gaps one may come in parts, so that the records of others need not wait for
// its end. One thread at a time.
class GapQueue {
 public:
  using Write = std::function<void(Gap&&)>;

  GapQueue(std::int64_t channels, std::int64_t begin_frame, Write write)
      : known_to_(static_cast<std::size_t>(channels), begin_frame), write_(std::move(write)) {}

  // All gaps of `channel` from where it was known up to `known_to`, in order, disjoint.
  void add(std::int64_t channel, std::vector<Gap> gaps, std::int64_t known_to);

  // Writes the gaps that start at or before `frame`, in the order of their starts.
  void write(std::int64_t frame);

  // The same, but a gap that may still go on waits, with those after it.
  void write_settled(std::int64_t frame);

  std::int64_t known_to(std::int64_t channel) const { return known_to_[static_cast<std::size_t>(channel)]; }
  // Up to where the channel is known without the gaps that it ends in, if it does.
  std::int64_t heard_to(std::int64_t channel) const;

 private:
  std::size_t index_of(const Gap& gap) const;
  bool may_go_on(const Gap& gap) const { return gap.end_frame == known_to_[index_of(gap)]; }

  std::vector<std::int64_t> known_to_;  // by channel
  std::vector<Gap> pending_;            // by start_frame
  const Write write_;
};

}  // namespace nightjar
