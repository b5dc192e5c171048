// CSV (RFC 4180): a header, and a row for each event, word, transcript and gap. Columns that do not apply to
// a row are empty, so that all files have the same ones and can be put together. Read paths that are not
// UTF-8 with errors="surrogateescape".
#include "stages/write/csv_text.h"
#include "stages/write/formats.h"
#include "stages/write/number_text.h"

namespace nightjar {
namespace {

class CsvWriter : public SpanWriter {
 public:
  CsvWriter(TextSink out, const ResultContext& context)
      : SpanWriter(std::move(out)), path_(csv_field(context.path)), spoken_(context.task == "transcripts") {}

  Expected<void> begin(const RecordingInfo&) override {
    return put(std::string("type,path,channel,start_sample,end_sample,start_s,end_s,") +
               (spoken_ ? "text" : "label") + ",score,continues,time_uncertain,code\r\n");
  }

  Expected<void> span(const TextSpan& span) override {
    place(name(span.kind), span.channel, span.start_frame, span.end_frame);
    row_ += csv_field(span.text) + ',';
    append_fixed(row_, static_cast<double>(span.score), kScoreDecimals);
    return finish(span.continues, span.time_uncertain, "");
  }

  Expected<void> gap(const Gap& gap) override {
    place("gap", gap.channel, gap.start_frame, gap.end_frame);
    row_ += ',';
    return finish(false, gap.time_uncertain, name(gap.code));
  }

 private:
  void place(std::string_view type, std::int64_t channel, std::int64_t start_frame, std::int64_t end_frame) {
    row_.assign(type).append(",").append(path_).append(",");
    if (channel != kAllChannels) append_integer(row_, channel);
    append_integer(row_ += ',', start_frame);
    append_integer(row_ += ',', end_frame);
    append_seconds(row_ += ',', start_frame, rate_hz());
    append_seconds(row_ += ',', end_frame, rate_hz());
    row_ += ',';
  }

  Expected<void> finish(bool continues, bool time_uncertain, std::string_view code) {
    row_.append(continues ? ",true," : ",,").append(time_uncertain ? "true," : ",").append(code);
    return put(row_ += "\r\n");
  }

  std::string path_;
  bool spoken_;
  std::string row_;
};

}  // namespace

std::unique_ptr<ResultWriter> make_csv(TextSink out, const ResultContext& context) {
  return std::make_unique<CsvWriter>(std::move(out), context);
}

}  // namespace nightjar
