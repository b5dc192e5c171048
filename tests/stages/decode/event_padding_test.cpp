#include "stages/decode/event_padding.h"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

namespace nightjar {
namespace {

using PaddedSpans = std::vector<std::pair<std::int64_t, std::int64_t>>;

class PaddingTest : public testing::Test {
 protected:
  void push(std::int64_t start, std::int64_t end, bool continued = false, bool continues = false) {
    padding_.push({.start_frame = start, .end_frame = end, .label = {}, .score = 0, .continues = continues},
                  continued, emit_);
  }

  PaddedSpans out_;
  const EventPadding::Emit emit_ = [this](const Event& e) { out_.emplace_back(e.start_frame, e.end_frame); };
  EventPadding padding_{10, 100};
};

TEST_F(PaddingTest, both_ends_grow_but_not_beyond_the_valid_rows) {
  push(105, 120);
  push(200, 220);
  padding_.end_run(225, 300, emit_);
  push(300, 310);
  padding_.end_run(400, 400, emit_);
  EXPECT_EQ(out_, (PaddedSpans{{100, 130}, {190, 225}, {300, 320}}));
}

TEST_F(PaddingTest, neighbours_meet_half_way) {
  push(150, 160);
  push(175, 180);
  push(180, 190);
  padding_.end_run(500, 500, emit_);
  EXPECT_EQ(out_, (PaddedSpans{{140, 167}, {168, 180}, {180, 200}}));
}

TEST_F(PaddingTest, an_event_leaves_when_nothing_can_meet_it_any_more) {
  push(150, 160);
  padding_.advance(179, emit_);
  EXPECT_TRUE(out_.empty());
  EXPECT_EQ(padding_.settled(179), 140);
  padding_.advance(180, emit_);
  EXPECT_EQ(out_, (PaddedSpans{{140, 170}}));
  EXPECT_EQ(padding_.settled(180), 170);
}

TEST_F(PaddingTest, parts_of_an_event_stay_beside_each_other_and_do_not_wait) {
  push(150, 200, false, true);
  push(200, 250, true, true);
  EXPECT_EQ(out_, (PaddedSpans{{140, 200}, {200, 250}}));
  push(250, 260, true);
  padding_.end_run(500, 500, emit_);
  EXPECT_EQ(out_.back(), std::pair(std::int64_t{250}, std::int64_t{270}));
}

}  // namespace
}  // namespace nightjar
