#include "stages/features/mel_filterbank.h"

#include <gtest/gtest.h>

#include "stages/features/window.h"
#include "tests/stages/features/features_support.h"

namespace nightjar {
namespace {

// Values: librosa 0.11.0, librosa.hz_to_mel(f) and librosa.hz_to_mel(f, htk=True), printed with 12 digits.
TEST(MelScale, equals_librosa) {
  EXPECT_NEAR(hz_to_mel(60, "slaney"), 0.9, 1e-9);
  EXPECT_NEAR(hz_to_mel(1000, "slaney"), 15.0, 1e-9);
  EXPECT_NEAR(hz_to_mel(8000, "slaney"), 45.2456404719, 1e-8);
  EXPECT_NEAR(hz_to_mel(60, "htk"), 92.6818581317, 1e-8);
  EXPECT_NEAR(hz_to_mel(8000, "htk"), 2840.02304671, 1e-8);
}

TEST(MelScale, has_an_inverse) {
  for (const char* scale : {"slaney", "htk"}) {
    for (const double hz : {0.0, 20.0, 999.9, 1000.0, 1000.1, 22050.0}) {
      EXPECT_NEAR(mel_to_hz(hz_to_mel(hz, scale), scale), hz, 1e-9) << scale;
    }
  }
}

TEST(MelFilterbank, sums_a_flat_spectrum_to_one_per_hertz) {
  const LogMelSpec spec = test::usual_spec();  // slaney norm: each filter's area is 1 / Hz
  const MelFilterbank filterbank(spec, test::kRateHz);
  const std::vector<FramePair> flat(257, FramePair(1.0, 3.0));
  const double bin_hz = 16000.0 / 512;
  const FramePair high_band = filterbank.apply(63, flat);  // wide enough to be sampled well by bins
  EXPECT_NEAR(high_band.first() * bin_hz, 1.0, 0.02);
  EXPECT_NEAR(high_band.second() * bin_hz, 3.0, 0.06);
}

TEST(MelFilterbank, leaves_a_filter_without_bins_at_zero) {
  LogMelSpec spec = test::usual_spec();
  spec.mel_bands = 128;
  spec.n_fft = 256;
  spec.win_samples = 256;
  const MelFilterbank filterbank(spec, test::kRateHz);
  const std::vector<FramePair> flat(129, FramePair(1.0));
  EXPECT_EQ(filterbank.apply(0, flat).first(), 0.0);
  EXPECT_GT(filterbank.apply(127, flat).first(), 0.0);
}

// Value: torchaudio 2.11.0, torchaudio.functional.melscale_fbanks(201, 0.0, 8000.0, 128, 16000)[88, 90]. The
// filter just reaches that bin: with two roundings a corner, in place of torch's one, the weight is
// 0.03604996.
TEST(MelFilterbank, has_the_weights_of_torchaudio_to_the_last_digits) {
  LogMelSpec spec = test::usual_spec();
  spec.n_fft = spec.win_samples = 400;
  spec.mel_bands = 128;
  spec.mel_scale = "htk";
  spec.mel_norm = "none";
  spec.mel_grid = "torchaudio";
  std::vector<FramePair> one_bin(201, FramePair(0.0));
  one_bin[88] = FramePair(1.0);
  EXPECT_NEAR(MelFilterbank(spec, test::kRateHz).apply(90, one_bin).first(), 0.0360585973, 1e-9);
}

TEST(Window, is_periodic_and_centred) {
  EXPECT_EQ(make_window("hann", 1, 4), (std::vector<double>{0, 1, 0, 0}));
  const auto window = make_window("hann", 4, 7);  // one zero before, two after, as librosa pads an odd rest
  const std::vector<double> expected{0, 0, 0.5, 1, 0.5, 0, 0};
  for (std::size_t i = 0; i < window.size(); ++i) EXPECT_NEAR(window[i], expected[i], 1e-15) << i;
  EXPECT_NEAR(make_window("hamming", 4, 4)[0], 0.08, 1e-15);
}

}  // namespace
}  // namespace nightjar
