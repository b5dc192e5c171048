// Each spec that cannot be computed is refused with its key, what was got and what is expected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <string>

#include "tests/stages/features/features_support.h"
#include "tests/stages/features/spec_refusal.h"

namespace nightjar {
namespace {

using test::message_for;
using testing::AllOf;
using testing::HasSubstr;

struct Refusal {
  const char* name;
  FeatureSpec spec;
  const char* got;
  const char* expected;
  std::int64_t samples = 16000;
  std::int64_t rate_hz = test::kRateHz;
  friend void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }
};

template <class Change>
FeatureSpec fbank(Change change) {
  KaldiFbankSpec spec{.frame = test::usual_frames()};
  change(spec.frame);
  return spec;
}

FeatureSpec normalized(const Normalization& normalization) {
  KaldiFbankSpec spec{.frame = test::usual_frames()};
  spec.output.normalization = normalization;
  return spec;
}

FeatureSpec kaldi_mfcc(int coefficients, double lifter) {
  return KaldiMfccSpec{
      .frame = test::usual_frames(), .coefficients = coefficients, .cepstral_lifter = lifter};
}

MfccSpec mfcc() {
  return {.mel = test::usual_spec()};
}

template <class Change>
FeatureSpec mfcc(Change change) {
  MfccSpec spec = mfcc();
  change(spec);
  return spec;
}

const Refusal kRefusals[] = {
    {"dither", fbank([](auto& f) { f.dither = 1; }), "features.dither is 1", "results must repeat"},
    {"no_window", fbank([](auto& f) { f.win_samples = 1; }), "features.win_samples is 1", "2 to 65536"},
    {"no_hop", fbank([](auto& f) { f.hop_samples = 0; }), "features.hop_samples is 0", "at least 1"},
    {"odd_window", fbank([](auto& f) { f.win_samples = 401, f.round_to_power_of_two = false; }),
     "features.round_to_power_of_two is false", "true where win_samples is odd"},
    {"no_scale", fbank([](auto& f) { f.input_scale = 0; }), "features.input_scale is 0", "above 0"},
    {"preemphasis", fbank([](auto& f) { f.preemphasis = 1.5; }), "features.preemphasis is 1.5", "0 to 1"},
    {"window", fbank([](auto& f) { f.window = "kaiser"; }), "features.window is \"kaiser\"", "\"povey\""},
    {"blackman", fbank([](auto& f) { f.blackman_coeff = NAN; }), "features.blackman_coeff is nan", "0 to 1"},
    {"energy_floor", fbank([](auto& f) { f.energy_floor = -1; }), "features.energy_floor is -1", "0 (off)"},
    {"two_bands", fbank([](auto& f) { f.mel_bands = 2; }), "features.mel_bands is 2", "3 to 256"},
    {"many_bands", fbank([](auto& f) { f.mel_bands = 200; }), "features.mel_bands is 200", "fewer: band"},
    {"empty_band", fbank([](auto& f) { f.mel_filters.type = "librosa", f.mel_bands = 200; }),
     "features.mel_bands is 200", "fewer: band"},
    {"filters", fbank([](auto& f) { f.mel_filters.type = "bark"; }), "mel_filters.type is \"bark\"",
     "\"kaldi\" or \"torchaudio\" or \"librosa\""},
    {"filter_scale", fbank([](auto& f) { f.mel_filters.mel_scale = "mel"; }), "mel_scale is \"mel\"",
     "\"slaney\" or \"htk\""},
    {"filter_norm", fbank([](auto& f) { f.mel_filters.mel_norm = ""; }), "mel_norm is \"\"",
     "\"slaney\" or \"none\""},
    {"log_guard", KaldiFbankSpec{.frame = test::usual_frames(), .log_guard = "floor"},
     "features.log_guard is \"floor\"", "\"max\" or \"add\""},
    {"log_floor", KaldiFbankSpec{.frame = test::usual_frames(), .log_floor = 0}, "features.log_floor is 0",
     "normal float"},
    {"f_min", fbank([](auto& f) { f.f_min_hz = 9000; }), "features.f_min_hz is 9000", "below f_max_hz"},
    {"f_max", fbank([](auto& f) { f.f_max_hz = 8001; }), "features.f_max_hz is 8001", "half the sample rate"},
    {"short_segment", fbank([](auto&) {}), "segment_samples is 399", "at least 400", 399},
    {"short_edges", fbank([](auto& f) { f.snip_edges = false; }), "segment_samples is 79", "at least 80", 79},
    {"no_rate", fbank([](auto&) {}), "sample_rate_hz is 0", "positive", 16000, 0},
    {"no_coefficients", kaldi_mfcc(0, 22), "features.coefficients is 0", "1 to 23"},
    {"many_coefficients", kaldi_mfcc(24, 22), "features.coefficients is 24", "1 to 23"},
    {"kaldi_lifter", kaldi_mfcc(13, -1), "features.cepstral_lifter is -1", "0 (off)"},
    {"librosa_coefficients", mfcc([](auto& s) { s.coefficients = 65; }), "features.coefficients is 65",
     "1 to 64"},
    {"negative_coefficients", mfcc([](auto& s) { s.coefficients = -1; }), "features.coefficients is -1",
     "1 to 64"},
    {"dct_type", mfcc([](auto& s) { s.dct_type = 4; }), "features.dct_type is 4", "1 to 3"},
    {"dct_type_1", mfcc([](auto& s) { s.dct_type = s.coefficients = s.mel.mel_bands = 1; }),
     "features.dct_type is 1", "2 or 3 where mel_bands is 1"},
    {"dct_norm", mfcc([](auto& s) { s.dct_norm = "slaney"; }), "features.dct_norm is \"slaney\"",
     "\"ortho\""},
    {"lifter", mfcc([](auto& s) { s.lifter = -22; }), "features.lifter is -22", "0 (off)"},
    {"mfcc_mel", mfcc([](auto& s) { s.mel.n_fft = 511; }), "features.n_fft is 511", "even"},
    {"whisper_bands", WhisperLogMelSpec{.mel_bands = 64}, "features.mel_bands is 64", "80 or 128"},
    {"whisper_rate", WhisperLogMelSpec{}, "sample_rate_hz is 8000", "16000", 16000, 8000},
    {"whisper_segment", WhisperLogMelSpec{}, "segment_samples is 480001", "1 to 480000", 480001},
    {"waveform_scale", WaveformSpec{.input_scale = INFINITY}, "features.input_scale is inf", "above 0"},
    {"waveform_norm", WaveformSpec{.normalization = "peak"}, "features.normalization is \"peak\"",
     "\"mean_variance\""},
    {"waveform_segment", WaveformSpec{}, "segment_samples is 0", "1 to", 0},
    {"normalization", normalized({.type = "per_frame"}), "normalization.type is \"per_frame\"",
     "\"per_bin\""},
    {"deviation", normalized({.type = "per_bin", .deviation = "mad"}), "deviation is \"mad\"", "\"sample\""},
    {"no_epsilon", normalized({.type = "per_bin"}), "normalization.epsilon is 0", "silence has no deviation"},
    {"one_frame", normalized({.type = "per_bin", .deviation = "sample", .epsilon = 1e-5}),
     "\"sample\" of one value", "longer segment", 400},
    {"no_mean", normalized({.type = "global", .std = {1}}), "normalization.mean is 0 values",
     "one for each band: 23"},
    {"many_std", normalized({.type = "global", .mean = {1}, .std = {1, 2}}), "normalization.std is 2 values",
     "one for each band: 23"},
    {"zero_std", normalized({.type = "global", .mean = {1}, .std = {0}}), "normalization.std is 0",
     "above 0"},
};

class FeatureRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(FeatureRefusal, names_key_value_and_expectation) {
  const Refusal& refusal = GetParam();
  EXPECT_THAT(message_for(refusal.spec, refusal.rate_hz, refusal.samples),
              AllOf(HasSubstr(refusal.got), HasSubstr(refusal.expected)));
}

INSTANTIATE_TEST_SUITE_P(, FeatureRefusal, testing::ValuesIn(kRefusals),
                         [](const auto& refusal) { return std::string(refusal.param.name); });

TEST(FeatureLimits, are_themselves_accepted) {
  EXPECT_EQ(message_for(fbank([](auto&) {}), test::kRateHz, 400), "accepted");
  EXPECT_EQ(message_for(fbank([](auto& f) { f.snip_edges = false; }), test::kRateHz, 80), "accepted");
  EXPECT_EQ(message_for(kaldi_mfcc(23, 0), test::kRateHz, 400), "accepted");
  EXPECT_EQ(message_for(mfcc([](auto& s) { s.coefficients = 64; }), test::kRateHz, 16000), "accepted");
  EXPECT_EQ(message_for(WhisperLogMelSpec{.mel_bands = 128}, test::kRateHz, 480000), "accepted");
  EXPECT_EQ(message_for(WaveformSpec{}, 1, 1), "accepted");
}

}  // namespace
}  // namespace nightjar
