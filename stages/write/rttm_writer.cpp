// Rich Transcription Time Marked (NIST, RT-09 evaluation plan, appendix A): a SPEAKER line of ten fields,
// separated by spaces, for each event whose label is speech or a speaker.
//
//   SPEAKER file channel onset duration <NA> <NA> name confidence <NA>
//
// The file is the recording's name without its folder and ending; white space in a field becomes "_".
#include <algorithm>

#include "stages/write/formats.h"
#include "stages/write/number_text.h"

namespace nightjar {
namespace {

std::string rttm_field(std::string_view text) {
  std::string out = one_line(text);
  std::replace(out.begin(), out.end(), ' ', '_');
  return out.empty() ? "_" : out;
}

std::string file_id(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return rttm_field(dot == 0 ? name : name.substr(0, dot));
}

class RttmWriter : public SpanWriter {
 public:
  RttmWriter(TextSink out, const ResultContext& context)
      : SpanWriter(std::move(out)), file_(file_id(context.path)) {}

  Expected<void> span(const TextSpan& span) override {
    if (span.kind != SpanKind::event || !is_speech(span.text)) return {};
    line_.assign("SPEAKER ").append(file_).append(" ");
    append_integer(line_, span.channel == kAllChannels ? 1 : span.channel + 1);
    const std::int64_t start_us = to_microseconds(span.start_frame, rate_hz());
    append_millionths(line_ += ' ', start_us);
    append_millionths(line_ += ' ', to_microseconds(span.end_frame, rate_hz()) - start_us);
    line_.append(" <NA> <NA> ").append(rttm_field(span.text)).append(" ");
    append_fixed(line_, static_cast<double>(span.score), kScoreDecimals);
    return put(line_ += " <NA>\n");
  }

 private:
  std::string file_;
  std::string line_;
};

}  // namespace

bool is_speech(std::string_view label) {
  std::string word;
  for (std::size_t i = 0; i <= label.size(); ++i) {
    const char c = i < label.size() ? label[i] : ' ';
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper || (c >= 'a' && c <= 'z')) {
      word += upper ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    if (word == "speech" || word == "speaker") return true;
    word.clear();
  }
  return false;
}

std::unique_ptr<ResultWriter> make_rttm(TextSink out, const ResultContext& context) {
  return std::make_unique<RttmWriter>(std::move(out), context);
}

}  // namespace nightjar
