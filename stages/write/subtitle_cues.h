// Words become subtitles: what is shown at once, and how it is broken into lines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nightjar {

// As broadcasters have it: two lines of 42 characters (code points), for seven seconds at most.
struct CueLimits {
  std::int64_t line_characters = 42;
  std::int64_t most_frames = 0;  // seven seconds, at the file's rate
};

struct CueWord {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = 0;
  std::string text;           // UTF-8, not empty
  bool space_before = false;  // between it and the word before, where they share a line
};

struct Cue {
  std::int64_t start_frame = 0;    // of its first word
  std::int64_t end_frame = 0;      // of its last one
  std::vector<std::string> lines;  // one or two
};

// The words of one utterance, in order of time, as few cues as it takes: each has as many words as fit. Two
// lines are as equal in length as they can be. A word longer than a line is cut, in proportion to its time;
// one that takes longer than a cue may is shown for as long as that.
std::vector<Cue> break_into_cues(const std::vector<CueWord>& words, const CueLimits& limits);

// The words in `text` that white space separates, their times shared out by length: for an utterance whose
// words' times are not known.
std::vector<CueWord> words_of(const std::string& text, std::int64_t start_frame, std::int64_t end_frame);

}  // namespace nightjar
