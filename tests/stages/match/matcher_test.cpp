// Spans from landmarks that the test makes up: hash i stands at frame i of the references.
#include "stages/match/matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "stages/match/false_alarm.h"
#include "stages/match/index_builder.h"

namespace nightjar {
namespace {

constexpr std::int64_t kLong = 100'000;  // frames of a reference

// One reference after the other, with hash 64 * frame + its number: so one landmark a frame, which reaches 1
// + number further.
MatchIndex numbered(std::uint32_t references) {
  IndexBuilder builder;
  for (std::uint32_t r = 0; r < references; ++r) {
    std::vector<Landmark> landmarks;
    for (std::uint32_t frame = 0; frame < 60'000; ++frame) landmarks.push_back({frame, frame * 64 + r});
    EXPECT_TRUE(builder.add(std::to_string(r), kLong * kFrameHop, landmarks));
  }
  return std::move(builder).build();
}

Landmark heard(std::int64_t frame, std::int64_t reference_frame, std::uint32_t reference = 0) {
  return {frame, static_cast<std::uint32_t>(reference_frame * 64) + reference};
}

std::vector<FoundSpan> spans_of(const MatchIndex& index, const std::vector<Landmark>& landmarks,
                                std::size_t piece = 0) {
  std::vector<FoundSpan> found;
  Matcher matcher(index, [&](const FoundSpan& span) { found.push_back(span); });
  for (std::size_t at = 0; at < landmarks.size();) {
    const std::size_t count = piece == 0 ? landmarks.size() : std::min(piece, landmarks.size() - at);
    const std::size_t before = found.size();
    const std::int64_t settled = matcher.settled_frame();
    matcher.push(std::span(landmarks).subspan(at, count), landmarks[at + count - 1].frame);
    for (std::size_t i = before; i < found.size(); ++i) EXPECT_GE(found[i].start, settled);
    at += count;
  }
  matcher.finish();
  EXPECT_TRUE(std::is_sorted(found.rbegin(), found.rend(), std::greater<>()));
  return found;
}

TEST(Matcher, spans_from_the_first_vote_to_the_end_of_the_last) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 100; t < 400; t += 2) landmarks.push_back(heard(t, t + 1000));
  const auto found = spans_of(index, landmarks);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].start, 100);
  EXPECT_EQ(found[0].end, 399);
  EXPECT_DOUBLE_EQ(found[0].offset_frames, 1100);
  EXPECT_FLOAT_EQ(found[0].score, 1);
  EXPECT_FALSE(found[0].continues);
}

TEST(Matcher, scores_the_share_of_frames_that_agree) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t <= 300; ++t)
    landmarks.push_back(t % 4 == 0 ? heard(t, t) : heard(t, 50'000 + 37 * t % 9000));
  const auto found = spans_of(index, landmarks);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, 0.25, 0.005);
}

TEST(Matcher, takes_fewer_votes_than_chance_explains_for_none) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t i = 0; i < kFewestVotes; ++i) landmarks.push_back(heard(10 * i, 10 * i));
  EXPECT_EQ(spans_of(index, landmarks).size(), 1U);
  landmarks.pop_back();
  EXPECT_TRUE(spans_of(index, landmarks).empty());
}

TEST(Matcher, places_sound_between_two_frames) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 300; ++t) landmarks.push_back(heard(t, t + 500 + (t % 4 == 0 ? 1 : 0)));
  const auto found = spans_of(index, landmarks);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].offset_frames, 500.25, 0.01);
}

TEST(Matcher, counts_two_neighbouring_places_together) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t i = 0; i < kFewestVotes; ++i) landmarks.push_back(heard(10 * i, 10 * i + 500 + i % 2));
  EXPECT_EQ(spans_of(index, landmarks).size(), 1U);
  landmarks.back() = heard(10 * kFewestVotes, 10 * kFewestVotes + 502);
  EXPECT_TRUE(spans_of(index, landmarks).empty());
}

TEST(Matcher, follows_a_clock_that_drifts) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 9000; ++t) landmarks.push_back(heard(t, t + 500 + t / 1000));  // 0.1 %
  EXPECT_EQ(spans_of(index, landmarks).size(), 1U);
}

TEST(Matcher, begins_anew_where_the_reference_jumps) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 600; ++t) landmarks.push_back(heard(t, t < 300 ? t : t + 20'000));
  const auto found = spans_of(index, landmarks);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].end, 300);
  EXPECT_NEAR(static_cast<double>(found[1].start), 300, 16);
  EXPECT_NEAR(found[1].offset_frames, 20'300, 16);
}

TEST(Matcher, finds_two_references_that_play_at_once) {
  const MatchIndex index = numbered(2);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 400; ++t) landmarks.push_back(t % 2 == 0 ? heard(t, t) : heard(t, t + 99, 1));
  const auto found = spans_of(index, landmarks);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].reference, 0U);
  EXPECT_EQ(found[1].reference, 1U);
  EXPECT_NEAR(found[0].score, 0.5, 0.01);
}

// The short one is over long before the other, but began later.
TEST(Matcher, gives_spans_in_the_order_of_their_starts) {
  const MatchIndex index = numbered(2);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 2000; ++t) {
    landmarks.push_back(t % 2 == 0 && t / 300 == 1 ? heard(t, t, 1) : heard(t, t));
  }
  const auto found = spans_of(index, landmarks, 10);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].reference, 0U);
  EXPECT_EQ(found[1].start, 300);
}

TEST(Matcher, writes_a_long_span_in_parts) {
  const MatchIndex index = numbered(1);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 50'000; ++t) landmarks.push_back(heard(t, t));
  const auto found = spans_of(index, landmarks, 40);
  ASSERT_EQ(found.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(found[i].continues, i < 2);
    EXPECT_DOUBLE_EQ(found[i].offset_frames, static_cast<double>(found[i].start));
    EXPECT_LE(found[i].end - found[i].start, Matcher::kMostFrames + 2 * VoteWindow::kStepFrames);
    EXPECT_EQ(found[i].start, i == 0 ? 0 : found[i - 1].end);
  }
}

TEST(Matcher, does_not_depend_on_how_landmarks_are_cut) {
  const MatchIndex index = numbered(2);
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 3000; ++t) {
    landmarks.push_back(t / 250 % 3 == 0 ? heard(t, 3 * t)
                                         : heard(t, t + 500 * (t / 700), static_cast<std::uint32_t>(t) & 1U));
  }
  const auto whole = spans_of(index, landmarks);
  EXPECT_GT(whole.size(), 3U);
  for (const std::size_t piece : {1, 7, 16, 500}) EXPECT_EQ(spans_of(index, landmarks, piece), whole);
}

// Many copies of a sound: so many spans are open at most.
TEST(Matcher, holds_a_bounded_number_of_spans) {
  IndexBuilder builder;
  std::vector<Landmark> landmarks;
  for (std::int64_t t = 0; t < 300; ++t) landmarks.push_back(heard(t, t));
  for (int copy = 0; copy < 100; ++copy)
    ASSERT_TRUE(builder.add(std::to_string(copy), 300 * kFrameHop, landmarks));
  EXPECT_EQ(spans_of(std::move(builder).build(), landmarks).size(), Matcher::kMostOpen);
}

}  // namespace
}  // namespace nightjar
