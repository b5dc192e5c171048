#include "stages/features/mfcc.h"

#include <memory>

#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

const MfccSpec& checked(const MfccSpec& spec) {
  require(spec.dct_type >= 1 && spec.dct_type <= 3, "features.dct_type", spec.dct_type, from_to(1, 3));
  require(spec.dct_type != 1 || spec.mel.mel_bands > 1, "features.dct_type", spec.dct_type,
          "2 or 3 where mel_bands is 1");
  require_one_of("features.dct_norm", spec.dct_norm, {"ortho", "none"});
  require(spec.coefficients >= 1 && spec.coefficients <= spec.mel.mel_bands, "features.coefficients",
          spec.coefficients, from_to(1, spec.mel.mel_bands) + " (mel_bands)");
  require(spec.lifter >= 0, "features.lifter", spec.lifter, "0 (off) or more");
  return spec;
}

LogMelSpec frame_by_frame(LogMelSpec spec) {
  spec.output = {.layout = "frames_bands"};
  return spec;
}

}  // namespace

Mfcc::Mfcc(const MfccSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples)
    : log_mel_(frame_by_frame(checked(spec).mel), sample_rate_hz, segment_samples),
      cepstrum_(log_mel_.layout().bands, spec.dct_type, spec.dct_norm,
                sine_lifter(static_cast<std::size_t>(spec.coefficients), spec.lifter, 1)),
      layout_{cepstrum_.coefficients(), log_mel_.layout().frames, spec.mel.output.layout == "frames_bands"},
      normalizer_(spec.mel.output, layout_),
      log_mels_([this] { return std::make_unique<std::vector<float>>(log_mel_.layout().size()); }) {}

void Mfcc::compute(std::span<const float> segment, std::span<float> out) const {
  const auto lease = log_mels_.borrow();
  std::vector<float>& log_mels = *lease;
  log_mel_.compute(segment, log_mels);
  for (std::size_t t = 0; t < layout_.frames; ++t) {
    cepstrum_.apply(log_mels.data() + t * log_mel_.layout().bands, out.data() + t * layout_.frame_step(),
                    layout_.band_step());
  }
  normalizer_.apply(out);
}

}  // namespace nightjar
