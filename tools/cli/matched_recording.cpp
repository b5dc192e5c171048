#include "tools/cli/matched_recording.h"

#include <unistd.h>

#include <deque>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "stages/base/timeline.h"
#include "stages/match/sound_matcher.h"
#include "stages/write/json_lines.h"
#include "stages/write/match_lines.h"
#include "tools/cli/hear_recording.h"
#include "tools/cli/table_writer.h"

namespace nightjar::cli {
namespace {

// Gaps are known at once, matches only later: a gap waits for those that start before it.
class MatchLines {
 public:
  MatchLines(const MatchIndex& index, const std::string& path, StdoutForm form,
             const std::function<void(std::string_view)>& write)
      : index_(index), path_(path), write_(write) {
    if (form == StdoutForm::json_lines) return;
    const TextSink rows = [this](std::string_view text) -> Expected<void> {
      write_(text);
      return {};
    };
    table_.emplace(rows, table_style_of(STDOUT_FILENO), path, kMatchNoun);
  }

  void begin(const RecordingInfo& info) {
    found_.sample_rate_hz = info.sample_rate_hz;
    put(Record(info));
    matcher_.emplace(index_, RateRatio(info.sample_rate_hz, kMatchRateHz),
                     [this](const Match& match) { take(match); });
  }

  void hear(const SoundBatch& batch) {
    if (batch.uncertain_from) uncertain_from_ = batch.uncertain_from;
    gaps_.insert(gaps_.end(), batch.gaps.begin(), batch.gaps.end());
    matcher_->push(batch.samples);
    put_gaps_before(matcher_->settled_frame(), 0);
  }

  MatchedRecording finish(const Summary& summary) {
    constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
    if (matcher_) matcher_->finish();
    put_gaps_before(kEnd, kEnd);
    found_.summary = summary;
    found_.summary.events = matches_;
    put(found_.summary);
    return found_;
  }

  void put(const Record& record) { put_line(record); }

 private:
  void take(const Match& match) {
    put_gaps_before(match.start_frame, match.end_frame);
    Match told = match;
    told.time_uncertain = uncertain_time(uncertain_from_, match.end_frame);
    put_line(told);
    ++matches_;
  }

  // A Record or a Match.
  template <class Line>
  void put_line(const Line& line) {
    if (table_) {
      (void)table_->write(line);
      return;
    }
    text_.clear();
    append_line(text_, line, path_, found_.sample_rate_hz);
    write_(text_);
  }

  void put_gaps_before(std::int64_t start_frame, std::int64_t end_frame) {
    for (; !gaps_.empty(); gaps_.pop_front()) {
      const Gap& gap = gaps_.front();
      if (std::tie(gap.start_frame, gap.end_frame) >= std::tie(start_frame, end_frame)) return;
      put(gap);
    }
  }

  const MatchIndex& index_;
  const std::string& path_;
  const std::function<void(std::string_view)>& write_;
  std::optional<TableWriter> table_;  // or JSON Lines
  std::optional<SoundMatcher> matcher_;
  std::deque<Gap> gaps_;
  std::optional<std::int64_t> uncertain_from_;
  std::int64_t matches_ = 0;
  MatchedRecording found_;
  std::string text_;
};

}  // namespace

MatchedRecording write_matches(const MatchIndex& index, const std::string& path, StdoutForm form,
                               const std::function<void(std::string_view)>& write,
                               const std::stop_token& stop) {
  MatchLines lines(index, path, form, write);
  const Listener listener{.begin = [&](const RecordingInfo& info) { lines.begin(info); },
                          .hear = [&](const SoundBatch& batch) { lines.hear(batch); },
                          .refuse = [&](const Error& error) { lines.put(error); }};
  return lines.finish(hear_recording(path, listener, stop));
}

}  // namespace nightjar::cli
