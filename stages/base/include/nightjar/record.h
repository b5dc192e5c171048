// What recognition says of a recording: its records, in time order. Frames are sample indices at the file's
// own rate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/match.h"

namespace nightjar {

// What a recording is, as its header says and its size confirms.
struct RecordingInfo {
  std::string path;       // as given; bytes, not necessarily UTF-8
  std::string container;  // "wav", "rf64", "w64", "flac", "ogg", "mpeg", "pcm" (sound in memory)
  std::string codec;      // "pcm_s16", "pcm_f32", "flac", "vorbis", "opus", "mp3", ...
  std::int64_t sample_rate_hz = 0;
  std::int64_t channels = 0;
  std::optional<std::int64_t> declared_frames;  // none where the header does not say
};

// A label that was heard over [start_frame, end_frame).
struct Event {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string label;
  float score = 0;         // mean over the event's segments of the label's smoothed posterior, 0 to 1
  bool continues = false;  // the event goes on in the next one of this label (see --max-event)
  std::int64_t channel = kAllChannels;
  // Before its end the file is damaged in a format without positions, so that its times are estimates.
  bool time_uncertain = false;
};

// A word that was said over [start_frame, end_frame).
struct Word {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string text;  // UTF-8
  float score = 0;   // the geometric mean of its tokens' highest posteriors, 0 to 1
  std::int64_t channel = kAllChannels;
  bool time_uncertain = false;  // as of an event
};

// What else may have been said in an utterance.
struct Alternative {
  std::string text;
  double score = 0;  // its share in all that the search found, 0 to 1
};

// An utterance: the words between two pauses.
struct Transcript {
  std::int64_t start_frame = 0;       // of its first word
  std::int64_t end_frame = 0;         // of its last word
  std::string text;                   // its words, joined as the model's writing does
  float score = 0;                    // as of a word, over all of its tokens
  std::vector<Alternative> n_best{};  // where more than one was asked for; by falling score
  bool continues = false;             // it was too long, and goes on in the next one
  std::int64_t channel = kAllChannels;
  bool time_uncertain = false;
};

// A span that was not recognised, and why. Empty at the end of a recording that is cut short by an unknown
// length.
struct Gap {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  ErrorCode code = ErrorCode::internal_error;
  std::string message;
  std::int64_t channel = kAllChannels;
  bool time_uncertain = false;
};

// A span that was left out because that was asked for, and by what.
struct Skipped {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  ErrorCode code = ErrorCode::outside_range;
  std::string message;
  bool time_uncertain = false;  // as of an event
};

enum class Status { ok, partial, refused, interrupted, not_started };
std::string_view name(Status status) noexcept;

// How a recording ended. processed + gap + skipped == frames, always. Where each channel is recognised by
// itself, a frame that is in a gap of any of them counts as gap.
struct Summary {
  Status status = Status::ok;
  std::int64_t frames = 0;
  std::int64_t processed = 0;
  std::int64_t gap = 0;
  std::int64_t skipped = 0;
  std::int64_t unheard = 0;  // of the skipped ones: class_not_heard, the others lie outside the part
  std::int64_t events = 0;   // and matches
  std::int64_t words = 0;
  std::int64_t transcripts = 0;
  // Frames that were too loud for their recorder, cut off at full scale: noted, and recognised all the same.
  std::int64_t clipped = 0;
};

using Record = std::variant<RecordingInfo, Event, Word, Transcript, Match, Gap, Skipped, Error, Summary>;

}  // namespace nightjar
