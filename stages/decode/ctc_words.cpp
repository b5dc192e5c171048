#include "stages/decode/ctc_words.h"

#include <algorithm>

#include "stages/decode/stable_math.h"

namespace nightjar {
namespace {

const CtcToken& written(const CtcVocabulary& vocabulary, const AlignedToken& token) {
  return vocabulary[static_cast<std::size_t>(token.token)];
}

// Where the tokens of each word begin and end. Tokens that write nothing belong to the word before them;
// those that come before any word to none.
struct WordTokens {
  std::size_t first;
  std::size_t end;       // past the last token that is written
  std::size_t boundary;  // the token that ended it, or the number of all
};

std::vector<WordTokens> split(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens) {
  std::vector<WordTokens> words;
  bool open = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const CtcToken& token = written(vocabulary, tokens[i]);
    if (token.begins_word && open) {
      words.back().boundary = i;
      open = false;
    }
    if (token.text.empty()) continue;
    if (!open) words.push_back({i, i, tokens.size()});
    words.back().end = i + 1;
    open = true;
  }
  return words;
}

float geometric_mean(double log_sum, std::size_t count) {
  return count == 0 ? 0.0F : static_cast<float>(stable_exp(log_sum / static_cast<double>(count)));
}

// A posterior of a token that was tried is above e^-600; as a float it may still be 0.
double log_of(float score) {
  return stable_log(std::max(static_cast<double>(score), 1e-300));
}

std::int64_t half_way(const AlignedToken& a, const AlignedToken& b) {
  return (a.last + 1 + b.first) / 2;
}

CtcWord word_of(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens) {
  CtcWord word;
  double log_sum = 0;
  const AlignedToken* previous = nullptr;
  for (const AlignedToken& token : tokens) {
    if (written(vocabulary, token).text.empty()) continue;
    word.text += written(vocabulary, token).text;
    if (previous != nullptr) word.tokens.back().end_frame = half_way(*previous, token);
    const std::int64_t start = previous == nullptr ? token.first : half_way(*previous, token);
    word.tokens.push_back({token.token, start, token.last + 1, token.posterior});
    log_sum += log_of(token.posterior);
    previous = &token;
  }
  word.score = geometric_mean(log_sum, word.tokens.size());
  return word;
}

void set_span(CtcWord& word, std::int64_t start, std::int64_t end) {
  word.start_frame = word.tokens.front().start_frame = start;
  word.end_frame = word.tokens.back().end_frame = end;
  for (CtcTokenSpan& token : word.tokens) {
    token.start_frame = std::clamp(token.start_frame, start, end);
    token.end_frame = std::clamp(token.end_frame, start, end);
  }
}

}  // namespace

std::string write_text(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens) {
  std::string text;
  bool in_word = false;
  for (const AlignedToken& aligned : tokens) {
    const CtcToken& token = written(vocabulary, aligned);
    if (token.begins_word) in_word = false;
    if (token.text.empty()) continue;
    if (!in_word && !text.empty()) text += vocabulary.joiner();
    text += token.text;
    in_word = true;
  }
  return text;
}

std::vector<CtcWord> time_words(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens,
                                std::int64_t begin, std::int64_t end, std::int64_t margin) {
  const std::vector<WordTokens> spans = split(vocabulary, tokens);
  std::vector<CtcWord> words;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto [first, past, boundary] = spans[i];
    CtcWord word = word_of(vocabulary, tokens.subspan(first, past - first));

    std::int64_t start = std::max(begin, tokens[first].first - margin);
    std::int64_t stop = std::min(end, tokens[past - 1].last + 1 + margin);
    if (i > 0) {
      start = std::max(start, half_way(tokens[spans[i - 1].end - 1], tokens[first]));
      // Separators between the words belong to neither.
      if (spans[i - 1].boundary < first) start = std::max(start, tokens[first - 1].last + 1);
    }
    if (i + 1 < spans.size()) stop = std::min(stop, half_way(tokens[past - 1], tokens[spans[i + 1].first]));
    if (boundary < tokens.size()) stop = std::min(stop, tokens[boundary].first);
    // After a cut an alignment may win whose first spike lies before the cut.
    if (i > 0) start = std::max(start, words.back().end_frame);
    set_span(word, start, std::max(stop, start + 1));
    words.push_back(std::move(word));
  }
  return words;
}

float mean_score(std::span<const CtcWord> words) {
  double log_sum = 0;
  std::size_t count = 0;
  for (const CtcWord& word : words) {
    for (const CtcTokenSpan& token : word.tokens) log_sum += log_of(token.score);
    count += word.tokens.size();
  }
  return geometric_mean(log_sum, count);
}

std::size_t tokens_before_last_word(const CtcVocabulary& vocabulary, std::span<const AlignedToken> tokens) {
  const std::vector<WordTokens> words = split(vocabulary, tokens);
  return words.size() < 2 ? 0 : words.back().first;
}

}  // namespace nightjar
