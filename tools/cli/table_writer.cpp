#include "tools/cli/table_writer.h"

#include <cmath>
#include <utility>
#include <variant>

#include "stages/write/number_text.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string remarks(bool continues, bool time_uncertain) {
  return std::string(continues ? " (continues)" : "") + (time_uncertain ? " (time uncertain)" : "");
}

}  // namespace

TableWriter::TableWriter(TextSink out, const TableStyle& style, const std::string& path, std::string noun)
    : out_(std::move(out)), style_(style), noun_(std::move(noun)) {
  append_heading(lines_, style_, printable(path));
}

Expected<void> TableWriter::write(const Record& record) {
  const auto* summary = std::get_if<Summary>(&record);
  if (summary != nullptr && summary->status == Status::not_started) return {};
  std::visit([this](const auto& one) { add(one); }, record);
  return put();
}

Expected<void> TableWriter::put() {
  return out_(std::exchange(lines_, ""));
}

template <class Timed>
TableRow TableWriter::row_of(const Timed& timed) const {
  return {.start_us = to_microseconds(timed.start_frame, rate_hz_),
          .end_us = to_microseconds(timed.end_frame, rate_hz_)};
}

void TableWriter::add_span(const TextSpan& span) {
  TableRow row = row_of(span);
  row.score = span.score;
  row.text = printable(label_of(span)) + remarks(span.continues, span.time_uncertain);
  row.inner = span.kind == SpanKind::word;
  append_row(lines_, style_, row);
}

void TableWriter::add(const Event& event) {
  add_span(*text_span(event));
}

void TableWriter::add(const Word& word) {
  add_span(*text_span(word));
}

void TableWriter::add(const Transcript& said) {
  add_span(*text_span(said));
  for (const Alternative& other : said.n_best) {
    TableRow row = row_of(said);
    row.score = other.score;
    row.text = "or: " + printable(one_line(other.text));
    row.inner = true;
    append_row(lines_, style_, row);
  }
}

void TableWriter::add(const Match& match) {
  TableRow row = row_of(match);
  row.score = match.score;
  row.text = printable(match.id) + " from " + format_clock(std::llround(match.offset_s * 1e6)) +
             remarks(match.continues, match.time_uncertain);
  append_row(lines_, style_, row);
}

void TableWriter::add(const Gap& gap) {
  TableRow row = row_of(gap);
  row.kind = "gap";
  row.is_loss = true;
  if (gap.channel != kAllChannels) row.text = "channel " + std::to_string(gap.channel + 1) + ": ";
  row.text +=
      std::string(name(gap.code)) + ": " + printable(gap.message) + remarks(false, gap.time_uncertain);
  append_row(lines_, style_, row);
}

void TableWriter::add(const Skipped& skipped) {
  TableRow row = row_of(skipped);
  row.kind = "skipped";
  row.text = printable(skipped.message);
  append_row(lines_, style_, row);
}

void TableWriter::add(const Error& error) {
  append_note(lines_, style_, name(error.code), Colour::bad, ": " + printable(error.message));
}

void TableWriter::add(const Summary& summary) {
  std::string text;
  if (summary.status != Status::refused) text = ": " + duration(summary.frames);
  if (summary.gap > 0) text += ", " + duration(summary.gap) + " missing";
  if (summary.skipped > 0) text += ", " + duration(summary.skipped) + " left out";
  const auto count = [&text](std::int64_t n, const std::string& what) {
    if (n > 0) text += ", " + count_of(n, what);
  };
  count(summary.events, noun_);
  count(summary.transcripts, "transcript");
  count(summary.words, "word");
  count(summary.clipped, "clipped frame");
  append_note(lines_, style_, name(summary.status), summary.status == Status::ok ? Colour::good : Colour::bad,
              text);
}

std::string TableWriter::duration(std::int64_t frames) const {
  return format_duration(static_cast<double>(frames) / static_cast<double>(rate_hz_));
}

}  // namespace nightjar::cli
