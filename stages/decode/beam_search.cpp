#include "stages/decode/beam_search.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "stages/decode/stable_math.h"

namespace nightjar {

BeamSearch::BeamSearch(const CtcVocabulary& vocabulary, const CtcOptions& options)
    : vocabulary_(&vocabulary),
      scorer_(vocabulary, options),
      beam_width_(static_cast<std::size_t>(options.beam_width)),
      beam_ratio_(stable_exp(-options.beam_threshold)),
      taken_(vocabulary.size()) {
  restart();
}

void BeamSearch::restart() {
  trie_.clear();
  alignments_.clear();
  prefixes_.clear();
  Prefix empty;
  empty.node = trie_.root();
  empty.blank = empty.on_blank.probability = 1;
  prefixes_.push_back(empty);
  trie_.set_beam(trie_.root(), 0);
  if (scorer_.scores()) texts_.assign(1, scorer_.start());
  scale_ = 1;
  halvings_ = 0;
  log_start_ = 0;
  bonus_start_ = scorer_.scores() ? texts_[0].bonus() : 0;
}

bool BeamSearch::is_empty() const {
  return prefixes_.size() == 1 && prefixes_[0].node == trie_.root() && trie_.token(trie_.root()) < 0;
}

void BeamSearch::step(const CtcFrame& frame, std::int64_t at) {
  candidates_.clear();
  best_ = 0;
  add_stays(frame);
  add_extensions(frame);
  drop_the_unlikely();
  make_room();
  advance(frame, at);
}

double BeamSearch::gain(PrefixTrie::Node from, PrefixTrie::Node to) const {
  return scorer_.scores() ? stable_exp(text(to).bonus() - text(from).bonus()) : 1;
}

void BeamSearch::add_stays(const CtcFrame& frame) {
  stays_.clear();
  for (std::size_t i = 0; i < prefixes_.size(); ++i) {
    const Prefix& prefix = prefixes_[i];
    const std::int32_t token = trie_.token(prefix.node);
    Stay stay{prefix.total() * frame.blank(), 0};
    if (token >= 0) {
      const double p = frame.probability(static_cast<std::size_t>(token));
      stay.label = prefix.label * p;
      const PrefixTrie::Node parent = trie_.parent(prefix.node);
      if (p > 0 && parent != PrefixTrie::kNone && trie_.beam(parent) >= 0) {
        const Prefix& shorter = prefixes_[static_cast<std::size_t>(trie_.beam(parent))];
        const double mass = token == trie_.token(parent) ? shorter.blank : shorter.total();
        stay.label += mass * p * gain(parent, prefix.node);
      }
    }
    stays_.push_back(stay);
    const double probability = stay.blank + stay.label;
    candidates_.push_back({probability, static_cast<std::int32_t>(i), kStays});
    best_ = std::max(best_, probability);
  }
}

void BeamSearch::add_extensions(const CtcFrame& frame) {
  for (std::size_t i = 0; i < prefixes_.size(); ++i) {
    const Prefix& prefix = prefixes_[i];
    ++round_;
    for (auto child = trie_.first_child(prefix.node); child != PrefixTrie::kNone;
         child = trie_.next_sibling(child)) {
      if (trie_.beam(child) >= 0) taken_[static_cast<std::size_t>(trie_.token(child))] = round_;
    }
    const std::int32_t last = trie_.token(prefix.node);
    for (const CtcFrame::Token& next : frame.tokens()) {
      const auto token = static_cast<std::size_t>(next.token);
      if (taken_[token] == round_) continue;  // it is counted where that prefix stays
      double probability = (next.token == last ? prefix.blank : prefix.total()) * next.probability;
      if (scorer_.scores()) {
        const TextState& from = text(prefix.node);
        probability *= stable_exp(scorer_.extend(from, (*vocabulary_)[token]).bonus() - from.bonus());
      }
      if (!(probability > best_ * beam_ratio_)) continue;
      best_ = std::max(best_, probability);
      candidates_.push_back({probability, static_cast<std::int32_t>(i), next.token});
    }
  }
}

// Keeps the order, so that ties go to the older prefix and the token that comes first.
void BeamSearch::drop_the_unlikely() {
  const double lowest = best_ * beam_ratio_;
  std::erase_if(candidates_, [&](const Candidate& c) { return !(c.probability > lowest); });
  if (candidates_.size() <= beam_width_) return;
  sorted_.clear();
  for (const Candidate& candidate : candidates_) sorted_.push_back(candidate.probability);
  const auto last = sorted_.begin() + static_cast<std::ptrdiff_t>(beam_width_ - 1);
  std::nth_element(sorted_.begin(), last, sorted_.end(), std::greater<>());
  const double limit = *last;
  auto room = static_cast<std::ptrdiff_t>(beam_width_) -
              std::count_if(candidates_.begin(), candidates_.end(),
                            [&](const Candidate& c) { return c.probability > limit; });
  std::erase_if(candidates_, [&](const Candidate& c) {
    return c.probability < limit || (c.probability == limit && room-- <= 0);
  });
}

void BeamSearch::make_room() {
  ends_.clear();
  for (const Prefix& prefix : prefixes_) {
    ends_.push_back(prefix.on_blank.before);
    ends_.push_back(prefix.on_label.before);
  }
  alignments_.reserve(ends_.size(), ends_);
}

void BeamSearch::advance(const CtcFrame& frame, std::int64_t at) {
  if (candidates_.empty()) return;  // every path had a probability of 0: the frame counts as not said
  const int exponent = std::ilogb(best_);
  scale_ = std::ldexp(1.0, -exponent);
  halvings_ += exponent;
  next_.clear();
  for (const Candidate& candidate : candidates_) {
    const auto index = static_cast<std::size_t>(candidate.prefix);
    next_.push_back(candidate.token == kStays ? stay(prefixes_[index], index, frame, at)
                                              : extend(candidate, frame, at));
  }
  replace_prefixes();
}

BeamSearch::Prefix BeamSearch::stay(const Prefix& old, std::size_t index, const CtcFrame& frame,
                                    std::int64_t at) {
  Prefix next;
  next.node = old.node;
  next.blank = stays_[index].blank * scale_;
  next.label = stays_[index].label * scale_;
  next.on_blank = old.best();
  next.on_blank.probability *= frame.blank() * scale_;
  const std::int32_t token = trie_.token(old.node);
  if (token < 0) return next;
  const double p = frame.probability(static_cast<std::size_t>(token));
  next.on_label = old.on_label;
  next.on_label.probability *= p * scale_;
  next.on_label.last = at;
  next.on_label.posterior = std::max(next.on_label.posterior, static_cast<float>(p));
  const PrefixTrie::Node parent = trie_.parent(old.node);
  if (p > 0 && parent != PrefixTrie::kNone && trie_.beam(parent) >= 0) {
    Prefix& shorter = prefixes_[static_cast<std::size_t>(trie_.beam(parent))];
    const Path path = follow(shorter, token, gain(parent, old.node), frame, at);
    if (path.probability > next.on_label.probability) next.on_label = path;
  }
  return next;
}

BeamSearch::Prefix BeamSearch::extend(const Candidate& candidate, const CtcFrame& frame, std::int64_t at) {
  Prefix& old = prefixes_[static_cast<std::size_t>(candidate.prefix)];
  Prefix next;
  next.node = trie_.child(old.node, candidate.token);
  next.label = candidate.probability * scale_;
  if (scorer_.scores()) {
    texts_.resize(std::max(texts_.size(), trie_.size()));
    texts_[static_cast<std::size_t>(next.node)] =
        scorer_.extend(text(old.node), (*vocabulary_)[static_cast<std::size_t>(candidate.token)]);
  }
  next.on_label = follow(old, candidate.token, gain(old.node, next.node), frame, at);
  return next;
}

// The best alignment of `prefix` and then `token`.
BeamSearch::Path BeamSearch::follow(Prefix& prefix, std::int32_t token, double factor, const CtcFrame& frame,
                                    std::int64_t at) {
  const std::int32_t last = trie_.token(prefix.node);
  const bool from_blank = token == last || &prefix.best() == &prefix.on_blank;
  const Path& path = from_blank ? prefix.on_blank : prefix.on_label;
  AlignmentStore::Record& chain = from_blank ? prefix.after_blank : prefix.after_label;
  if (chain == kNotMade) {
    // The root's token, if it has one, was committed.
    chain = prefix.node == trie_.root()
                ? AlignmentStore::kNone
                : alignments_.add(path.before, {path.first, path.last, last, path.posterior});
  }
  const double p = frame.probability(static_cast<std::size_t>(token));
  return {path.probability * p * factor * scale_, at, at, chain, static_cast<float>(p)};
}

void BeamSearch::replace_prefixes() {
  for (const Prefix& prefix : prefixes_) trie_.leave_beam(prefix.node);
  for (std::size_t i = 0; i < next_.size(); ++i) trie_.set_beam(next_[i].node, static_cast<std::int32_t>(i));
  for (const Prefix& prefix : prefixes_) trie_.release(prefix.node);
  prefixes_.swap(next_);
}

}  // namespace nightjar
