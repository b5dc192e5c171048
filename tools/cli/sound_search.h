// Searching recordings for known sounds: one class for each kind of index.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "stages/write/match_lines.h"
#include "tools/cli/commands.h"
#include "tools/cli/found_lines.h"

namespace nightjar::cli {

class SoundSearch {
 public:
  virtual ~SoundSearch() = default;

  // What the index says of itself; version and hash of the file are left out.
  virtual MatchRunLine first_line() const = 0;

  // Searches all of `paths` and writes of each what was found. Returns when all are done, or the search was
  // stopped and what was begun has ended.
  virtual void find(const std::vector<std::string>& paths, FoundLines& lines) = 0;

  // May be called at any time, from any thread: ends a search soon, for good; goes on with what was refused.
  virtual void stop() = 0;
  virtual void poke() = 0;
};

// By the kind of the index. Throws SetupError: bad_option, bad_model, and what Model::load does.
std::unique_ptr<SoundSearch> open_search(const MatchFindOptions& options);
std::unique_ptr<SoundSearch> open_fingerprint_search(const MatchFindOptions& options);
std::unique_ptr<SoundSearch> open_embedding_search(const MatchFindOptions& options);

}  // namespace nightjar::cli
