#include "stages/write/match_lines.h"

#include "stages/write/json_lines.h"
#include "stages/write/json_text.h"
#include "stages/write/number_text.h"

namespace nightjar {

void append_line(std::string& out, const Match& match, std::string_view path, std::int64_t sample_rate_hz) {
  JsonLine line(out);
  line.text("type", "match");
  line.path(path);
  line.integer("start_sample", match.start_frame);
  line.integer("end_sample", match.end_frame);
  line.millionths("start_s", to_microseconds(match.start_frame, sample_rate_hz));
  line.millionths("end_s", to_microseconds(match.end_frame, sample_rate_hz));
  line.text("id", match.id);
  line.number("offset_s", match.offset_s, 3);
  line.number("score", static_cast<double>(match.score), kScoreDecimals);
  if (match.continues) line.boolean("continues", true);
  if (match.time_uncertain) line.boolean("time_uncertain", true);
}

void append_line(std::string& out, const MatchRunLine& run) {
  JsonLine line(out);
  line.text("type", "run");
  line.integer("format", kJsonLinesFormat);
  line.text("version", run.version);
  line.text("index_sha256", run.index_sha256);
  line.integer("references", run.references);
}

void append_indexed_line(std::string& out, std::string_view path, std::int64_t landmarks) {
  JsonLine line(out);
  line.text("type", "indexed");
  line.path(path);
  line.integer("landmarks", landmarks);
}

}  // namespace nightjar
