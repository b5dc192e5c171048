// Collects the records of one recording into a Result.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "nightjar/recognizer.h"

namespace nightjar {

class ResultSink : public RecordSink {
 public:
  // `on_done` is called once, with the result, when the recording's Summary comes; or, should the recording
  // end without one, when the sink goes, so that nobody waits for ever.
  ResultSink(std::string path, std::function<void(Result)> on_done) : on_done_(std::move(on_done)) {
    result_.recording.path = std::move(path);
  }

  ~ResultSink() override {
    if (done_) return;
    result_.error =
        Error{ErrorCode::internal_error, "the recording ended without a summary", result_.recording.path, -1};
    result_.summary.status = Status::partial;
    on_done_(std::move(result_));
  }

  void record(const Record& record) override {
    struct Add {
      ResultSink& sink;
      void operator()(const RecordingInfo& info) const { sink.result_.recording = info; }
      void operator()(const Event& event) const { sink.result_.events.push_back(event); }
      void operator()(const Word& word) const { sink.result_.words.push_back(word); }
      void operator()(const Transcript& said) const { sink.result_.transcripts.push_back(said); }
      void operator()(const Match& match) const { sink.result_.matches.push_back(match); }
      void operator()(const Gap& gap) const { sink.result_.gaps.push_back(gap); }
      void operator()(const Skipped& span) const { sink.result_.skipped.push_back(span); }
      void operator()(const Error& error) const { sink.result_.error = error; }
      void operator()(const Summary& summary) const {
        sink.result_.summary = summary;
        sink.done_ = true;
        sink.on_done_(std::move(sink.result_));
      }
    };
    std::visit(Add{*this}, record);
  }

 private:
  Result result_;
  bool done_ = false;
  const std::function<void(Result)> on_done_;
};

}  // namespace nightjar
