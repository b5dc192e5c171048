// Making an index of known sounds: one class for each kind.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nightjar/record.h"
#include "tools/cli/commands.h"

namespace nightjar::cli {

// A recording that was read for an index.
struct IndexedSound {
  std::string path;
  std::string lines{};  // all but `indexed` and `end`
  Summary summary{};
  std::int64_t sample_rate_hz = 1;
  std::int64_t items = 0;  // that tell it from others; 0: it cannot be found again
};

class IndexMaker {
 public:
  virtual ~IndexMaker() = default;

  // Reads all of `paths`, calls `take` for each in order, and puts into the index those that are not refused.
  // Throws SetupError(out_of_memory) where an index has no room for them.
  virtual void read(const std::vector<std::string>& paths,
                    const std::function<void(const IndexedSound&)>& take) = 0;
  virtual std::string_view item_name() const = 0;  // for the lines: "landmarks"
  // Of all that was read. Errors: output_failed.
  virtual Expected<void> save(const std::string& path) = 0;
};

// By embeddings where a model is named. Throws SetupError: bad_option, and what Model::load does.
std::unique_ptr<IndexMaker> make_index_maker(const MatchBuildOptions& options);
std::unique_ptr<IndexMaker> make_fingerprint_maker(const MatchBuildOptions& options);
std::unique_ptr<IndexMaker> make_embedding_maker(const MatchBuildOptions& options);

}  // namespace nightjar::cli
