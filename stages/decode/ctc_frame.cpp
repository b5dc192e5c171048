#include "stages/decode/ctc_frame.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "stages/decode/log_softmax.h"
#include "stages/decode/stable_math.h"

namespace nightjar {
namespace {

constexpr std::size_t kLanes = 16;
constexpr float kNothing = -std::numeric_limits<float>::infinity();

}  // namespace

CtcFrame::CtcFrame(const CtcVocabulary& vocabulary, const CtcOptions& options)
    : blank_(vocabulary.blank()),
      logits_(options.emissions == "logits"),
      min_log_prob_(static_cast<float>(options.token_min_log_prob)),
      max_tokens_(static_cast<std::size_t>(options.max_tokens)),
      best_(blank_),
      dense_(vocabulary.size()) {
  tokens_.reserve(vocabulary.size());
  sorted_.reserve(vocabulary.size());
}

std::int64_t CtcFrame::memory_bytes(const CtcVocabulary& vocabulary) {
  return static_cast<std::int64_t>(vocabulary.size() * (sizeof(Token) + sizeof(float) + sizeof(double)));
}

void CtcFrame::set(std::span<const float> row) {
  for (const Token& token : tokens_) dense_[static_cast<std::size_t>(token.token)] = 0;
  tokens_.clear();
  best_ = blank_;
  const float highest = highest_of(row);
  if (!(highest > kNothing && highest < -kNothing)) {  // as if the model had said nothing
    blank_probability_ = 1;
    return;
  }
  const float normaliser = logits_ ? log_normaliser(row, highest) : 0.0F;
  best_ = static_cast<std::size_t>(std::find(row.begin(), row.end(), highest) - row.begin());
  blank_probability_ = stable_exp(static_cast<double>(row[blank_] - normaliser));
  choose(row, std::min(highest, min_log_prob_ + normaliser));
  if (tokens_.size() > max_tokens_) keep_likeliest();
  for (Token& token : tokens_) {
    token.log_p -= normaliser;
    token.probability = stable_exp(static_cast<double>(token.log_p));
    dense_[static_cast<std::size_t>(token.token)] = token.probability;
  }
}

void CtcFrame::choose(std::span<const float> row, float lowest) {
  const auto add_from = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (row[i] >= lowest && i != blank_) tokens_.push_back({static_cast<std::int32_t>(i), row[i], 0});
    }
  };
  std::size_t i = 0;
  for (; i + kLanes <= row.size(); i += kLanes) {
    int any = 0;
    for (std::size_t j = 0; j < kLanes; ++j) any |= static_cast<int>(row[i + j] >= lowest);
    if (any != 0) add_from(i, i + kLanes);
  }
  add_from(i, row.size());
}

// Of equals, those with the lower index.
void CtcFrame::keep_likeliest() {
  sorted_.clear();
  for (const Token& token : tokens_) sorted_.push_back(token.log_p);
  const auto last = sorted_.begin() + static_cast<std::ptrdiff_t>(max_tokens_ - 1);
  std::nth_element(sorted_.begin(), last, sorted_.end(), std::greater<>());
  const float limit = *last;
  auto room = static_cast<std::ptrdiff_t>(max_tokens_) -
              std::count_if(tokens_.begin(), tokens_.end(), [&](const Token& t) { return t.log_p > limit; });
  std::erase_if(tokens_,
                [&](const Token& t) { return t.log_p < limit || (t.log_p == limit && room-- <= 0); });
}

}  // namespace nightjar
