#include "models/interface/feature_rules.h"

namespace nightjar {
namespace {

constexpr std::size_t kMaxBins = 1 << 16;

std::vector<float> numbers(const JsonField& field, double low, double high) {
  std::vector<float> values;
  for (const JsonField& item : field.items(1, kMaxBins)) {
    values.push_back(static_cast<float>(item.number(low, high)));
  }
  return values;
}

// The three kinds that measure nothing, the segment, or take what the model was trained with.
std::vector<std::pair<std::string, ManifestRules>> normalization_types(FeatureOutput& (*of)(Manifest&)) {
  const ManifestRules measured = {
      {"deviation",
       [of](const JsonField& f, Manifest& m) {
         of(m).normalization.deviation = f.one_of({"population", "sample", "none"});
       }},
      {"epsilon",
       [of](const JsonField& f, Manifest& m) { of(m).normalization.epsilon = f.number(1e-30, 1); }},
  };
  const ManifestRules given = {
      {"mean", [of](const JsonField& f, Manifest& m) { of(m).normalization.mean = numbers(f, -1e30, 1e30); }},
      {"std", [of](const JsonField& f, Manifest& m) { of(m).normalization.std = numbers(f, 1e-30, 1e30); }},
  };
  return {{"none", {}}, {"per_bin", measured}, {"per_segment", measured}, {"global", given}};
}

}  // namespace

ManifestRules feature_output_rules(FeatureOutput& (*of)(Manifest&), bool required) {
  return {
      {"layout",
       [of](const JsonField& f, Manifest& m) {
         of(m).layout = f.one_of({"bands_frames", "frames_bands"});
       },
       required},
      {"normalization",
       [of](const JsonField& f, Manifest& m) {
         read_typed(f, normalization_types(of), m);
         of(m).normalization.type = f.at("type").text();
       },
       required},
  };
}

}  // namespace nightjar
