// Matching holds no more at the end of a long recording than near its beginning.
#include <gtest/gtest.h>

#include "tests/stages/match/tune.h"
#include "tests/support/malloc_meter.h"

namespace nightjar {
namespace {

TEST(SoundMatcherMemory, does_not_grow_with_the_recording) {
  if (!test::malloc_is_metered()) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const std::vector<float> tune = test::make_tune(1, 30);
  const MatchIndex index = test::index_of({tune});
  std::size_t found = 0;
  SoundMatcher matcher(index, RateRatio(kMatchRateHz, kMatchRateHz), [&](const Match&) { ++found; });
  const std::int64_t before = test::malloc_live_bytes();
  std::int64_t early = 0;
  test::malloc_reset_peak();
  for (int i = 0; i < 30; ++i) {
    matcher.push(tune);
    if (i == 6) early = test::malloc_peak_bytes() - before;
  }
  const std::int64_t late = test::malloc_peak_bytes() - before;
  matcher.finish();
  EXPECT_GE(found, 25U);
  EXPECT_LE(late, early + early / 10);
  EXPECT_LT(late, std::int64_t{4} << 20);
}

}  // namespace
}  // namespace nightjar
