// A table for people: of each recording its path, a row for each result with its time, score and label or
// text, and how it ended.
#pragma once

#include <string>

#include "stages/write/result_writer.h"
#include "tools/cli/table_layout.h"

namespace nightjar::cli {

// Puts whole lines. What a terminal must not see is escaped. Of a recording that was not begun nothing is
// said.
class TableWriter : public ResultWriter {
 public:
  // `noun` names what Summary::events are.
  TableWriter(TextSink out, const TableStyle& style, const std::string& path, std::string noun = "event");

  Expected<void> write(const Record& record) override;

 private:
  void add(const RecordingInfo& info) { rate_hz_ = info.sample_rate_hz; }
  void add(const Event& event);
  void add(const Word& word);
  void add(const Transcript& said);
  void add(const Match& match);
  void add(const Gap& gap);
  void add(const Skipped& skipped);
  void add(const Error& error);
  void add(const Summary& summary);
  void add_span(const TextSpan& span);

  // With its start and end.
  template <class Timed>
  TableRow row_of(const Timed& timed) const;
  std::string duration(std::int64_t frames) const;
  Expected<void> put();

  const TextSink out_;
  const TableStyle style_;
  const std::string noun_;
  std::string lines_;  // to be put
  std::int64_t rate_hz_ = 1;
};

}  // namespace nightjar::cli
