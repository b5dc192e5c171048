#include "stages/write/result_writer.h"

#include <variant>

namespace nightjar {

Expected<void> SpanWriter::write(const Record& record) {
  if (const auto* info = std::get_if<RecordingInfo>(&record)) {
    rate_hz_ = info->sample_rate_hz;
    return begin(*info);
  }
  if (rate_hz_ == 0) return {};
  if (const auto text = text_span(record)) return span(*text);
  if (const auto* missing = std::get_if<Gap>(&record)) return gap(*missing);
  if (const auto* summary = std::get_if<Summary>(&record)) return end(*summary);
  return {};
}

}  // namespace nightjar
