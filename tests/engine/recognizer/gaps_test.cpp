#include "engine/recognizer/gaps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace nightjar {
namespace {

std::vector<std::pair<std::int64_t, std::int64_t>> spans(const std::vector<Gap>& gaps) {
  std::vector<std::pair<std::int64_t, std::int64_t>> result;
  for (const Gap& gap : gaps) result.emplace_back(gap.start_frame, gap.end_frame);
  return result;
}

TEST(Gaps, cover_adds_only_what_is_not_covered_yet) {
  std::vector<Gap> gaps = {{10, 20, ErrorCode::truncated, ""}, {30, 40, ErrorCode::truncated, ""}};
  cover(gaps, {0, 50}, ErrorCode::interrupted, "");
  EXPECT_THAT(spans(gaps),
              testing::ElementsAre(testing::Pair(0, 10), testing::Pair(10, 20), testing::Pair(20, 30),
                                   testing::Pair(30, 40), testing::Pair(40, 50)));
}

TEST(Gaps, cover_equals_a_frame_by_frame_reference_on_random_spans) {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    const auto pick = [&random](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    std::vector<int> expected(60, 0);
    std::vector<Gap> gaps;
    for (int at = pick(0, 10); at < 50;) {
      const int end = at + pick(1, 9);
      gaps.push_back({at, end, ErrorCode::truncated, ""});
      std::fill(expected.begin() + at, expected.begin() + end, 1);
      at = end + pick(0, 9);
    }
    const int begin = pick(0, 55), end = begin + pick(0, 4);
    for (int i = begin; i < end; ++i) {
      auto& frame = expected[static_cast<std::size_t>(i)];
      frame = frame == 0 ? 2 : frame;
    }
    cover(gaps, {begin, end}, ErrorCode::interrupted, "");
    std::vector<int> got(60, 0);
    std::int64_t cursor = 0;
    for (const Gap& gap : gaps) {
      ASSERT_GE(gap.start_frame, cursor);
      ASSERT_GT(gap.end_frame, gap.start_frame);
      cursor = gap.end_frame;
      for (auto i = gap.start_frame; i < gap.end_frame; ++i)
        got[static_cast<std::size_t>(i)] = gap.code == ErrorCode::truncated ? 1 : 2;
    }
    ASSERT_EQ(got, expected);
    ASSERT_EQ(covered_frames(gaps), 60 - std::count(got.begin(), got.end(), 0));
  }
}

}  // namespace
}  // namespace nightjar
