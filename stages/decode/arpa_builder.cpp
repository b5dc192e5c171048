#include "stages/decode/arpa_builder.h"

#include <algorithm>

#include "stages/decode/ngram_hash.h"

namespace nightjar {
namespace {

constexpr std::size_t kMaxNodes = std::size_t{1} << 31;

}  // namespace

// NgramModel's constructor is private.
ArpaBuilder::ArpaBuilder(int order) : model_(new NgramModel) {  // NOLINT(modernize-make-shared)
  model_->order_ = order;
}

std::string ArpaBuilder::add_word(std::string_view word, Weights weights) {
  if (words_.size() + 1 >= kMaxNodes) return "has more words than 2^31";
  if (!index_.emplace(word, 0).second) return "the word \"" + std::string(word) + "\" is there twice";
  words_.push_back({std::string(word), weights});
  word_bytes_ += word.size();
  return "";
}

void ArpaBuilder::append(Weights weights, NgramModel::State suffix) {
  model_->log10_p_.push_back(weights.log10_p);
  model_->suffix_.push_back(suffix);
  if (model_->first_leaf_ == 0) model_->backoff_.push_back(weights.backoff);
}

void ArpaBuilder::end_words() {
  std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) { return a.text < b.text; });
  append({}, NgramModel::kRoot);  // the root
  for (const Word& word : words_) {
    const auto id = static_cast<std::uint32_t>(model_->word_begin_.size());
    index_.find(word.text)->second = id;
    model_->word_begin_.push_back(model_->letters_.size());
    model_->letters_ += word.text;
    append(word.weights, NgramModel::kRoot);
  }
  model_->word_begin_.push_back(model_->letters_.size());
  words_ = {};
  const auto id_of = [&](std::string_view word) {
    const auto found = index_.find(word);
    return found == index_.end() ? NgramModel::kUnknown : found->second;
  };
  model_->unknown_ = id_of("<unk>");
  if (model_->unknown_ == NgramModel::kUnknown) model_->unknown_ = id_of("<UNK>");
  model_->sentence_end_ = id_of("</s>");
  const std::uint32_t begin = id_of("<s>");
  // In a model of unigrams no word is a context.
  model_->start_ = begin == NgramModel::kUnknown || model_->order_ == 1 ? NgramModel::kRoot : begin + 1;
}

std::string ArpaBuilder::add(std::span<const std::string_view> words, Weights weights) {
  if (model_->log10_p_.size() >= kMaxNodes) return "has more n-grams than 2^31";
  NgramModel::State context = NgramModel::kRoot;
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = index_.find(words[i]);
    if (found == index_.end()) {
      return "the word \"" + std::string(words[i]) +
             "\" is not among the unigrams; expected are words that are";
    }
    last = found->second;
    if (i + 1 == words.size()) break;
    context = model_->child(context, last);
    if (context == NgramModel::kRoot) {
      return "the n-gram's first " + std::to_string(i + 1) +
             " words are no n-gram of their own; expected is that each context is listed, with its back-off";
    }
  }
  if (3 * (in_table_ + 1) > 2 * model_->nodes_.size()) grow_table();
  const std::uint64_t key = ngram_key(context, last);
  const std::size_t slot = ngram_slot(model_->keys_, model_->nodes_, key);
  if (model_->nodes_[slot] != NgramModel::kRoot) return "the n-gram is there twice";

  // The longest listed suffix: of the context's suffixes, the first that the last word follows.
  NgramModel::State suffix = model_->suffix_[context];
  while (model_->child(suffix, last) == NgramModel::kRoot) suffix = model_->suffix_[suffix];
  suffix = model_->child(suffix, last);

  model_->keys_[slot] = key;
  model_->nodes_[slot] = static_cast<NgramModel::State>(model_->log10_p_.size());
  ++in_table_;
  append(weights, suffix);
  return "";
}

void ArpaBuilder::grow_table() {
  const std::size_t size = std::max<std::size_t>(1024, 2 * model_->nodes_.size());
  std::vector<std::uint64_t> keys(size);
  std::vector<NgramModel::State> nodes(size, NgramModel::kRoot);
  for (std::size_t i = 0; i < model_->nodes_.size(); ++i) {
    if (model_->nodes_[i] == NgramModel::kRoot) continue;
    const std::size_t slot = ngram_slot(keys, nodes, model_->keys_[i]);
    keys[slot] = model_->keys_[i];
    nodes[slot] = model_->nodes_[i];
  }
  model_->keys_ = std::move(keys);
  model_->nodes_ = std::move(nodes);
}

std::int64_t ArpaBuilder::memory_bytes() const {
  constexpr std::size_t kWordBytes = 160;  // of a word in index_ and words_ with their own overhead
  // A table and a vector that grow are there twice for a moment.
  return 2 * model_->memory_bytes() + static_cast<std::int64_t>(index_.size() * kWordBytes + 2 * word_bytes_);
}

std::shared_ptr<const NgramModel> ArpaBuilder::finish() {
  if (model_->first_leaf_ == 0) begin_leaves();
  model_->letters_.shrink_to_fit();
  model_->word_begin_.shrink_to_fit();
  model_->log10_p_.shrink_to_fit();
  model_->backoff_.shrink_to_fit();
  model_->suffix_.shrink_to_fit();
  return std::move(model_);
}

}  // namespace nightjar
