#include "tools/cli/work_in_order.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>

namespace nightjar::cli {
namespace {

TEST(WorkInOrder, gives_every_result_in_order_however_long_each_takes) {
  for (const std::size_t threads : {1U, 3U, 16U}) {
    std::vector<std::size_t> got;
    work_in_order(
        500, threads,
        [](std::size_t i) {
          if (i % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
          return i * i;
        },
        [&](std::size_t square) { got.push_back(square); });
    ASSERT_EQ(got.size(), 500U);
    for (std::size_t i = 0; i < got.size(); ++i) ASSERT_EQ(got[i], i * i);
  }
  work_in_order(
      0, 4, [](std::size_t i) { return i; }, [](std::size_t) { FAIL(); });
}

TEST(WorkInOrder, does_not_run_far_ahead_of_what_is_taken) {
  std::atomic<std::size_t> begun = 0;
  std::size_t taken = 0;
  work_in_order(
      1000, 2, [&](std::size_t i) { return ++begun, i; },
      [&](std::size_t) {
        EXPECT_LE(begun, taken + 1 + 16 * 2);
        ++taken;
      });
}

TEST(WorkInOrder, passes_on_what_is_thrown) {
  const auto nothing = [](std::size_t) {};
  const auto fails = [](std::size_t i) {
    if (i == 7) throw std::runtime_error("seven");
    return i;
  };
  EXPECT_THROW(work_in_order(100, 4, fails, nothing), std::runtime_error);
  EXPECT_THROW(work_in_order(
                   100, 4, [](std::size_t i) { return i; },
                   [](std::size_t i) {
                     if (i == 3) throw std::logic_error("full");
                   }),
               std::logic_error);
}

}  // namespace
}  // namespace nightjar::cli
