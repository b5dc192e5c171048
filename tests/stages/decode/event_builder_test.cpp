#include "stages/decode/event_builder.h"

#include <gmock/gmock.h>

#include <string_view>
#include <vector>

namespace nightjar {
namespace {

// Runs the builder over '#' (active, score = segment index), '.' (inactive), '-' (the same, but not silent)
// and 'x' (invalid), then ends it.
std::vector<SegmentEvent> build(std::string_view track, EventRules rules) {
  EventBuilder builder(rules);
  std::vector<SegmentEvent> out;
  const auto keep = [&](const std::optional<SegmentEvent>& event) {
    if (event) out.push_back(*event);
  };
  for (std::size_t i = 0; i < track.size(); ++i) {
    const auto segment = static_cast<std::int64_t>(i);
    if (track[i] == '#') keep(builder.active(segment, static_cast<double>(i)));
    if (track[i] == '.') keep(builder.inactive(segment));
    if (track[i] == '-') keep(builder.inactive(segment, false));
    if (track[i] == 'x') keep(builder.end(segment));
  }
  keep(builder.end(std::ssize(track)));
  return out;
}

std::vector<std::pair<std::int64_t, std::int64_t>> spans(const std::vector<SegmentEvent>& events) {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (const SegmentEvent& e : events) out.emplace_back(e.first, e.end);
  return out;
}

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(EventBuilder, without_merging_each_run_is_an_event) {
  EXPECT_THAT(spans(build("##.#..###", {.merge_gap = 0, .max_part = 100})),
              ElementsAre(Pair(0, 2), Pair(3, 4), Pair(6, 9)));
}

TEST(EventBuilder, merges_gaps_up_to_the_limit_and_scores_active_segments_only) {
  const auto events = build("##..#...#", {.merge_gap = 2, .max_part = 100});
  ASSERT_THAT(spans(events), ElementsAre(Pair(0, 5), Pair(8, 9)));
  EXPECT_EQ(events[0].active, 3);
  EXPECT_EQ(events[0].sum, 0 + 1 + 4);
}

TEST(EventBuilder, does_not_merge_across_an_invalid_segment) {
  EXPECT_THAT(spans(build("##x#.x#", {.merge_gap = 9, .max_part = 100})),
              ElementsAre(Pair(0, 2), Pair(3, 4), Pair(6, 7)));
}

TEST(EventBuilder, gives_an_event_as_soon_as_nothing_can_join_it) {
  EventBuilder builder({.merge_gap = 1, .max_part = 100});
  EXPECT_FALSE(builder.active(0, 1));
  EXPECT_FALSE(builder.inactive(1));
  EXPECT_TRUE(builder.inactive(2));
  EXPECT_FALSE(builder.open());
}

TEST(EventBuilder, writes_a_long_event_in_parts_that_cover_its_span) {
  const auto events = build(".########", {.merge_gap = 0, .max_part = 3});
  ASSERT_THAT(spans(events), ElementsAre(Pair(1, 4), Pair(4, 7), Pair(7, 9)));
  EXPECT_TRUE(events[0].continues && events[1].continues && !events[2].continues);
  EXPECT_TRUE(!events[0].continued && events[1].continued && events[2].continued);
  EXPECT_EQ(events[1].sum, 4 + 5 + 6);
}

TEST(EventBuilder, an_event_of_just_the_maximum_is_one) {
  const auto events = build("###", {.merge_gap = 0, .max_part = 3});
  ASSERT_THAT(spans(events), ElementsAre(Pair(0, 3)));
  EXPECT_FALSE(events[0].continues);
}

TEST(EventBuilder, a_cut_in_a_merged_gap_waits_for_the_next_active_segment) {
  const auto events = build("##...##", {.merge_gap = 3, .max_part = 3});
  ASSERT_THAT(spans(events), ElementsAre(Pair(0, 5), Pair(5, 7)));
  EXPECT_EQ(events[0].active, 2);
  EXPECT_EQ(events[1].active, 2);
}

TEST(EventBuilder, to_silence_ends_an_event_at_a_silent_segment_that_is_late_enough) {
  const EventRules rules{.merge_gap = 2, .max_part = 9, .to_silence = true};
  EXPECT_THAT(spans(build("##..#", rules)), ElementsAre(Pair(0, 5)));
  EXPECT_THAT(spans(build("##...#...", rules)), ElementsAre(Pair(0, 2), Pair(5, 6)));
  EXPECT_THAT(spans(build("##.---#", rules)), ElementsAre(Pair(0, 7))) << "never silent late enough";
  EXPECT_THAT(spans(build("##.--.#", rules)), ElementsAre(Pair(0, 2), Pair(6, 7)));
}

TEST(EventBuilder, to_silence_an_event_that_has_not_ended_reaches_to_the_end_of_its_run) {
  const EventRules rules{.merge_gap = 2, .max_part = 6, .to_silence = true};
  EXPECT_THAT(spans(build("##..", rules)), ElementsAre(Pair(0, 4)));
  EXPECT_THAT(spans(build("#.--x#.", rules)), ElementsAre(Pair(0, 4), Pair(5, 7)));
  EXPECT_THAT(spans(build("#.------#", rules)), ElementsAre(Pair(0, 1), Pair(8, 9)))
      << "waits no longer than a part";
}

}  // namespace
}  // namespace nightjar
