// Score rows as a stream of bytes, so that they can wait their turn beside those of other recordings.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "stages/write/scores.h"

namespace nightjar {

// Appends what the writer is to be told, in the form that ScoresStream reads. The form is of this process
// alone.
void append_begin(std::string& out, std::string_view path);

// `scores`: float32 [segments, width]; `valid`: [segments], 0 makes a row NaN. At least one value a row.
void append_rows(std::string& out, std::int64_t channel, std::span<const Span> heard,
                 std::span<const float> scores, std::span<const std::uint8_t> valid);

// Takes the bytes, cut anywhere, and tells the writer. Holds at most one message, that is one batch of rows.
class ScoresStream {
 public:
  ScoresStream(ScoresWriter& writer, std::size_t width) : writer_(writer), width_(width) {}

  Expected<void> write(std::span<const char> bytes);

 private:
  Expected<void> deliver(std::span<const char> payload);

  ScoresWriter& writer_;
  std::size_t width_;
  std::string message_;  // head and payload, as far as they are there
};

}  // namespace nightjar
