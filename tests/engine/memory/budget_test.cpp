#include "engine/memory/budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nightjar/error.h"

namespace nightjar {
namespace {

constexpr std::int64_t kMiB = 1 << 20;
const Costs kCosts{.base = 200 * kMiB,
                   .fixed = 8 * kMiB,
                   .per_worker = kMiB,
                   .per_activation = 20 * kMiB,
                   .per_batch = 4 * kMiB,
                   .per_stream = 10 * kMiB};

TEST(Budget, never_buys_more_than_the_ceiling) {
  for (std::size_t workers = 1; workers <= 32; workers *= 2) {
    const std::int64_t least = minimum_bytes(kCosts, workers);
    for (std::int64_t ceiling = least; ceiling < least + 2000 * kMiB; ceiling += 7 * kMiB) {
      EXPECT_LE(peak_bytes(kCosts, buy(kCosts, workers, ceiling)), ceiling);
    }
  }
}

TEST(Budget, buys_one_batch_and_one_stream_for_the_minimum) {
  const auto limits = buy(kCosts, 8, minimum_bytes(kCosts, 8));
  EXPECT_EQ(limits.batches, 1u);
  EXPECT_EQ(limits.streams, 1u);
  EXPECT_EQ(limits.workers, 8u);
}

TEST(Budget, buys_three_batches_a_worker_and_no_more) {
  const auto limits = buy(kCosts, 4, 64'000 * kMiB);
  EXPECT_EQ(limits.batches, 12u);
  EXPECT_EQ(limits.streams, 9u);
}

TEST(Budget, grows_with_the_ceiling) {
  graph::Limits before = buy(kCosts, 4, minimum_bytes(kCosts, 4));
  for (std::int64_t ceiling = minimum_bytes(kCosts, 4); ceiling < 1000 * kMiB; ceiling += kMiB) {
    const auto now = buy(kCosts, 4, ceiling);
    EXPECT_GE(peak_bytes(kCosts, now), peak_bytes(kCosts, before));
    before = now;
  }
}

TEST(Budget, names_the_minimum_when_there_is_too_little) {
  const std::int64_t least = minimum_bytes(kCosts, 2);
  try {
    buy(kCosts, 2, least - 1);
    FAIL() << "no error";
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::memory_too_small);
    EXPECT_THAT(e.what(), testing::HasSubstr("minimum is " + std::to_string(least / kMiB) + " MiB"));
  }
}

}  // namespace
}  // namespace nightjar
