// The lines of a text file, one at a time, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace nightjar {

// "\n" and "\r\n" both end a line. One thread at a time.
class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 1 << 16;

  // Throws SetupError(bad_model), here and in next(), where the file cannot be read or a line is longer.
  explicit LineReader(const std::filesystem::path& file);

  // False at the end. The line lives until the next call.
  bool next(std::string_view& line);

  // Throws SetupError(bad_model): "path:line: message", of the line that next() gave last.
  [[noreturn]] void refuse(const std::string& message) const;

 private:
  void fill();

  std::filesystem::path file_;
  std::ifstream in_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // what of buffer_ is not yet given
  std::size_t end_ = 0;
  std::int64_t line_ = 0;
};

}  // namespace nightjar
