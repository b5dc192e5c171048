// "decode" of type "ctc": the vocabulary, how it is written, and how it is searched.
#include <algorithm>
#include <set>

#include "models/interface/manifest_rules.h"
#include "models/interface/nearest_name.h"
#include "nightjar/ctc_tokens.h"

namespace nightjar {
namespace {

void read_vocabulary(const JsonField& field, Manifest& m) {
  m.ctc.vocabulary = field.file_name();
  m.labels = load_ctc_tokens(m.folder / m.ctc.vocabulary);
  constexpr std::size_t kMostTokens = 65536;
  if (m.labels.size() < 2 || m.labels.size() > kMostTokens) {
    field.refuse("a file of 2 to " + std::to_string(kMostTokens) + " tokens, not " +
                 std::to_string(m.labels.size()));
  }
  std::set<std::string> seen;
  for (const std::string& token : m.labels) {
    if (!seen.insert(token).second)
      field.refuse("a file without \"" + token +
                   "\" twice: each column of the emissions needs its own token");
  }
}

// The index of the token that the field names.
std::int64_t token_of(const JsonField& field, const std::string& token, const Manifest& m) {
  const auto found = std::find(m.labels.begin(), m.labels.end(), token);
  if (found == m.labels.end()) {
    field.refuse("a token of " + m.ctc.vocabulary + "; the nearest is \"" + nearest_name(token, m.labels) +
                 '"');
  }
  return found - m.labels.begin();
}

void read_separator(const JsonField& field, Manifest& m) {
  if (field.is("")) {
    m.ctc.word_separator = "";
    return;
  }
  m.ctc.word_separator = field.text();
  if (token_of(field, m.ctc.word_separator, m) == m.ctc.blank) {
    field.refuse("a token other than the blank, or \"\" where the writing has no separator");
  }
}

void read_unwritten(const JsonField& field, Manifest& m) {
  for (const JsonField& item : field.items(0, m.labels.size())) {
    m.ctc.unwritten.push_back(item.text());
    token_of(item, m.ctc.unwritten.back(), m);
  }
}

// {"nightjar": 4, "tawny owl": 6}
void read_hotwords(const JsonField& object, Manifest& m) {
  constexpr double kMostNats = 1000;
  for (const std::string& text : object.keys()) {
    m.ctc.hotwords.push_back({text, object.at(text).number(-kMostNats, kMostNats)});
  }
}

void check_search(const JsonField& object, const Manifest& m) {
  if ((m.ctc.style == "characters") != object.has("word_separator")) {
    object.at("word_separator").refuse("no such key: only words of \"characters\" are separated by a token");
  }
  if (m.ctc.beam_width > 0) return;
  for (const char* key : {"n_best", "hotwords", "language_model"}) {
    if (object.has(key))
      object.at(key).refuse("no such key, or a \"beam_width\" above 0: greedy search has one result");
  }
}

const ManifestRules& ctc_rules() {
  constexpr double kMaxSeconds = 3600;
  static const ManifestRules rules = {
      {"vocabulary", read_vocabulary},
      {"blank", [](const JsonField& f, Manifest& m) { m.ctc.blank = token_of(f, f.text(), m); }},
      {"style",
       [](const JsonField& f, Manifest& m) {
         m.ctc.style = f.one_of({"characters", "pieces", "wordpieces"});
       }},
      {"word_separator", read_separator, false},
      {"unwritten", read_unwritten},
      {"casing",
       [](const JsonField& f, Manifest& m) {
         m.ctc.casing = f.one_of({"as_is", "lower", "upper"});
       }},
      {"emissions",
       [](const JsonField& f, Manifest& m) {
         m.ctc.emissions = f.one_of({"logits", "log_probs"});
       }},
      {"beam_width", [](const JsonField& f, Manifest& m) { m.ctc.beam_width = f.integer(0, 10000); }, false},
      {"n_best", [](const JsonField& f, Manifest& m) { m.ctc.n_best = f.integer(1, 1000); }, false},
      {"beam_threshold", [](const JsonField& f, Manifest& m) { m.ctc.beam_threshold = f.number(1, 600); },
       false},
      {"token_min_log_prob",
       [](const JsonField& f, Manifest& m) { m.ctc.token_min_log_prob = f.number(-600, 0); }, false},
      {"max_tokens", [](const JsonField& f, Manifest& m) { m.ctc.max_tokens = f.integer(1, 10000); }, false},
      {"hotwords", read_hotwords, false},
      {"language_model", [](const JsonField& f, Manifest& m) { m.ctc.language_model = f.file_name(); },
       false},
      {"alpha", [](const JsonField& f, Manifest& m) { m.ctc.alpha = f.number(0, 100); }, false},
      {"beta", [](const JsonField& f, Manifest& m) { m.ctc.beta = f.number(-100, 100); }, false},
      {"unknown_log10", [](const JsonField& f, Manifest& m) { m.ctc.unknown_log10 = f.number(-100, 0); },
       false},
      {"utterance_gap_s",
       [](const JsonField& f, Manifest& m) { m.ctc.utterance_gap_s = f.number(0, kMaxSeconds); }, false},
      {"max_utterance_s",
       [](const JsonField& f, Manifest& m) { m.ctc.max_utterance_s = f.number(0, kMaxSeconds); }, false},
      {"word_margin_s",
       [](const JsonField& f, Manifest& m) { m.ctc.word_margin_s = f.number(0, kMaxSeconds); }, false},
  };
  return rules;
}

}  // namespace

void read_ctc(const JsonField& object, Manifest& out) {
  read_typed(object, {{"ctc", ctc_rules()}}, out);
  check_search(object, out);
}

}  // namespace nightjar
