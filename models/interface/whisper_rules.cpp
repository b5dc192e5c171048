#include "models/interface/feature_rules.h"

namespace nightjar {

ManifestRules whisper_log_mel_rules() {
  return {
      {"mel_bands",
       [](const JsonField& f, Manifest& m) {
         const auto bands = f.integer(1, 128);
         if (bands != 80 && bands != 128) f.refuse("80 or 128");
         spec_as<WhisperLogMelSpec>(m).mel_bands = static_cast<int>(bands);
       }},
  };
}

}  // namespace nightjar
