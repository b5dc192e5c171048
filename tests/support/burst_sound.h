// Sound whose events are known: short bursts at uneven times, so that no shift of it looks like itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nightjar/record.h"

namespace nightjar::test {

struct BurstSound {
  std::vector<float> samples;        // interleaved; a faint noise, and the bursts
  std::vector<std::int64_t> onsets;  // frames
};

// Bursts 0.3 to 0.7 s apart, from a seed.
BurstSound make_bursts(std::int64_t frames, int sample_rate_hz, int channels, unsigned seed);

// The frames of `mono` at which bursts begin, coded and decoded or not.
std::vector<std::int64_t> find_onsets(const std::vector<float>& mono, int sample_rate_hz);

// What a recording gives from its start to its end.
struct WholeRead {
  RecordingInfo info;
  std::vector<float> mono;  // its first channel
  std::vector<Gap> missing;
  std::int64_t uncertain_from = INT64_MAX;
  std::optional<Error> flaw;

  std::int64_t frames() const { return static_cast<std::int64_t>(mono.size()); }
  std::int64_t missing_frames() const;
  // Is any of [begin, end) missing?
  bool lacks(std::int64_t begin, std::int64_t end) const;
};

// Throws std::runtime_error where the file is refused or a read fails.
WholeRead read_whole(const std::string& path);

// What is wrong with the times of `read`: a burst that is more than 10 ms from its place, or lost without
// being missing or uncertain. Empty where nothing is.
std::string wrong_times(const WholeRead& read, const std::vector<std::int64_t>& onsets);

}  // namespace nightjar::test
