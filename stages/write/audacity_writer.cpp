// Audacity's label track: start TAB end TAB label, in seconds, as "Export Labels" writes and "Import Labels"
// reads. https://manual.audacityteam.org/man/importing_and_exporting_labels.html
#include "stages/write/formats.h"
#include "stages/write/number_text.h"

namespace nightjar {
namespace {

class AudacityWriter : public SpanWriter {
 public:
  using SpanWriter::SpanWriter;

  Expected<void> span(const TextSpan& span) override {
    if (span.kind == SpanKind::word) return {};  // its transcript has it
    line_.clear();
    append_seconds(line_, span.start_frame, rate_hz());
    append_seconds(line_ += '\t', span.end_frame, rate_hz());
    return put((line_ += '\t') += label_of(span) + '\n');
  }

 private:
  std::string line_;
};

}  // namespace

std::unique_ptr<ResultWriter> make_audacity(TextSink out, const ResultContext&) {
  return std::make_unique<AudacityWriter>(std::move(out));
}

}  // namespace nightjar
