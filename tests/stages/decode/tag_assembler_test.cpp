#include <gmock/gmock.h>

#include "tests/stages/decode/tag_reference.h"

namespace nightjar {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kHz = 1000;
constexpr std::int64_t kHop = 100;  // 0.1 s

// One label a row: '0' to '8' are scores in eighths, 'x' an invalid segment (in the first row).
ScoreBatch track(std::vector<std::string> rows) {
  ScoreBatch out;
  out.rows = std::ssize(rows[0]);
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    out.valid.push_back(rows[0][i] != 'x');
    for (const std::string& row : rows) {
      out.scores.push_back(row[i] == 'x' ? 0.0F : static_cast<float>(row[i] - '0') / 8);
    }
  }
  return out;
}

std::vector<Event> events(const Manifest& m, const ScoreBatch& scores, double max_event_s = 600) {
  return assembled_events(m, kHz, max_event_s, scores, scores.rows * kHop);
}

Manifest plain(std::size_t labels = 1) {
  return tag_manifest(labels, kHz, kHop, kHop, 0.5F, 0.25F);
}

TEST(TagAssembler, an_event_spans_its_active_segments_and_has_their_mean_score) {
  EXPECT_THAT(events(plain(), track({"0162100"})), ElementsAre(Event{200, 400, "a", 0.5F, false}));
}

TEST(TagAssembler, an_event_at_the_end_reaches_the_recordings_end) {
  EXPECT_THAT(assembled_events(plain(), kHz, 600, track({"004"}), 277),
              ElementsAre(Event{200, 277, "a", 0.5F, false}));
}

TEST(TagAssembler, spans_are_owned_spans_where_segments_overlap) {
  const Manifest m = tag_manifest(1, kHz, 400, 100, 0.5F, 0.5F);
  // Segment i > 0 owns from i * 100 + 150, the first from 0, the last to the end.
  EXPECT_THAT(assembled_events(m, kHz, 600, track({"80800800"}), 1080),
              ElementsAre(Event{0, 250, "a", 1.0F, false}, Event{350, 450, "a", 1.0F, false},
                          Event{650, 750, "a", 1.0F, false}));
  EXPECT_THAT(assembled_events(m, kHz, 600, track({"00000008"}), 1080),
              ElementsAre(Event{850, 1080, "a", 1.0F, false}));
}

TEST(TagAssembler, smooths_before_it_decides) {
  Manifest m = plain();
  m.tags.smoothing_segments = 3;
  EXPECT_THAT(events(m, track({"00600"})),
              IsEmpty());  // 1/4, 1/4, 1/4: a single segment does not reach 1/2
  EXPECT_THAT(events(m, track({"00660"})),
              ElementsAre(Event{200, 500, "a", (0.5F + 0.5F + 0.375F) / 3, false}));
}

TEST(TagAssembler, an_invalid_segment_ends_events_merging_and_smoothing) {
  Manifest m = plain();
  m.tags.merge_gap_s = 1;
  EXPECT_THAT(events(m, track({"44x44"})),
              ElementsAre(Event{0, 200, "a", 0.5F, false}, Event{300, 500, "a", 0.5F, false}));
  m.tags.smoothing_segments = 5;
  EXPECT_THAT(events(m, track({"11x88"})), ElementsAre(Event{300, 500, "a", 1.0F, false}));
}

TEST(TagAssembler, hysteresis_starts_afresh_after_an_invalid_segment) {
  EXPECT_THAT(events(plain(), track({"42x33"})), ElementsAre(Event{0, 200, "a", 0.375F, false}));
}

TEST(TagAssembler, only_the_top_k_of_a_segment_are_active) {
  Manifest m = plain(3);
  m.tags.top_k = 1;
  EXPECT_THAT(events(m, track({"44", "68", "58"})),
              ElementsAre(Event{0, 200, "b", 0.875F, false}));  // in segment 1 "b" and "c" are equal
}

TEST(TagAssembler, merges_events_up_to_the_gap_and_no_further) {
  Manifest m = plain();
  m.tags.merge_gap_s = 0.2;
  EXPECT_THAT(events(m, track({"4006000500"})),
              ElementsAre(Event{0, 400, "a", 0.625F, false}, Event{700, 800, "a", 0.625F, false}));
}

TEST(TagAssembler, drops_events_shorter_than_the_minimum_after_merging) {
  Manifest m = plain();
  m.tags.min_duration_s = 0.3;
  EXPECT_THAT(events(m, track({"4400444004"})), ElementsAre(Event{400, 700, "a", 0.5F, false}));
  m.tags.merge_gap_s = 0.1;
  EXPECT_THAT(events(m, track({"40400"})), ElementsAre(Event{0, 300, "a", 0.5F, false}));
}

// "a" is entered at 1/2 and left below 1/4, in 0.2 s at least, and not joined; "b" at 7/8 and 5/8, of any
// length, and joined across 0.2 s.
TEST(TagAssembler, each_label_has_thresholds_durations_and_gaps_of_its_own) {
  Manifest m = plain(2);
  m.tags.thresholds_on = {0.5F, 0.875F};
  m.tags.thresholds_off = {0.25F, 0.625F};
  m.tags.min_duration_s = LabelSeconds({0.2, 0});
  m.tags.merge_gap_s = LabelSeconds({0, 0.2});
  const std::string scores = "004004220074500700";
  EXPECT_THAT(events(m, track({scores, scores})),
              ElementsAre(Event{500, 800, "a", (0.5F + 0.25F + 0.25F) / 3, false},
                          Event{1000, 1100, "b", 0.875F, false},
                          Event{1000, 1300, "a", (0.875F + 0.5F + 0.625F) / 3, false},
                          Event{1500, 1600, "b", 0.875F, false}));
  m.tags.merge_gap_s = LabelSeconds({0.3, 0.4});
  EXPECT_THAT(events(m, track({scores, scores})),
              ElementsAre(Event{200, 1600, "a", 4.375F / 8, false}, Event{1000, 1600, "b", 0.875F, false}));
}

TEST(TagAssembler, a_minimum_of_whole_hops_is_exact_at_any_file_rate) {
  // 0.1 s is 1102.5 frames at 11,025 Hz: rounded boundaries must not decide.
  Manifest m = tag_manifest(1, 16000, 1600, 1600, 0.5F, 0.5F);
  m.tags.min_duration_s = 0.3;
  const auto found = assembled_events(m, 11025, 600, track({"04440444004440"}), 15435);
  EXPECT_EQ(found.size(), 3U);
}

TEST(TagAssembler, parts_of_a_long_event_cover_its_span) {
  EXPECT_THAT(events(plain(), track({"0444444400"}), 0.3),
              ElementsAre(Event{100, 400, "a", 0.5F, true}, Event{400, 700, "a", 0.5F, true},
                          Event{700, 800, "a", 0.5F, false}));
}

TEST(TagAssembler, no_part_is_written_of_an_event_that_is_too_short) {
  Manifest m = plain();
  m.tags.min_duration_s = 0.5;
  EXPECT_THAT(events(m, track({"0444400"}), 0.2), IsEmpty());
  EXPECT_THAT(events(m, track({"0444444400"}), 0.2),
              ElementsAre(Event{100, 600, "a", 0.5F, true}, Event{600, 800, "a", 0.5F, false}));
}

TEST(TagAssembler, neighbouring_events_meet_exactly_in_the_files_frames) {
  const Manifest m = tag_manifest(2, 32000, 32000, 10007, 0.5F, 0.5F);
  ScoreBatch scores = track({"808080808080", "080808080808"});
  const auto found = assembled_events(m, 44100, 600, scores, 400000);
  ASSERT_EQ(found.size(), 12U);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_EQ(found[i].start_frame, found[i - 1].end_frame);
  EXPECT_EQ(found.front().start_frame, 0);
  EXPECT_EQ(found.back().end_frame, 400000);
}

TEST(TagAssembler, an_event_shorter_than_a_frame_gets_one) {
  // A file of one frame a second under a model of ten segments a second.
  for (const Event& e : assembled_events(plain(), 1, 600, track({"4040404040404"}), 2)) {
    EXPECT_EQ(e.end_frame, e.start_frame + 1);
    EXPECT_LE(e.end_frame, 2);
  }
}

TEST(TagAssembler, events_leave_as_soon_as_no_earlier_one_is_open) {
  std::vector<Event> out;
  TagAssembler assembler(plain(2), RateRatio(kHz, kHz), 600, [&](Event&& e) { out.push_back(std::move(e)); });
  auto push = [&, next = std::int64_t{0}](ScoreBatch scores) mutable {
    scores.first_row = next;
    next += scores.rows;
    assembler.push(scores);
  };
  push(track({"44", "40"}));  // "b" [0, 100) is over, but "a" began with it and may still end first or later
  EXPECT_THAT(out, IsEmpty());
  EXPECT_EQ(assembler.settled_frame(), 0);
  push(track({"0", "0"}));
  EXPECT_THAT(out, ElementsAre(Event{0, 100, "b", 0.5F, false}, Event{0, 200, "a", 0.5F, false}));
  EXPECT_EQ(assembler.settled_frame(), 300);
  push(track({"x", "0"}));
  EXPECT_EQ(assembler.settled_frame(), 400);
}

TEST(TagAssembler, events_of_channels_leave_in_one_order) {
  std::vector<Event> out;
  TagAssembler assembler(
      plain(), RateRatio(kHz, kHz), 600, [&](Event&& e) { out.push_back(std::move(e)); },
      ScoredPart{.channels = 2});
  auto push = [&](std::int64_t channel, std::int64_t first, const char* row) {
    ScoreBatch scores = track({row});
    scores.first_row = first;
    scores.channel = channel;
    assembler.push(scores);
  };
  push(0, 0, "404");
  EXPECT_THAT(out, IsEmpty()) << "the other channel may have one that began before";
  push(1, 0, "044");
  push(0, 3, "0");
  push(1, 3, "4");
  assembler.finish(400, 0);
  assembler.finish(400, 1);
  EXPECT_THAT(out, ElementsAre(Event{0, 100, "a", 0.5F, false}, Event{100, 400, "a", 0.5F, false},
                               Event{200, 300, "a", 0.5F, false}));
  EXPECT_EQ(out[0].channel, 0);
  EXPECT_EQ(out[1].channel, 1);
  EXPECT_EQ(out[2].channel, 0);
}

TEST(TagAssembler, a_part_begins_at_its_first_row_and_cuts_events_at_its_edges) {
  std::vector<Event> out;
  TagAssembler assembler(
      plain(), RateRatio(kHz, kHz), 600, [&](Event&& e) { out.push_back(std::move(e)); },
      ScoredPart{.first_row = 5, .begin_frame = 530});
  ScoreBatch scores = track({"4404"});
  scores.first_row = 5;
  assembler.push(scores);
  assembler.finish(850);
  EXPECT_THAT(out, ElementsAre(Event{530, 700, "a", 0.5F, false}, Event{800, 850, "a", 0.5F, false}));
}

TEST(TagAssembler, a_recording_without_segments_has_no_events) {
  EXPECT_THAT(assembled_events(plain(), kHz, 600, ScoreBatch{}, 0), IsEmpty());
}

}  // namespace
}  // namespace nightjar
