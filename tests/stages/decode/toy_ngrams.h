// A small ARPA file, and back-off scoring straight from its definition.
#pragma once

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nightjar/ngram_model.h"
#include "tests/support/temp_folder.h"

namespace nightjar::test {

inline const std::string kToyArpa = R"(made by hand

\data\
ngram 1=7
ngram 2=5
ngram 3=2

\1-grams:
-1.5	<unk>
-99	<s>	-0.3
-1.2	</s>
-0.8	a	-0.2
-0.9	b	-0.25
-1.1	ab	-0.1
-1.3	abc	0.05

\2-grams:
-0.4	<s> a	-0.15
-0.5	a b	-0.05
-0.7	b </s>
-0.6	a ab
-0.35	b a	-0.12

\3-grams:
-0.2	<s> a b
-0.1	b a b

\end\
)";

inline std::shared_ptr<const NgramModel> load_arpa_text(const std::string& text,
                                                        std::int64_t max_bytes = std::int64_t{1} << 30) {
  const TempFolder folder;
  std::ofstream(folder / "words.arpa", std::ios::binary) << text;
  return NgramModel::load_arpa(folder / "words.arpa", max_bytes);
}

// The same n-grams: words -> log10 p and back-off.
class ToyNgrams {
 public:
  double log10_p(std::vector<std::string> history, const std::string& word) const {
    const std::string known = ngrams_.contains({word}) ? word : "<unk>";
    if (history.size() > 2) history.erase(history.begin(), history.end() - 2);
    std::vector<std::string> all = history;
    all.push_back(known);
    if (const auto found = ngrams_.find(all); found != ngrams_.end()) return found->second.first;
    const auto backoff = ngrams_.find(history);
    const double factor = backoff == ngrams_.end() ? 0 : backoff->second.second;
    history.erase(history.begin());
    return factor + log10_p(history, word);
  }
  bool knows(const std::string& word) const { return ngrams_.contains({word}); }

 private:
  std::map<std::vector<std::string>, std::pair<double, double>> ngrams_{
      {{"<unk>"}, {-1.5, 0}},         {{"<s>"}, {-99, -0.3}},        {{"</s>"}, {-1.2, 0}},
      {{"a"}, {-0.8, -0.2}},          {{"b"}, {-0.9, -0.25}},        {{"ab"}, {-1.1, -0.1}},
      {{"abc"}, {-1.3, 0.05}},        {{"<s>", "a"}, {-0.4, -0.15}}, {{"a", "b"}, {-0.5, -0.05}},
      {{"b", "</s>"}, {-0.7, 0}},     {{"a", "ab"}, {-0.6, 0}},      {{"b", "a"}, {-0.35, -0.12}},
      {{"<s>", "a", "b"}, {-0.2, 0}}, {{"b", "a", "b"}, {-0.1, 0}}};
};

}  // namespace nightjar::test
