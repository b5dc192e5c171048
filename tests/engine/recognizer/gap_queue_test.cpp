#include "engine/recognizer/gap_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace nightjar {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

Gap gap(std::int64_t begin, std::int64_t end, std::int64_t channel = kAllChannels) {
  return {begin, end, ErrorCode::decode_error, "", channel};
}

class GapQueueTest : public ::testing::Test {
 protected:
  std::vector<std::string> written_;
  GapQueue::Write write_ = [this](Gap&& gap) {
    written_.push_back(std::to_string(gap.channel) + ": " + std::to_string(gap.start_frame) + " to " +
                       std::to_string(gap.end_frame));
  };
};

TEST_F(GapQueueTest, a_long_gap_is_one_record_however_many_calls_it_takes) {
  GapQueue queue(1, 0, write_);
  for (int i = 0; i < 5; ++i) {
    queue.add(0, {gap(i * 10, i * 10 + 10)}, i * 10 + 10);
    queue.write_settled(kAll);
    EXPECT_THAT(written_, IsEmpty()) << "it may go on";
  }
  EXPECT_EQ(queue.heard_to(0), 0);
  queue.add(0, {}, 60);
  EXPECT_EQ(queue.heard_to(0), 60);
  queue.write_settled(kAll);
  EXPECT_THAT(written_, ElementsAre("-1: 0 to 50"));
}

TEST_F(GapQueueTest, what_is_heard_ends_before_all_gaps_at_the_end) {
  GapQueue queue(2, 0, write_);
  Gap other = gap(10, 20, 0);
  other.code = ErrorCode::truncated;
  queue.add(0, {gap(2, 4, 0), gap(5, 10, 0), other}, 20);
  queue.add(1, {gap(15, 19, 1)}, 20);
  EXPECT_EQ(queue.heard_to(0), 5);
  EXPECT_EQ(queue.heard_to(1), 20);
}

TEST_F(GapQueueTest, gaps_of_channels_come_by_their_starts) {
  GapQueue queue(2, 0, write_);
  queue.add(0, {gap(5, 8, 0), gap(12, 13, 0)}, 20);
  queue.add(1, {gap(2, 3, 1), gap(5, 6, 1)}, 20);
  queue.write_settled(7);
  EXPECT_THAT(written_, ElementsAre("1: 2 to 3", "0: 5 to 8", "1: 5 to 6"));
}

TEST_F(GapQueueTest, one_channels_long_gap_comes_in_parts_where_something_must_come_after_it) {
  GapQueue queue(2, 0, write_);
  queue.add(0, {gap(0, 10, 0)}, 10);
  queue.add(1, {}, 10);
  queue.write(4);  // of the other channel, a record that starts at 4
  EXPECT_THAT(written_, ElementsAre("0: 0 to 10"));
  queue.add(0, {gap(10, 20, 0)}, 20);
  EXPECT_EQ(queue.heard_to(0), 10);
  queue.write(kAll);
  EXPECT_THAT(written_, ElementsAre("0: 0 to 10", "0: 10 to 20"));
}

TEST_F(GapQueueTest, what_waits_behind_a_gap_that_goes_on_is_bounded) {
  GapQueue queue(2, 0, write_);
  for (int i = 0; i < 1000; ++i) {
    queue.add(0, {gap(i * 10, i * 10 + 10, 0)}, i * 10 + 10);
    queue.add(1, {gap(i * 10 + 1, i * 10 + 2, 1)}, i * 10 + 10);
    queue.write_settled(i * 10);
  }
  EXPECT_GT(written_.size(), 900U);
}

}  // namespace
}  // namespace nightjar
