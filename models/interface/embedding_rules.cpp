// "decode" of type "embedding": how vectors are compared, and what becomes of distances over time.
#include "models/interface/manifest_rules.h"

namespace nightjar {

const ManifestRules& embedding_rules() {
  constexpr double kMaxSeconds = 86400;
  constexpr double kMaxDistance = 1e9;
  static const ManifestRules rules = [] {
    ManifestRules all = {
        {"dimensions", [](const JsonField& f, Manifest& m) { m.embedding.dimensions = f.integer(1, 8192); }},
        {"normalization",
         [](const JsonField& f, Manifest& m) {
           m.embedding.normalization = f.one_of({"none", "unit"});
         }},
        {"match_distance",
         [](const JsonField& f, Manifest& m) { m.embedding.match_distance = f.number(0, kMaxDistance); },
         false},
        {"match_min_duration_s",
         [](const JsonField& f, Manifest& m) { m.embedding.match_min_duration_s = f.number(0, kMaxSeconds); },
         false},
    };
    // Of anomalies, which are tags.
    for (ManifestRule rule : tag_rules()) {
      if (rule.key != "smoothing_segments" && rule.key != "min_duration_s" && rule.key != "merge_gap_s")
        continue;
      rule.required = false;
      all.push_back(rule);
    }
    return all;
  }();
  return rules;
}

std::int64_t row_values(const Manifest& m) {
  return m.task == kEmbeddings ? m.embedding.dimensions : std::ssize(m.labels);
}

}  // namespace nightjar
