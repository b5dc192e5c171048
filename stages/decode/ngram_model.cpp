#include "nightjar/ngram_model.h"

#include <algorithm>

#include "stages/decode/ngram_hash.h"

namespace nightjar {
namespace {

constexpr double kNoUnknown = -100;  // log10 p of an unknown word where the file has no <unk>, as in KenLM

}  // namespace

std::int64_t NgramModel::memory_bytes() const {
  const std::size_t bytes = letters_.capacity() + 8 * word_begin_.capacity() +
                            4 * (log10_p_.capacity() + backoff_.capacity() + suffix_.capacity()) +
                            8 * keys_.capacity() + 4 * nodes_.capacity() + sizeof(*this);
  return static_cast<std::int64_t>(bytes);
}

std::string_view NgramModel::text(std::uint32_t word) const {
  return std::string_view(letters_).substr(word_begin_[word], word_begin_[word + 1] - word_begin_[word]);
}

NgramModel::Range NgramModel::narrow(Range range, std::size_t length, std::string_view more) const {
  const auto rest = [&](std::uint32_t word) { return text(word).substr(length, more.size()); };
  // The first word from `first` on whose rest is not below `more`, or (`past`) is above it.
  const auto bound = [&](std::uint32_t first, bool past) {
    for (std::uint32_t end = range.end; first < end;) {
      const std::uint32_t middle = first + (end - first) / 2;
      const int order = rest(middle).compare(more);
      if (order < 0 || (past && order == 0)) {
        first = middle + 1;
      } else {
        end = middle;
      }
    }
    return first;
  };
  const std::uint32_t first = bound(range.first, false);
  return {first, bound(first, true)};
}

std::uint32_t NgramModel::word(Range range, std::size_t length) const {
  // Of words with one beginning, the beginning itself sorts first.
  return range.first < range.end && text(range.first).size() == length ? range.first : kUnknown;
}

NgramModel::State NgramModel::child(State context, std::uint32_t word) const {
  if (context == kRoot) return word + 1;
  return nodes_.empty() ? kRoot : nodes_[ngram_slot(keys_, nodes_, ngram_key(context, word))];
}

NgramModel::Scored NgramModel::score(State state, std::uint32_t word) const {
  if (word == kUnknown) word = unknown_;
  if (word == kUnknown) return {kNoUnknown, kRoot};
  double backoff = 0;
  for (;; state = suffix_[state]) {
    if (const State found = child(state, word); found != kRoot) {
      return {backoff + static_cast<double>(log10_p_[found]), as_context(found)};
    }
    backoff += static_cast<double>(backoff_[state]);
  }
}

double NgramModel::log10_end(State state) const {
  return sentence_end_ == kUnknown ? 0 : score(state, sentence_end_).log10_p;
}

}  // namespace nightjar
