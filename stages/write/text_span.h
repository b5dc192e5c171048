// What label formats see of a record: a span and what is said of it. The one place that knows which records
// those are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nightjar/record.h"

namespace nightjar {

enum class SpanKind { event, word, transcript };
std::string_view name(SpanKind kind) noexcept;  // as the `type` of its JSON line

// Borrows `text` from the record.
struct TextSpan {
  SpanKind kind = SpanKind::event;
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string_view text{};  // an event's label, or the words that were said
  float score = 0;
  bool continues = false;
  std::int64_t channel = kAllChannels;
  bool time_uncertain = false;
};

// None for a record that is neither an event, a word nor a transcript.
std::optional<TextSpan> text_span(const Record& record);

// For formats of one line a span: control characters, tabs and line breaks among them, become spaces. Bytes
// that are not UTF-8 become U+FFFD.
std::string one_line(std::string_view text);

// one_line() of its text, followed by " (channel N)" where it is of one channel alone. N counts from 1, as
// programs for people do.
std::string label_of(const TextSpan& span);

}  // namespace nightjar
