#include "stages/write/match_lines.h"

#include "stages/write/json_lines.h"
#include "stages/write/json_text.h"

namespace nightjar {

void append_line(std::string& out, const MatchRunLine& run) {
  JsonLine line(out);
  line.text("type", "run");
  line.integer("format", kJsonLinesFormat);
  line.text("version", run.version);
  line.text("index_sha256", run.index_sha256);
  line.integer("references", run.references);
  if (run.model_sha256.empty()) return;
  line.text("model", run.model);
  line.text("model_sha256", run.model_sha256);
}

void append_indexed_line(std::string& out, std::string_view path, std::string_view what, std::int64_t count) {
  JsonLine line(out);
  line.text("type", "indexed");
  line.path(path);
  line.integer(what, count);
}

}  // namespace nightjar
