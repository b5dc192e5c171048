// Whether every frame of every recording came out of the engine, once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "nightjar/record.h"

namespace nightjar::cli {

struct SoakRecording {
  std::string path;
  std::optional<std::int64_t> frames{};  // all of them sound, where that is known; else see settle()
};

// Safe for concurrent use.
class SoakAccounts {
 public:
  explicit SoakAccounts(std::vector<SoakRecording> recordings);

  // One more time that a recording ended. Always processed + gap + skipped == frames; of one that ended by
  // itself, all known frames were processed, and where they are not known, all is as it was the first time.
  void settle(std::size_t recording, const Summary& summary);

  struct State {
    std::int64_t ended = 0;        // times that a recording ended by itself
    std::int64_t wrong = 0;        // times that it did not add up
    std::string first_wrong = {};  // what that was; empty: nothing
  };
  State state() const;

 private:
  std::string complaint_about(std::size_t recording, const Summary& summary);

  const std::vector<SoakRecording> recordings_;
  mutable std::mutex mutex_;
  std::vector<std::optional<Summary>> first_;  // of each recording
  State state_;
};

}  // namespace nightjar::cli
