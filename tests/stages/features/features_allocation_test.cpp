#include <gtest/gtest.h>

#include <string>

#include "tests/stages/features/count_allocations.h"
#include "tests/stages/features/features_support.h"

namespace nightjar {
namespace {

void expect_allocations_on_the_first_call_only(const FeatureSpec& spec, const std::string& what) {
  const auto extractor = make_features(spec, test::kRateHz, 16000);
  const auto sound = test::noise(16000, 1);
  auto out = test::features_of(*make_features(spec, test::kRateHz, 16000), sound);  // of its size
  const long before = test::allocations();
  extractor->compute(sound, out);
  EXPECT_TRUE(what == "waveform" || test::allocations() > before) << "the counter does not count: " << what;
  const long after_first = test::allocations();
  for (int i = 0; i < 5; ++i) extractor->compute(sound, out);
  EXPECT_EQ(test::allocations(), after_first) << what;
}

TEST(FeatureAllocation, happens_on_the_first_call_only) {
  for (const auto& [name, spec] : test::all_specs()) expect_allocations_on_the_first_call_only(spec, name);
}

TEST(LogMelAllocation, happens_on_the_first_call_only) {
  for (const int n_fft : {512, 490}) {  // 490 has the factor 7: KissFFT's general butterfly keeps a buffer
    LogMelSpec spec = test::usual_spec();
    spec.n_fft = n_fft;
    expect_allocations_on_the_first_call_only(spec, "n_fft " + std::to_string(n_fft));
  }
}

}  // namespace
}  // namespace nightjar
