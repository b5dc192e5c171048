#include "models/interface/feature_rules.h"

namespace nightjar {

ManifestRules mfcc_rules() {
  LogMelSpec& (*const mel)(Manifest&) = [](Manifest& m) -> LogMelSpec& { return spec_as<MfccSpec>(m).mel; };
  FeatureOutput& (*const output)(Manifest&) = [](Manifest& m) -> FeatureOutput& {
    return spec_as<MfccSpec>(m).mel.output;
  };
  const ManifestRules own = {
      {"coefficients",
       [](const JsonField& f, Manifest& m) {
         auto& spec = spec_as<MfccSpec>(m);
         spec.coefficients = static_cast<int>(f.integer(1, spec.mel.mel_bands));
       }},
      {"dct_type",
       [](const JsonField& f, Manifest& m) {
         auto& spec = spec_as<MfccSpec>(m);
         spec.dct_type = static_cast<int>(f.integer(1, 3));
         if (spec.dct_type == 1 && spec.mel.mel_bands < 2) f.refuse("2 or 3 where mel_bands is 1");
       }},
      {"dct_norm",
       [](const JsonField& f, Manifest& m) {
         spec_as<MfccSpec>(m).dct_norm = f.one_of({"ortho", "none"});
       }},
      {"lifter", [](const JsonField& f, Manifest& m) { spec_as<MfccSpec>(m).lifter = f.number(0, 1000); }},
  };
  return joined(joined(log_mel_rules(mel), feature_output_rules(output, true)), own);
}

}  // namespace nightjar
