// Praat's TextGrid, the long text form (Praat's manual, "TextGrid file formats"), in UTF-8.
//
// The intervals of a tier may not overlap, and fill the recording without a hole: so each label, with
// --channels each of each channel, has a tier of its own, in the order in which they are first heard; empty
// intervals lie between its events. Words and transcripts have a tier each, and so have gaps, with their
// code. A recording without any of these has one empty tier, for Praat knows no grid without tiers.
#include <algorithm>
#include <map>

#include "stages/write/formats.h"
#include "stages/write/number_text.h"
#include "stages/write/span_store.h"

namespace nightjar {
namespace {

std::string praat_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

class TextGridWriter : public SpanWriter {
 public:
  using SpanWriter::SpanWriter;

  Expected<void> span(const TextSpan& span) override {
    TextSpan tier = span;
    if (span.kind != SpanKind::event) tier.text = name(span.kind);
    return add(label_of(tier), span.start_frame, span.end_frame, one_line(span.text));
  }

  Expected<void> gap(const Gap& gap) override {
    const TextSpan tier{.text = "gap", .channel = gap.channel};
    return add(label_of(tier), gap.start_frame, gap.end_frame, name(gap.code));
  }

  Expected<void> end(const Summary& summary) override {
    if (tiers_.empty()) tier_named("event");
    end_frame_ = std::max({end_frame_, summary.frames, std::int64_t{1}});
    std::string text = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n";
    append_range(text, "", 0, end_frame_);
    append_integer(text += "tiers? <exists>\nsize = ", std::ssize(tiers_));
    Expected<void> written = put(text += "\nitem []:\n");
    for (std::size_t i = 0; written && i < tiers_.size(); ++i) written = put_tier(i);
    return written;
  }

 private:
  struct Tier {
    std::string name;
    std::int64_t intervals = 0;
    std::int64_t end_frame = 0;  // of the last one
  };

  std::size_t tier_named(const std::string& name) {
    const auto [found, added] = index_.emplace(name, tiers_.size());
    if (added) tiers_.push_back({.name = name});
    return found->second;
  }

  Expected<void> add(const std::string& tier_name, std::int64_t start, std::int64_t end,
                     std::string_view text) {
    const std::size_t index = tier_named(tier_name);
    Tier& tier = tiers_[index];
    start = std::max(start, tier.end_frame);
    if (start >= end) return {};  // Praat has no empty intervals
    tier.intervals += start > tier.end_frame ? 2 : 1;
    tier.end_frame = end;
    end_frame_ = std::max(end_frame_, end);
    return spans_.add({index, start, end, text});
  }

  Expected<void> put_tier(std::size_t index) {
    const Tier& tier = tiers_[index];
    std::string text = "    item [";
    append_integer(text, static_cast<std::int64_t>(index) + 1);
    text += "]:\n        class = \"IntervalTier\"\n        name = " + praat_string(tier.name) + "\n";
    append_range(text, "        ", 0, end_frame_);
    append_integer(text += "        intervals: size = ",
                   tier.intervals + (tier.end_frame < end_frame_ ? 1 : 0));
    Expected<void> written = put(text += '\n');
    if (!written) return written;

    std::int64_t at = 0, count = 0;
    const auto put_until = [&](std::int64_t end, std::string_view label) -> Expected<void> {
      if (end == at) return {};
      text = "        intervals [";
      append_integer(text, ++count);
      append_range(text += "]:\n", "            ", at, end);
      at = end;
      return put(text += "            text = " + praat_string(label) + "\n");
    };
    return spans_
        .for_each([&](const StoredSpan& span) -> Expected<void> {
          if (span.group != index) return {};
          return put_until(span.start_frame, "").and_then([&] {
            return put_until(span.end_frame, span.text);
          });
        })
        .and_then([&] { return put_until(end_frame_, ""); });
  }

  void append_range(std::string& text, std::string_view indent, std::int64_t start, std::int64_t end) const {
    append_seconds(text.append(indent) += "xmin = ", start, rate_hz());
    append_seconds((text += '\n').append(indent) += "xmax = ", end, rate_hz());
    text += '\n';
  }

  std::vector<Tier> tiers_;
  std::map<std::string, std::size_t> index_;
  SpanStore spans_;
  std::int64_t end_frame_ = 0;
};

}  // namespace

std::unique_ptr<ResultWriter> make_textgrid(TextSink out, const ResultContext&) {
  return std::make_unique<TextGridWriter>(std::move(out));
}

}  // namespace nightjar
