#include "models/interface/feature_rules.h"

namespace nightjar {

ManifestRules waveform_rules() {
  return {
      {"input_scale", [](const JsonField& f,
                         Manifest& m) { spec_as<WaveformSpec>(m).input_scale = f.number(1e-9, 1 << 16); }},
      {"normalization",
       [](const JsonField& f, Manifest& m) {
         spec_as<WaveformSpec>(m).normalization = f.one_of({"none", "mean_variance"});
       }},
  };
}

}  // namespace nightjar
