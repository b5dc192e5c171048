// What a format is made of: something that turns the records of one recording into text.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/record.h"
#include "stages/write/json_lines.h"
#include "stages/write/text_span.h"

namespace nightjar {

// Where text goes: a file, a stream of the standard output, a string in a test. After an error it is not
// called again.
using TextSink = std::function<Expected<void>(std::string_view)>;

// What a writer may need to know before the first record.
struct ResultContext {
  std::string path{};                 // of the recording, as given; bytes
  std::string task = "tags";          // of the model: "tags" or "transcripts"
  std::vector<std::string> labels{};  // of the model
  const RunLine* run = nullptr;       // where the text is to say itself what decided it; borrowed
};

// Takes the records of one recording in the order of the output: RecordingInfo first (or an Error), Summary
// last. One thread at a time. Memory does not grow with the recording. Errors: those of the sink, and
// output_failed; after one nothing more is taken.
class ResultWriter {
 public:
  virtual ~ResultWriter() = default;
  virtual Expected<void> write(const Record& record) = 0;
};

// For formats of spans with text: says what has come, with its recording known. A format overrides what it
// has a form for. Of a recording that could not be opened nothing is said.
class SpanWriter : public ResultWriter {
 public:
  explicit SpanWriter(TextSink out) : out_(std::move(out)) {}
  Expected<void> write(const Record& record) final;

  virtual Expected<void> begin(const RecordingInfo&) { return {}; }
  virtual Expected<void> span(const TextSpan&) { return {}; }
  virtual Expected<void> gap(const Gap&) { return {}; }
  virtual Expected<void> end(const Summary&) { return {}; }

 protected:
  Expected<void> put(std::string_view text) { return out_(text); }
  std::int64_t rate_hz() const { return rate_hz_; }  // of the file's frames

 private:
  TextSink out_;
  std::int64_t rate_hz_ = 0;
};

}  // namespace nightjar
