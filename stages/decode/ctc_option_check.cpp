#include "stages/decode/ctc_option_check.h"

#include <sstream>

#include "nightjar/error.h"

namespace nightjar {
namespace {

template <class T>
void check(const char* name, T value, T low, T high) {
  if (value >= low && value <= high) return;  // false for NaN
  std::ostringstream message;
  message << name << " is " << value << "; expected is " << low << " to " << high;
  throw SetupError(ErrorCode::bad_option, message.str());
}

void check_hotwords(const std::vector<Hotword>& hotwords) {
  check<std::size_t>("the number of hotwords", hotwords.size(), 0, 10000);
  for (const Hotword& hotword : hotwords) {
    check<std::size_t>(("the length of hotword \"" + hotword.text + "\"").c_str(), hotword.text.size(), 1,
                       1000);
    check<double>(("the boost of hotword \"" + hotword.text + "\"").c_str(), hotword.boost, -1000, 1000);
    const std::string& text = hotword.text;
    if (text.front() == ' ' || text.back() == ' ' || text.find("  ") != std::string::npos) {
      throw SetupError(
          ErrorCode::bad_option,
          "hotword \"" + text + "\" has spaces that join no words; expected is one between words");
    }
  }
}

}  // namespace

void check_ctc_options(const CtcOptions& options) {
  if (options.emissions != "log_probs" && options.emissions != "logits") {
    throw SetupError(ErrorCode::bad_option, "emissions is \"" + options.emissions +
                                                "\"; expected is one of \"log_probs\", \"logits\"");
  }
  constexpr std::int64_t kMaxFrames = 1000000;
  check<std::int64_t>("beam_width", options.beam_width, 0, 10000);
  check<std::int64_t>("n_best", options.n_best, 1, 1000);
  check<double>("beam_threshold", options.beam_threshold, 1, 600);
  check<double>("token_min_log_prob", options.token_min_log_prob, -600, 0);
  check<std::int64_t>("max_tokens", options.max_tokens, 1, 10000);
  check_hotwords(options.hotwords);
  check<double>("alpha", options.alpha, 0, 100);
  check<double>("beta", options.beta, -100, 100);
  check<double>("unknown_log10", options.unknown_log10, -100, 0);
  check<std::int64_t>("utterance_gap_frames", options.utterance_gap_frames, 1, kMaxFrames);
  check<std::int64_t>("max_utterance_frames", options.max_utterance_frames, 1, kMaxFrames);
  check<std::int64_t>("word_margin_frames", options.word_margin_frames, 0, kMaxFrames);
}

}  // namespace nightjar
