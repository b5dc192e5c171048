// Raven's selection table (Raven Pro's manual, "Selection tables"): text with a header, columns separated by
// tabs. Its own seven columns come first, and Label and Score as annotations. A selection is a box in the
// spectrogram: what is known of its frequencies is that they are those of the recording, 0 to half its rate.
#include "stages/write/formats.h"
#include "stages/write/number_text.h"

namespace nightjar {
namespace {

class RavenWriter : public SpanWriter {
 public:
  using SpanWriter::SpanWriter;

  Expected<void> begin(const RecordingInfo&) override {
    return put(
        "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq "
        "(Hz)\tLabel\tScore\n");
  }

  Expected<void> span(const TextSpan& span) override {
    if (span.kind == SpanKind::word) return {};  // its transcript has it
    row_.clear();
    append_integer(row_, ++selections_);
    append_integer(row_ += "\tSpectrogram 1\t", span.channel == kAllChannels ? 1 : span.channel + 1);
    append_seconds(row_ += '\t', span.start_frame, rate_hz());
    append_seconds(row_ += '\t', span.end_frame, rate_hz());
    append_fixed(row_ += "\t0.0\t", static_cast<double>(rate_hz()) / 2, 1);
    append_fixed((row_ += '\t').append(one_line(span.text)) += '\t', static_cast<double>(span.score),
                 kScoreDecimals);
    return put(row_ += '\n');
  }

 private:
  std::int64_t selections_ = 0;
  std::string row_;
};

}  // namespace

std::unique_ptr<ResultWriter> make_raven(TextSink out, const ResultContext&) {
  return std::make_unique<RavenWriter>(std::move(out));
}

}  // namespace nightjar
