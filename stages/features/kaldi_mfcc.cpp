#include "stages/features/kaldi_mfcc.h"

#include <algorithm>
#include <memory>
#include <numbers>

#include "stages/features/spec_check.h"

namespace nightjar {
namespace {

const KaldiMfccSpec& checked(const KaldiMfccSpec& spec) {
  require(spec.coefficients >= 1 && spec.coefficients <= spec.frame.mel_bands, "features.coefficients",
          spec.coefficients, from_to(1, spec.frame.mel_bands) + " (mel_bands)");
  require(spec.cepstral_lifter >= 0, "features.cepstral_lifter", spec.cepstral_lifter, "0 (off) or more");
  return spec;
}

KaldiFbankSpec fbank_of(const KaldiMfccSpec& spec) {
  KaldiFbankSpec fbank{.frame = spec.frame};
  fbank.frame.htk_compat = false;
  return fbank;
}

std::size_t bands_of(const KaldiMfccSpec& spec) {
  return static_cast<std::size_t>(spec.frame.mel_bands);
}

}  // namespace

KaldiMfcc::KaldiMfcc(const KaldiMfccSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples)
    : spec_(checked(spec)),
      fbank_(fbank_of(spec), sample_rate_hz, segment_samples),
      cepstrum_(bands_of(spec), 2, "ortho",
                sine_lifter(static_cast<std::size_t>(spec.coefficients), spec.cepstral_lifter, 0)),
      layout_{cepstrum_.coefficients(), fbank_.layout().frames, spec.output.layout == "frames_bands"},
      normalizer_(spec.output, layout_),
      fbanks_([this] { return std::make_unique<std::vector<float>>(fbank_.layout().size()); }) {}

void KaldiMfcc::compute(std::span<const float> segment, std::span<float> out) const {
  const auto lease = fbanks_.borrow();
  std::vector<float>& fbanks = *lease;
  fbank_.compute(segment, fbanks);
  const std::size_t row_values = fbank_.layout().bands, step = layout_.band_step();
  for (std::size_t t = 0; t < layout_.frames; ++t) {
    const float* const row = fbanks.data() + t * row_values;
    float* const coefficients = out.data() + t * layout_.frame_step();
    cepstrum_.apply(row + (row_values - bands_of(spec_)), coefficients, step);
    if (spec_.frame.use_energy) coefficients[0] = row[0];
    if (spec_.frame.htk_compat) order_as_htk(coefficients);
  }
  normalizer_.apply(out);
}

void KaldiMfcc::order_as_htk(float* coefficients) const noexcept {
  const std::size_t step = layout_.band_step(), last = layout_.bands - 1;
  const float scale = spec_.frame.use_energy ? 1.0F : std::numbers::sqrt2_v<float>;
  const float first = scale * coefficients[0];
  for (std::size_t i = 0; i < last; ++i) coefficients[i * step] = coefficients[(i + 1) * step];
  coefficients[last * step] = first;
}

}  // namespace nightjar
