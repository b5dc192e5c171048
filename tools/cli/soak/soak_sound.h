// What `soak` lets the engine hear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/bench_sound.h"
#include "tools/cli/soak/endless_recording.h"
#include "tools/cli/soak/soak_accounts.h"

namespace nightjar::cli {

class SoakSound {
 public:
  // Recordings that exist. Throws SetupError for one that `run` would refuse.
  static SoakSound given(const std::vector<std::string>& paths);

  // `kGenerated` of many lengths, from a third of a second to `longest_s`, as many between one second and two
  // as between one minute and two. Throws as SyntheticRecording.
  static SoakSound generated(double longest_s, std::uint64_t seed);
  static constexpr std::size_t kGenerated = 48;

  // One of `length_s`; 0: of so many that it does not end. Throws as EndlessRecording.
  static SoakSound endless(double length_s, double ahead_s, std::uint64_t seed);

  const std::vector<SoakRecording>& recordings() const { return recordings_; }
  EndlessRecording* endless_one() const { return endless_.get(); }  // null: it is not that

  // Those to be run next, by their number: all of them in turn, again and again. Empty at the end, which only
  // an endless recording has.
  std::vector<std::size_t> next_round();

 private:
  std::vector<SoakRecording> recordings_;
  std::vector<std::unique_ptr<SyntheticRecording>> made_;
  std::unique_ptr<EndlessRecording> endless_;
  std::size_t next_ = 0;
};

}  // namespace nightjar::cli
