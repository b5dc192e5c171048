#include "nightjar/features.h"

#include "stages/features/kaldi_fbank.h"
#include "stages/features/kaldi_mfcc.h"
#include "stages/features/log_mel.h"
#include "stages/features/mfcc.h"
#include "stages/features/waveform.h"
#include "stages/features/whisper_log_mel.h"

namespace nightjar {
namespace {

// Which class computes which spec.
struct Maker {
  std::int64_t sample_rate_hz, segment_samples;

  template <class Extractor, class Spec>
  std::unique_ptr<FeatureExtractor> make(const Spec& spec) const {
    return std::make_unique<Extractor>(spec, sample_rate_hz, segment_samples);
  }
  auto operator()(const LogMelSpec& spec) const { return make<LogMel>(spec); }
  auto operator()(const KaldiFbankSpec& spec) const { return make<KaldiFbank>(spec); }
  auto operator()(const KaldiMfccSpec& spec) const { return make<KaldiMfcc>(spec); }
  auto operator()(const WhisperLogMelSpec& spec) const { return make<WhisperLogMel>(spec); }
  auto operator()(const MfccSpec& spec) const { return make<Mfcc>(spec); }
  auto operator()(const WaveformSpec& spec) const { return make<Waveform>(spec); }
};

}  // namespace

std::unique_ptr<FeatureExtractor> make_features(const FeatureSpec& spec, std::int64_t sample_rate_hz,
                                                std::int64_t segment_samples) {
  return std::visit(Maker{sample_rate_hz, segment_samples}, spec);
}

}  // namespace nightjar
