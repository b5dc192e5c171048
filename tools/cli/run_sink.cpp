#include "tools/cli/run_sink.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace nightjar::cli {

RunSink::RunSink(RunOutput& output, std::size_t index, std::string path)
    : output_(output),
      index_(index),
      path_(std::move(path)),
      lines_(make_stdout_writer(
          output.form(),
          [this](std::string_view text) -> Expected<void> {
            line_ = text;
            return {};
          },
          path_)),
      files_(output.results() == nullptr ? nullptr : output.results()->files_of(index, path_)) {
  if (output_.scores() == nullptr) return;
  append_begin(text_, path_);
  output_.scores()->output().append(index_ + 1, text_);
}

void RunSink::record(const Record& record) {
  if (const auto* info = std::get_if<RecordingInfo>(&record)) {
    rate_hz_ = info->sample_rate_hz;
    declared_frames_ = info->declared_frames.value_or(0);
  }
  const bool last = std::holds_alternative<Summary>(record);
  line_.clear();
  (void)lines_->write(record);
  if (files_) files_->record(record);
  if (!files_ || last || std::holds_alternative<Error>(record)) output_.lines(index_, line_);
  count(record);
  if (!last) return;
  if (files_ && files_->all_written()) settle(std::get<Summary>(record));
  output_.close(index_);  // nothing follows it
}

ScoreStore* RunSink::score_store(const RecordingInfo& info) {
  if (output_.results() != nullptr) checkpoint_ = output_.results()->checkpoint_of(index_, info);
  if (checkpoint_) files_->flush_at_end();
  return checkpoint_.get();
}

// All files are there: what of this need not be done again?
void RunSink::settle(const Summary& summary) {
  const bool ok = summary.status == Status::ok;
  if (ok && !output_.results()->note_done(index_, line_, rate_hz_)) return;
  const bool complete = ok || summary.status == Status::partial;
  if (checkpoint_ && complete && output_.results()->flush(index_)) checkpoint_->remove();
}

void RunSink::count(const Record& record) {
  add_causes(causes_, record);
  if (std::holds_alternative<Gap>(record)) output_.tally().gap();
  if (const auto* summary = std::get_if<Summary>(&record)) {
    output_.tally().closed({*summary, causes_, rate_hz_, size_of(path_)}, index_, 1 - share_);
  }
}

void RunSink::scores(const SegmentScores& segment) {
  if (segment.channel <= 0) show_progress(segment);
  if (output_.scores() == nullptr) return;
  const std::array<Span, 1> heard{{{segment.start_frame, segment.end_frame}}};
  const std::array<std::uint8_t, 1> valid{static_cast<std::uint8_t>(!segment.scores.empty())};
  std::span<const float> row = segment.scores;
  if (row.empty()) {
    missing_.resize(output_.scores()->width());
    row = missing_;
  }
  text_.clear();
  append_rows(text_, segment.channel, heard, row, valid);
  output_.scores()->output().append(index_ + 1, text_);
}

void RunSink::show_progress(const SegmentScores& segment) {
  const double before = share_;
  if (declared_frames_ > 0) {
    share_ = std::min(1.0, static_cast<double>(segment.end_frame) / static_cast<double>(declared_frames_));
  }
  const std::int64_t new_from = std::max(heard_frames_, segment.start_frame);
  const double seconds = static_cast<double>(segment.end_frame - new_from) / static_cast<double>(rate_hz_);
  heard_frames_ = segment.end_frame;
  output_.tally().heard(index_, seconds, share_ - before, segment.recalled);
}

}  // namespace nightjar::cli
