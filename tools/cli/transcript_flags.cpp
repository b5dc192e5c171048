#include "tools/cli/transcript_flags.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <string_view>

#include "nightjar/error.h"
#include "stages/write/utf8.h"

namespace nightjar::cli {
namespace {

// Many times what the most hotwords of the greatest length take.
constexpr std::size_t kMostBytes = 16 << 20;

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw SetupError(ErrorCode::bad_option, where + ": " + what);
}

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.eof() || in.bad()) {
    refuse(file, in.gcount() > 0 ? "is no list of hotwords: more than 16 MiB"
                                 : "cannot be read; check that it is a file that you may read");
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

Hotword hotword_of(std::string_view line, const std::string& where) {
  const std::size_t tab = line.find('\t');
  const std::string_view number = tab == std::string_view::npos ? "" : line.substr(tab + 1);
  double boost = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), boost);
  if (tab == 0 || !is_utf8(line) || error != std::errc() || end != number.data() + number.size()) {
    refuse(where, "got \"" + std::string(line.substr(0, 60)) +
                      "\"; expected a word or phrase, a tabulator, and its boost, for example 4");
  }
  return {std::string(line.substr(0, tab)), boost};
}

std::vector<Hotword> hotwords_of(const std::string& file) {
  const std::string text = text_of(file);
  std::vector<Hotword> hotwords;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    ++number;
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line(text.data() + begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) hotwords.push_back(hotword_of(line, file + ":" + std::to_string(number)));
    begin = end + 1;
  }
  if (hotwords.empty()) refuse(file, "has no hotwords");
  return hotwords;
}

}  // namespace

TranscriptOptions transcript_options_of(const TranscriptFlags& flags) {
  TranscriptOptions options{.beam_width = flags.beam_width, .n_best = flags.n_best};
  if (!flags.hotwords.empty()) options.hotwords = hotwords_of(flags.hotwords);
  options.language_model = flags.language_model;
  return options;
}

}  // namespace nightjar::cli
