// Subtitles of transcripts. SubRip (.srt): number, times, lines, an empty line. WebVTT (W3C,
// https://www.w3.org/TR/webvtt1/): the same with a header, a point in the times, and "&", "<" and ">"
// escaped. subtitle_cues.h says how utterances are broken. Times are milliseconds, as both formats have them.
#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "stages/write/formats.h"
#include "stages/write/number_text.h"
#include "stages/write/subtitle_cues.h"

namespace nightjar {
namespace {

constexpr std::int64_t kMostSeconds = 7;

std::string clock_time(std::int64_t ms, char point) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld%c%03lld",
                static_cast<long long>(ms / 3'600'000), static_cast<long long>(ms / 60'000 % 60),
                static_cast<long long>(ms / 1000 % 60), point, static_cast<long long>(ms % 1000));
  return text.data();
}

std::string vtt_text(const std::string& line) {
  std::string out;
  for (const char c : line) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

// Words and transcripts come by their start, so the words of an utterance are complete when something begins
// at its end or later. An utterance is bounded, and so is what is held.
class SubtitleWriter : public SpanWriter {
 public:
  SubtitleWriter(TextSink out, bool vtt) : SpanWriter(std::move(out)), vtt_(vtt) {}

  Expected<void> begin(const RecordingInfo&) override { return vtt_ ? put("WEBVTT\n") : Expected<void>(); }

  Expected<void> span(const TextSpan& span) override {
    const bool is_word = span.kind == SpanKind::word;
    Expected<void> done;
    if (utterance_ && (!is_word || span.start_frame >= utterance_->end_frame)) done = put_utterance();
    const CueWord said{span.start_frame, span.end_frame, one_line(span.text), false};
    if (is_word) {
      words_.push_back(said);
    } else {
      utterance_ = said;
    }
    return done;
  }

  Expected<void> end(const Summary&) override { return utterance_ ? put_utterance() : Expected<void>(); }

 private:
  // The words of the utterance, with white space between them where its text has some.
  std::vector<CueWord> take_words() {
    std::vector<CueWord> taken;
    std::size_t at = 0;
    bool found = true;
    while (!words_.empty() && words_.front().start_frame < utterance_->end_frame) {
      CueWord word = std::move(words_.front());
      words_.erase(words_.begin());
      const std::size_t place = utterance_->text.find(word.text, at);
      found = found && place != std::string::npos;
      if (!found || word.text.empty()) continue;
      word.space_before = !taken.empty() && place > at;
      at = place + word.text.size();
      taken.push_back(std::move(word));
    }
    if (found && !taken.empty()) return taken;
    return words_of(utterance_->text, utterance_->start_frame, utterance_->end_frame);
  }

  Expected<void> put_utterance() {
    Expected<void> done;
    for (const Cue& cue : break_into_cues(take_words(), {.most_frames = kMostSeconds * rate_hz()})) {
      if (done) done = put_cue(cue);
    }
    utterance_.reset();
    return done;
  }

  Expected<void> put_cue(const Cue& cue) {
    // A cue neither begins before the last one's end nor is too short to have a time.
    const std::int64_t start = std::max(last_end_ms_, to_ms(cue.start_frame));
    last_end_ms_ = std::max(start + 1, to_ms(cue.end_frame));
    std::string text;
    if (vtt_ || cues_ > 0) text += '\n';
    ++cues_;
    if (!vtt_) append_integer(text, cues_), text += '\n';
    const char point = vtt_ ? '.' : ',';
    text += clock_time(start, point) + " --> " + clock_time(last_end_ms_, point) + '\n';
    for (const std::string& line : cue.lines) text += (vtt_ ? vtt_text(line) : line) + '\n';
    return put(text);
  }

  std::int64_t to_ms(std::int64_t frame) const { return (to_microseconds(frame, rate_hz()) + 500) / 1000; }

  bool vtt_;
  std::optional<CueWord> utterance_;
  std::vector<CueWord> words_;  // that no utterance has claimed yet
  std::int64_t cues_ = 0;
  std::int64_t last_end_ms_ = 0;
};

}  // namespace

std::unique_ptr<ResultWriter> make_srt(TextSink out, const ResultContext&) {
  return std::make_unique<SubtitleWriter>(std::move(out), false);
}

std::unique_ptr<ResultWriter> make_vtt(TextSink out, const ResultContext&) {
  return std::make_unique<SubtitleWriter>(std::move(out), true);
}

}  // namespace nightjar
