// JSON Lines: json_lines.h, and README.md beside it.
#include "stages/write/formats.h"

namespace nightjar {
namespace {

class JsonLinesWriter : public ResultWriter {
 public:
  JsonLinesWriter(TextSink out, const ResultContext& context) : out_(std::move(out)), path_(context.path) {
    if (context.run != nullptr) append_line(text_, *context.run);
  }

  Expected<void> write(const Record& record) override {
    if (const auto* info = std::get_if<RecordingInfo>(&record)) rate_hz_ = info->sample_rate_hz;
    append_line(text_, record, path_, rate_hz_);
    auto written = out_(text_);
    text_.clear();
    return written;
  }

 private:
  TextSink out_;
  std::string path_;
  std::string text_;
  std::int64_t rate_hz_ = 1;
};

}  // namespace

std::unique_ptr<ResultWriter> make_json_lines(TextSink out, const ResultContext& context) {
  return std::make_unique<JsonLinesWriter>(std::move(out), context);
}

}  // namespace nightjar
