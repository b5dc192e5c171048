// The rules of each type of features, one file a type. They fill the alternative of Manifest::features that
// is theirs, which `spec_as` makes on its first use. Private to the manifest's parser.
#pragma once

#include "models/interface/manifest_rules.h"

namespace nightjar {

template <class Spec>
Spec& spec_as(Manifest& m) {
  Spec* const spec = std::get_if<Spec>(&m.features);
  return spec != nullptr ? *spec : m.features.emplace<Spec>();
}

// `of` finds the part that the rules fill: more than one type has a log-mel or an output.
ManifestRules log_mel_rules(LogMelSpec& (*of)(Manifest&));
ManifestRules feature_output_rules(FeatureOutput& (*of)(Manifest&), bool required);

ManifestRules kaldi_fbank_rules();
ManifestRules kaldi_mfcc_rules();
ManifestRules mfcc_rules();
ManifestRules waveform_rules();
ManifestRules whisper_log_mel_rules();

// One table after the other.
ManifestRules joined(ManifestRules first, const ManifestRules& second);

}  // namespace nightjar
