// Spans of a recording that wait until all of them are known.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "nightjar/error.h"
#include "stages/write/temporary_file.h"

namespace nightjar {

struct StoredSpan {
  std::uint64_t group = 0;
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string_view text;
};

// In memory as long as they are few, then in an unnamed file in temporary_folder(). One thread at a time.
// Errors: output_failed.
class SpanStore {
 public:
  Expected<void> add(const StoredSpan& span);

  // All of them in the order of the calls; the text is valid during the call.
  Expected<void> for_each(const std::function<Expected<void>(const StoredSpan&)>& visit) const;

 private:
  std::string recent_;  // follows what is in the file
  std::optional<TemporaryFile> file_;
  std::int64_t file_bytes_ = 0;
};

}  // namespace nightjar
