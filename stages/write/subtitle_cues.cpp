#include "stages/write/subtitle_cues.h"

#include <algorithm>
#include <optional>
#include <span>

namespace nightjar {
namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::int64_t characters(const std::string& text) {
  return std::count_if(text.begin(), text.end(), begins_character);
}

std::int64_t line_length(std::span<const CueWord> words) {
  std::int64_t length = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    length += characters(words[i].text) + (i > 0 && words[i].space_before ? 1 : 0);
  }
  return length;
}

std::string line_of(std::span<const CueWord> words) {
  std::string line;
  for (const CueWord& word : words) {
    if (!line.empty() && word.space_before) line += ' ';
    line += word.text;
  }
  return line;
}

// None where they do not fit into two lines.
std::optional<std::vector<std::string>> lines_of(std::span<const CueWord> words, std::int64_t most) {
  if (line_length(words) <= most) return std::vector{line_of(words)};
  std::size_t best = 0;
  std::int64_t best_length = most + 1;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::int64_t longer = std::max(line_length(words.first(i)), line_length(words.subspan(i)));
    if (longer < best_length) best_length = longer, best = i;
  }
  if (best == 0) return std::nullopt;
  return std::vector{line_of(words.first(best)), line_of(words.subspan(best))};
}

// The word in parts of `most` characters.
void append_parts(std::vector<CueWord>& out, const CueWord& word, std::int64_t most) {
  const std::int64_t all = characters(word.text);
  const std::int64_t frames = word.end_frame - word.start_frame;
  const auto time_at = [&](std::int64_t character) {
    return word.start_frame +
           static_cast<std::int64_t>(static_cast<double>(frames) * static_cast<double>(character) /
                                     static_cast<double>(all));
  };
  std::size_t at = 0;
  for (std::int64_t done = 0; done < all;) {
    const std::int64_t count = std::min(most, all - done);
    std::size_t end = at;
    for (std::int64_t seen = 0; end < word.text.size(); ++end) {
      if (begins_character(word.text[end]) && seen++ == count) break;
    }
    out.push_back({time_at(done), time_at(done + count), word.text.substr(at, end - at),
                   done == 0 && word.space_before});
    at = end;
    done += count;
  }
}

}  // namespace

std::vector<Cue> break_into_cues(const std::vector<CueWord>& words, const CueLimits& limits) {
  std::vector<CueWord> parts;
  for (const CueWord& word : words) append_parts(parts, word, limits.line_characters);

  std::vector<Cue> cues;
  for (std::span<const CueWord> rest(parts); !rest.empty();) {
    std::size_t count = 1;
    auto lines = lines_of(rest.first(1), limits.line_characters);
    while (count < rest.size() && rest[count].end_frame - rest[0].start_frame <= limits.most_frames) {
      auto more = lines_of(rest.first(count + 1), limits.line_characters);
      if (!more) break;
      lines = std::move(more);
      ++count;
    }
    const std::int64_t start = rest[0].start_frame;
    cues.push_back({start, std::min(rest[count - 1].end_frame, start + limits.most_frames), *lines});
    rest = rest.subspan(count);
  }
  return cues;
}

std::vector<CueWord> words_of(const std::string& text, std::int64_t start_frame, std::int64_t end_frame) {
  const CueWord all{start_frame, end_frame, text, false};
  std::vector<CueWord> characters_of_text;
  append_parts(characters_of_text, all, 1);
  std::vector<CueWord> words;
  bool inside = false;
  for (const CueWord& character : characters_of_text) {
    const bool white = character.text == " " || character.text == "\t" || character.text == "\n";
    if (white) {
      inside = false;
    } else if (inside) {
      words.back().text += character.text;
      words.back().end_frame = character.end_frame;
    } else {
      words.push_back({character.start_frame, character.end_frame, character.text, !words.empty()});
      inside = true;
    }
  }
  return words;
}

}  // namespace nightjar
