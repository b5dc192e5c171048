#include "tools/cli/matched_recording.h"

#include <deque>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "stages/base/timeline.h"
#include "stages/match/sound_matcher.h"
#include "tools/cli/hear_recording.h"

namespace nightjar::cli {
namespace {

// Gaps are known at once, matches only later: a gap waits for those that start before it.
class MatchLines {
 public:
  MatchLines(const MatchIndex& index, ResultWriter& out) : index_(index), out_(out) {}

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

  void put(const Record& record) { (void)out_.write(record); }

 private:
  void take(const Match& match) {
    put_gaps_before(match.start_frame, match.end_frame);
    Match told = match;
    told.time_uncertain = uncertain_time(uncertain_from_, match.end_frame);
    put(told);
    ++matches_;
  }

  void put_gaps_before(std::int64_t start_frame, std::int64_t end_frame) {
    for (; !gaps_.empty(); gaps_.pop_front()) {
      const Gap& gap = gaps_.front();
      if (std::tie(gap.start_frame, gap.end_frame) >= std::tie(start_frame, end_frame)) return;
      put(gap);
    }
  }

  const MatchIndex& index_;
  ResultWriter& out_;
  std::optional<SoundMatcher> matcher_;
  std::deque<Gap> gaps_;
  std::optional<std::int64_t> uncertain_from_;
  std::int64_t matches_ = 0;
  MatchedRecording found_;
};

}  // namespace

MatchedRecording write_matches(const MatchIndex& index, const std::string& path, ResultWriter& out,
                               const std::stop_token& stop) {
  MatchLines lines(index, out);
  const Listener listener{.begin = [&](const RecordingInfo& info) { lines.begin(info); },
                          .hear = [&](const SoundBatch& batch) { lines.hear(batch); },
                          .refuse = [&](const Error& error) { lines.put(error); }};
  return lines.finish(hear_recording(path, listener, stop));
}

}  // namespace nightjar::cli
