#include "stages/write/text_span.h"

#include <algorithm>

#include "stages/write/utf8.h"

namespace nightjar {
namespace {

struct AsSpan {
  template <class Record>
  static TextSpan of(const Record& record, SpanKind kind, std::string_view text) {
    return {.kind = kind,
            .start_frame = record.start_frame,
            .end_frame = record.end_frame,
            .text = text,
            .score = record.score,
            .channel = record.channel,
            .time_uncertain = record.time_uncertain};
  }
  std::optional<TextSpan> operator()(const Event& event) const {
    TextSpan span = of(event, SpanKind::event, event.label);
    span.continues = event.continues;
    return span;
  }
  std::optional<TextSpan> operator()(const Word& word) const { return of(word, SpanKind::word, word.text); }
  std::optional<TextSpan> operator()(const Transcript& said) const {
    TextSpan span = of(said, SpanKind::transcript, said.text);
    span.continues = said.continues;
    return span;
  }
  template <class Other>
  std::optional<TextSpan> operator()(const Other&) const {
    return std::nullopt;
  }
};

}  // namespace

std::string_view name(SpanKind kind) noexcept {
  switch (kind) {
    case SpanKind::event:
      return "event";
    case SpanKind::word:
      return "word";
    case SpanKind::transcript:
      return "transcript";
  }
  return "event";
}

std::optional<TextSpan> text_span(const Record& record) {
  return std::visit(AsSpan{}, record);
}

std::string one_line(std::string_view text) {
  std::string out = valid_utf8(text);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
      },
      ' ');
  return out;
}

std::string label_of(const TextSpan& span) {
  std::string label = one_line(span.text);
  if (span.channel != kAllChannels) label += " (channel " + std::to_string(span.channel + 1) + ")";
  return label;
}

}  // namespace nightjar
