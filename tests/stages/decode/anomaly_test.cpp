// What is unlike normal sound, on points of a line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "nightjar/error.h"
#include "stages/decode/embeddings.h"
#include "tests/stages/decode/embedding_support.h"

namespace nightjar {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Twenty rows, one apart: the third nearest is 2 away for all but those at the ends, where it is 3. At a
// share of 0.9 the limit is 2 (18 of 20 do not exceed it).
KnownVectors normal_line() {
  std::vector<float> values;
  for (int i = 0; i < 20; ++i) values.push_back(static_cast<float>(i));
  return test::known_vectors({test::line(values)});
}

std::vector<Event> anomalies(const std::vector<float>& rows, const Manifest& m = test::embedding_manifest(),
                             std::size_t batch_rows = 1000) {
  std::vector<Event> out;
  for (const Found& found : test::found_in(m, normal_line(), &EmbeddingOptions::normal, rows, batch_rows))
    out.push_back(std::get<Event>(found));
  return out;
}

TEST(Anomaly, is_where_the_third_neighbour_is_further_away_than_in_normal_sound) {
  // From 10.5 the third is 1.5 away; from 22: 19, 18, 17, so 5: score 5 / (5 + 2); from 25: 8 / 10.
  const auto found = anomalies({5, 10.5F, 22, 25, 3});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].label, "anomaly");
  EXPECT_EQ(found[0].start_frame, 2 * 200);
  EXPECT_EQ(found[0].end_frame, 4 * 200);
  EXPECT_FLOAT_EQ(found[0].score, (5.0F / 7 + 8.0F / 10) / 2);
}

TEST(Anomaly, is_told_in_normal_sound_where_it_is_unusual_itself) {
  EXPECT_THAT(anomalies({5, 10.25F, 15, 1.5F}), IsEmpty());
  EXPECT_THAT(anomalies({0}), SizeIs(1));  // 2 away: at the limit
}

TEST(Anomaly, is_smoothed_merged_and_dropped_as_tags_are) {
  Manifest m = test::embedding_manifest();
  EXPECT_THAT(anomalies({5, 25, 5.5F, 25, 5.5F}, m), SizeIs(2));
  m.tags.merge_gap_s = 0.1;
  EXPECT_THAT(anomalies({5, 25, 5.5F, 25, 5.5F}, m), SizeIs(1));
  m.tags.min_duration_s = 0.5;
  EXPECT_THAT(anomalies({5, 25, 5.5F, 25, 5.5F}, m), IsEmpty());
}

TEST(Anomaly, is_the_same_however_the_rows_are_cut) {
  std::vector<float> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(static_cast<float>(i * 37 % 29));
  rows[50] = std::numeric_limits<float>::quiet_NaN();
  const auto whole = anomalies(rows);
  EXPECT_GT(whole.size(), 20U);
  for (const std::size_t batch_rows : {1U, 7U}) {
    const auto cut = anomalies(rows, test::embedding_manifest(), batch_rows);
    ASSERT_EQ(cut.size(), whole.size());
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].start_frame, whole[i].start_frame);
      EXPECT_EQ(cut[i].end_frame, whole[i].end_frame);
      EXPECT_EQ(cut[i].score, whole[i].score);
    }
  }
}

TEST(AnomalyScore, is_a_half_at_the_limit_and_grows_with_distance) {
  EXPECT_FLOAT_EQ(anomaly_score(2, 2), 0.5F);
  EXPECT_FLOAT_EQ(anomaly_score(18, 2), 0.9F);
  EXPECT_EQ(anomaly_score(0, 2), 0);
  EXPECT_EQ(anomaly_score(0, 0), 0);
  EXPECT_EQ(anomaly_score(1, 0), 1);
}

TEST(ScoreEmbeddings, divides_by_the_length_and_leaves_out_what_has_none) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const EmbeddingSpec unit{.dimensions = 2, .normalization = "unit"};
  ScoreBatch batch{.rows = 5, .scores = {3, 4, 0, 0, kNan, 1, 1e15F, 0, 7, 7}, .valid = {1, 1, 1, 1, 0}};
  score_embeddings(unit, batch);
  EXPECT_THAT(batch.scores, testing::ElementsAre(0.6F, 0.8F, 0, 0, 0, 0, 1, 0, 0, 0));
  EXPECT_THAT(batch.valid, testing::ElementsAre(1, 0, 0, 1, 0));
  const EmbeddingSpec plain{.dimensions = 1, .normalization = "none"};
  batch = {
      .rows = 4, .scores = {0, -3, 2e15F, -std::numeric_limits<float>::infinity()}, .valid = {1, 1, 1, 1}};
  score_embeddings(plain, batch);
  EXPECT_THAT(batch.scores, testing::ElementsAre(0, -3, 0, 0));
  EXPECT_THAT(batch.valid, testing::ElementsAre(1, 1, 0, 0));
}

TEST(RowsApart, are_those_that_hear_nothing_in_common) {
  Manifest m = test::embedding_manifest();
  EXPECT_EQ(rows_apart(m), 1);
  m.segment_samples = 250;
  EXPECT_EQ(rows_apart(m), 3);
  m.stride_samples = 10;
  m.context_samples = 30;
  EXPECT_EQ(rows_apart(m), 7);
  m.context_samples = kUnboundedContext;
  EXPECT_EQ(rows_apart(m), 25);
}

std::string refusal_of(Manifest m, KnownVectors known, bool calibrated, bool both = false) {
  const test::TempFolder folder;
  if (calibrated) known.own_distances = calibrate(VectorIndex(known), 1, 1);
  EXPECT_TRUE(write_vectors(known, folder / "index"));
  DecodingOptions options;
  options.embeddings.normal = folder / "index";
  if (both || !calibrated) options.embeddings.known = folder / "index";
  if (!both && !calibrated) options.embeddings.normal.clear();
  try {
    make_decoding(m, options);
  } catch (const SetupError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(EmbeddingDecoding, refuses_indexes_that_it_cannot_be_compared_with) {
  Manifest m = test::embedding_manifest();
  EXPECT_EQ(refusal_of(m, normal_line(), true), "accepted");
  EXPECT_THAT(refusal_of(m, normal_line(), true, true), HasSubstr("expected one of them"));
  EXPECT_THAT(refusal_of(m, test::known_vectors({test::line({1, 2, 3})}), true),
              HasSubstr("has 3 vectors, too few"));
  m.sha256 = std::string(64, 'b');
  EXPECT_THAT(refusal_of(m, normal_line(), true),
              HasSubstr("made with another model (stub, aaaaaaaaaaaa), not with stub (bbbbbbbbbbbb)"));
  m = test::embedding_manifest();
  m.embedding.match_distance = 0;
  EXPECT_THAT(refusal_of(m, normal_line(), false), HasSubstr("expected \"match_distance\""));
  m.task = kTags;
  EXPECT_THAT(
      refusal_of(m, normal_line(), true),
      HasSubstr("indexes of known or normal sound are for models of embeddings; model stub is one of tags"));
}

}  // namespace
}  // namespace nightjar
