#include <algorithm>

#include "stages/decode/beam_search.h"
#include "stages/decode/ctc_words.h"
#include "stages/decode/stable_math.h"

namespace nightjar {
namespace {

constexpr double kLn2 = 0.69314718055994530942;

double log_add(double a, double b) {
  const double high = std::max(a, b);
  return high + stable_log(1 + stable_exp(std::min(a, b) - high));
}

}  // namespace

std::vector<AlignedToken> BeamSearch::tokens_of(const Prefix& prefix) const {
  std::vector<AlignedToken> tokens;
  if (prefix.node == trie_.root()) return tokens;  // the root's token, if it has one, was committed
  const Path& path = prefix.best();
  alignments_.read(path.before, tokens);
  tokens.push_back({path.first, path.last, trie_.token(prefix.node), path.posterior});
  return tokens;
}

void BeamSearch::add_text(std::size_t index, bool ended, std::int64_t before,
                          std::vector<Text>& texts) const {
  const Prefix& prefix = prefixes_[index];
  std::vector<AlignedToken> tokens = tokens_of(prefix);
  std::erase_if(tokens, [&](const AlignedToken& token) { return token.first >= before; });
  Text text{.text = write_text(*vocabulary_, tokens), .prefix = index};
  const double log_total = stable_log(prefix.total()) + static_cast<double>(halvings_) * kLn2 - log_start_;
  double bonus = 0;
  if (scorer_.scores()) {
    const TextState& state = this->text(prefix.node);
    bonus = state.bonus() - bonus_start_;
    text.log_bonus = ended ? scorer_.ended(state) - bonus_start_ : bonus;
  }
  text.log_probability = log_total - bonus;
  text.log_weight = text.log_probability + text.log_bonus;
  text.best = text.log_weight;

  const auto same =
      std::find_if(texts.begin(), texts.end(), [&](const Text& t) { return t.text == text.text; });
  if (same == texts.end()) {
    texts.push_back(std::move(text));
    return;
  }
  same->log_probability = log_add(same->log_probability, text.log_probability);
  same->log_weight = log_add(same->log_weight, text.log_weight);
  if (text.best > same->best) {
    same->best = text.best;
    same->prefix = index;
  }
}

CtcFound BeamSearch::find(bool ended, std::int64_t before) const {
  std::vector<Text> texts;
  for (std::size_t i = 0; i < prefixes_.size(); ++i) add_text(i, ended, before, texts);
  std::stable_sort(texts.begin(), texts.end(),
                   [](const Text& a, const Text& b) { return a.log_weight > b.log_weight; });
  double sum = 0;
  for (const Text& text : texts) sum += stable_exp(text.log_weight - texts[0].log_weight);

  CtcFound found{.tokens = tokens_of(prefixes_[texts[0].prefix]), .texts = {}};
  for (Text& text : texts) {
    found.texts.push_back({std::move(text.text), stable_exp(text.log_weight - texts[0].log_weight) / sum,
                           text.log_probability, text.log_bonus});
  }
  return found;
}

std::vector<AlignedToken> BeamSearch::agreed() const {
  std::vector<AlignmentStore::Record> ends;
  for (const Prefix& prefix : prefixes_) {
    for (const Path* path : {&prefix.on_blank, &prefix.on_label}) {
      if (path->probability > 0) ends.push_back(path->before);
    }
  }
  std::vector<AlignedToken> tokens;
  alignments_.read(alignments_.common(ends), tokens);
  return tokens;
}

bool BeamSearch::goes_on_after(PrefixTrie::Node start, PrefixTrie::Node node) const {
  while (node != start && node != PrefixTrie::kNone) node = trie_.parent(node);
  return node == start;
}

void BeamSearch::commit(const std::vector<AlignedToken>& found, std::size_t tokens) {
  PrefixTrie::Node start = trie_.root();
  for (std::size_t i = 0; i < tokens; ++i) start = trie_.child(start, found[i].token);
  // All of them leave before any is released: one may be what keeps another.
  for (const Prefix& prefix : prefixes_) trie_.leave_beam(prefix.node);
  next_.clear();
  for (const Prefix& prefix : prefixes_) {
    if (goes_on_after(start, prefix.node)) next_.push_back(prefix);
  }
  replace_prefixes();
  trie_.set_root(start);

  double sum = 0;
  ends_.clear();
  for (const Prefix& prefix : prefixes_) {
    sum += prefix.total();
    ends_.push_back(prefix.on_blank.before);
    ends_.push_back(prefix.on_label.before);
  }
  alignments_.drop_front(tokens, ends_);
  for (std::size_t i = 0; i < prefixes_.size(); ++i) {
    prefixes_[i].on_blank.before = ends_[2 * i];
    prefixes_[i].on_label.before = ends_[2 * i + 1];
  }
  log_start_ = stable_log(sum) + static_cast<double>(halvings_) * kLn2;
  bonus_start_ = scorer_.scores() ? text(start).bonus() : 0;
}

// Each prefix may have a chain of its own, with a new token in every frame.
std::int64_t BeamSearch::memory_bytes(const CtcVocabulary& vocabulary, const CtcOptions& options) {
  const TextScorer scorer(vocabulary, options);
  const std::int64_t depth = options.max_utterance_frames + 1;
  const std::int64_t nodes = options.beam_width * (depth + 2);
  const std::int64_t candidates =
      options.beam_width * (1 + std::min(options.max_tokens, static_cast<std::int64_t>(vocabulary.size())));
  constexpr std::int64_t kGrowth = 3;  // a vector that grows has its old and its new place
  const auto of = [](auto count, std::size_t bytes) {
    return kGrowth * count * static_cast<std::int64_t>(bytes);
  };
  return of(nodes, PrefixTrie::kNodeBytes + (scorer.scores() ? sizeof(TextState) : 0)) +
         AlignmentStore::memory_bytes(2 * nodes, 2 * options.beam_width) +
         of(candidates, sizeof(Candidate) + sizeof(double)) +
         of(options.beam_width, 2 * sizeof(Prefix) + sizeof(Stay) + 2 * sizeof(AlignmentStore::Record)) +
         of(static_cast<std::int64_t>(vocabulary.size()), sizeof(std::uint64_t)) + scorer.memory_bytes();
}

}  // namespace nightjar
