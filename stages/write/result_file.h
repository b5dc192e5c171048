// One recording's results in one format, as a file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "nightjar/error.h"
#include "stages/write/output_file.h"

namespace nightjar {

// The file is opened when there is much to write, or at commit(): most results are short, and many
// recordings may be open at once. Until commit() it has a temporary name in its folder; without commit()
// nothing is left. Errors: output_failed, with the file and the cause.
class ResultFile {
 public:
  explicit ResultFile(std::string path) : path_(std::move(path)) {}

  Expected<void> write(std::string_view text);
  // Closed and renamed. Flushed to the disk only if that is asked for: it would take longer than recognising
  // a short recording.
  Expected<void> commit(bool flushed = false);

 private:
  Expected<void> flush();

  std::string path_;
  std::string text_;
  std::optional<OutputFile> file_;
};

}  // namespace nightjar
