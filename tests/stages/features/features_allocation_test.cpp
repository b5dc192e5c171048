#include <gtest/gtest.h>

#include "tests/stages/features/count_allocations.h"
#include "tests/stages/features/features_support.h"

namespace nightjar {
namespace {

TEST(LogMelAllocation, happens_on_the_first_call_only) {
  for (const int n_fft : {512, 490}) {  // 490 has the factor 7: KissFFT's general butterfly keeps a buffer
    LogMelSpec spec = test::usual_spec();
    spec.n_fft = n_fft;
    const auto extractor = make_log_mel(spec, test::kRateHz, 16000);
    const auto sound = test::noise(16000, 1);
    std::vector<float> out(64 * 101);
    const long before = test::allocations();
    extractor->compute(sound, out);
    EXPECT_GT(test::allocations(), before) << "the counter does not count";
    const long after_first = test::allocations();
    for (int i = 0; i < 5; ++i) extractor->compute(sound, out);
    EXPECT_EQ(test::allocations(), after_first) << "n_fft " << n_fft;
  }
}

}  // namespace
}  // namespace nightjar
