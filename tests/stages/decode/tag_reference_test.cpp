// The incremental assembler against the whole-array reference, and against itself cut into batches.
#include "tests/stages/decode/tag_reference.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

namespace nightjar {
namespace {

struct Case {
  Manifest manifest;
  std::int64_t file_hz = 0;
  double max_event_s = 0;
  ScoreBatch scores;
  std::int64_t frames = 0;
};

// Short tracks of few distinct scores, so that ties, thresholds met exactly and every rule come up often.
Case random_case(std::mt19937& random) {
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  const auto one_of = [&](auto... values) {
    const std::int64_t all[] = {values...};
    return all[below(sizeof...(values))];
  };
  Case c;
  const std::int64_t hop = one_of(1000, 1600, 8000);
  c.manifest =
      tag_manifest(static_cast<std::size_t>(1 + below(5)), 16000, hop + one_of(0, 1, 500, 16000), hop, 0, 0);
  TagSpec& tags = c.manifest.tags;
  for (std::size_t i = 0; i < c.manifest.labels.size(); ++i) {
    tags.thresholds_on[i] = static_cast<float>(2 + below(6)) / 8;
    tags.thresholds_off[i] = tags.thresholds_on[i] - static_cast<float>(below(3)) / 8;
  }
  const double hop_s = static_cast<double>(hop) / 16000;
  tags.top_k = static_cast<int>(below(4));
  tags.smoothing_segments = static_cast<int>(one_of(1, 1, 3, 5, 9));
  const auto seconds = [&] {
    std::vector<double> each;
    for (std::size_t i = 0; i < c.manifest.labels.size(); ++i)
      each.push_back(static_cast<double>(below(4)) * hop_s);
    return LabelSeconds(each);
  };
  tags.min_duration_s = seconds();
  c.max_event_s = static_cast<double>(one_of(1, 2, 3, 5, 100)) * hop_s;
  if (below(3) == 0) {
    tags.min_silence_s = static_cast<double>(below(4)) * 0.75 * hop_s;
  } else {
    tags.merge_gap_s = seconds();
  }
  if (below(3) == 0) tags.pad_s = static_cast<double>(below(5)) * 0.3 * hop_s;
  c.file_hz = one_of(8000, 11025, 16000, 44100, 384000);

  c.scores.rows = below(60);
  const std::int64_t broken = one_of(1, 5, 30);
  const std::int64_t change = one_of(1, 2, 4);  // how often a score changes
  std::vector<float> row(c.manifest.labels.size());
  for (std::int64_t i = 0; i < c.scores.rows; ++i) {
    for (float& x : row) x = below(change) == 0 ? static_cast<float>(below(9)) / 8 : x;
    const bool valid = broken == 1 || below(broken) != 0;
    c.scores.valid.push_back(valid);
    for (const float x : row) c.scores.scores.push_back(valid ? x : 0.0F);
  }
  if (c.scores.rows > 0) {  // an end inside what the last segment owns and hears
    const std::int64_t last = c.scores.rows - 1;
    const std::int64_t begin = last == 0 ? 1 : last * hop + c.manifest.segment_samples - hop + 1;
    c.frames = (begin + below(hop)) * c.file_hz / 16000 + 1;
  }
  return c;
}

TEST(TagReference, incremental_equals_whole_array_on_thousands_of_random_tracks) {
  std::mt19937 random(20240607);
  std::size_t events = 0;
  std::size_t parts = 0;
  for (int i = 0; i < 20000; ++i) {
    const Case c = random_case(random);
    const auto want = reference_events(c.manifest, c.file_hz, c.max_event_s, c.scores, c.frames);
    ASSERT_EQ(assembled_events(c.manifest, c.file_hz, c.max_event_s, c.scores, c.frames), want)
        << "case " << i;
    events += want.size();
    for (const Event& e : want) parts += e.continues;
  }
  EXPECT_GT(events, 20000U);  // the cases are not empty ones
  EXPECT_GT(parts, 5000U);
}

TEST(TagReference, a_cut_at_every_position_changes_nothing) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    const Case c = random_case(random);
    const auto want = assembled_events(c.manifest, c.file_hz, c.max_event_s, c.scores, c.frames);
    std::vector<std::int64_t> everywhere;
    for (std::int64_t cut = 0; cut <= c.scores.rows; ++cut) {
      ASSERT_EQ(assembled_events(c.manifest, c.file_hz, c.max_event_s, c.scores, c.frames, {cut}), want);
      everywhere.push_back(cut);
    }
    ASSERT_EQ(assembled_events(c.manifest, c.file_hz, c.max_event_s, c.scores, c.frames, everywhere), want);
  }
}

TEST(TagReference, events_are_ordered_inside_the_recording_and_never_before_what_was_settled) {
  std::mt19937 random(11);
  for (int i = 0; i < 3000; ++i) {
    const Case c = random_case(random);
    std::int64_t settled = 0;
    std::tuple<std::int64_t, std::int64_t, std::string> previous{-1, -1, ""};
    TagAssembler assembler(c.manifest, RateRatio(c.file_hz, 16000), c.max_event_s, [&](Event&& e) {
      std::tuple<std::int64_t, std::int64_t, std::string> key{e.start_frame, e.end_frame, e.label};
      EXPECT_LT(previous, key);
      EXPECT_GE(e.start_frame, settled);
      EXPECT_LT(e.start_frame, e.end_frame);
      EXPECT_LE(e.end_frame, c.frames);
      previous = key;
    });
    const std::size_t width = c.manifest.labels.size();
    for (std::size_t s = 0; s < c.scores.valid.size(); ++s) {
      const auto row = c.scores.scores.begin() + static_cast<std::ptrdiff_t>(s * width);
      assembler.push({static_cast<std::int64_t>(s),
                      1,
                      {row, row + static_cast<std::ptrdiff_t>(width)},
                      {c.scores.valid[s]}});
      EXPECT_GE(assembler.settled_frame(), settled);
      settled = assembler.settled_frame();
    }
    assembler.finish(c.frames);
    ASSERT_FALSE(HasFailure()) << "case " << i;
  }
}

}  // namespace
}  // namespace nightjar
