#include "models/interface/feature_rules.h"

namespace nightjar {

ManifestRules joined(ManifestRules first, const ManifestRules& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

void read_features(const JsonField& object, Manifest& out) {
  static const std::vector<std::pair<std::string, ManifestRules>> types = {
      {"log_mel",
       joined(log_mel_rules(spec_as<LogMelSpec>),
              feature_output_rules(
                  [](Manifest& m) -> FeatureOutput& { return spec_as<LogMelSpec>(m).output; }, false))},
      {"kaldi_fbank", kaldi_fbank_rules()},
      {"kaldi_mfcc", kaldi_mfcc_rules()},
      {"whisper_log_mel", whisper_log_mel_rules()},
      {"mfcc", mfcc_rules()},
      {"waveform", waveform_rules()},
  };
  read_typed(object, types, out);
}

}  // namespace nightjar
