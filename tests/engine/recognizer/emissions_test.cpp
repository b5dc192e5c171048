// A model that gives emissions: joined from overlapping segments they are those of the whole recording.
#include "engine/recognizer/emissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <map>
#include <mutex>
#include <random>

#include "nightjar/recognizer.h"
#include "tests/engine/support/expect_accounted.h"
#include "tests/engine/support/stub_emissions.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr std::int64_t kRate = 8000;

// Loud and quiet in turns, of lengths that fit no grid.
std::vector<float> sound_of(std::size_t samples, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::vector<float> sound;
  float level = 0;
  while (sound.size() < samples) {
    level = level > 0.1F ? 0.02F : 0.5F;
    for (std::size_t n = 700 + random() % 9000; n > 0; --n)
      sound.push_back(level * static_cast<float>(random() % 2000) / 1000);
  }
  sound.resize(samples);
  return sound;
}

std::shared_ptr<const LoadedModel> model_of(const Manifest& manifest) {
  static const StubEmissionBackend backend;
  return std::make_shared<const LoadedModel>(manifest, backend);
}

std::vector<float> joined(const Manifest& manifest, const std::vector<float>& sound) {
  return emissions_of(*model_of(manifest), make_memory_source(sound, kRate, 1)).value().values;
}

Result recognized(const Manifest& manifest, std::vector<float> sound, RecognizerOptions options = {}) {
  options.memory_bytes = 1 << 30;
  Recognizer engine(Model(model_of(manifest)), options);
  return engine.submit(std::move(sound), kRate).get();
}

TEST(Emissions, of_segments_are_those_of_the_whole) {
  for (const std::size_t samples : {15999, 16000, 16001, 27999, 28000, 28001, 28400, 39999, 123457}) {
    SCOPED_TRACE(samples);
    const std::vector<float> sound = sound_of(samples);
    EXPECT_EQ(joined(stub_emission_manifest(SegmentPadding::none), sound), stub_emissions(sound));
    EXPECT_EQ(joined(stub_emission_manifest(SegmentPadding::zeros), sound), stub_emissions(sound));
  }
}

TEST(Emissions, of_any_grid_that_keeps_the_context_are_the_same) {
  const std::vector<float> sound = sound_of(150'001);
  const std::vector<float> expected = stub_emissions(sound);
  for (const std::int64_t segment : {2600, 3000, 4001, 9999, 80000, 200'000}) {
    for (std::int64_t hop = kStubStride; hop + 2200 <= segment; hop = hop * 3 / 400 * 400) {
      Manifest m = stub_emission_manifest(SegmentPadding::none);
      m.segment_samples = segment;
      m.input_shape = {segment};
      m.hop_samples = hop;
      EXPECT_EQ(joined(m, sound), expected) << segment << " every " << hop;
    }
  }
}

TEST(Emissions, differ_where_the_overlap_is_less_than_twice_the_context) {
  Manifest m = stub_emission_manifest();
  m.hop_samples = 15600;
  m.context_samples = 0;
  const std::vector<float> sound = sound_of(60'000);
  EXPECT_NE(joined(m, sound), stub_emissions(sound));
}

TEST(Emissions, reflected_at_the_end_are_those_of_the_reflected_sound) {
  const std::vector<float> sound = sound_of(17'000);
  std::vector<float> longer = sound;
  while (longer.size() < 28'000) longer.push_back(sound[2 * sound.size() - 2 - longer.size()]);
  std::vector<float> expected = stub_emissions(longer);
  expected.resize((17'000 + kStubStride - 1) / kStubStride * 2);
  EXPECT_EQ(joined(stub_emission_manifest(SegmentPadding::reflect), sound), expected);
}

TEST(Emissions, make_events_on_the_grid_of_strides) {
  std::vector<float> sound(60'000, 0.0F);
  std::fill(sound.begin() + 20'000, sound.begin() + 33'000, 0.5F);
  const Result r = recognized(stub_emission_manifest(), sound);
  expect_accounted(r);
  ASSERT_EQ(r.events.size(), 3u);
  EXPECT_EQ(r.events[0].label, "quiet");
  EXPECT_EQ(r.events[0].start_frame, 0);
  EXPECT_EQ(r.events[1].label, "loud");
  EXPECT_EQ(r.events[1].start_frame % kStubStride, 0);
  EXPECT_NEAR(static_cast<double>(r.events[1].start_frame), 20'000, kStubContext);
  EXPECT_NEAR(static_cast<double>(r.events[1].end_frame), 33'000, kStubContext);
  EXPECT_EQ(r.events[2].start_frame, r.events[1].end_frame);
  EXPECT_EQ(r.events[2].end_frame, 60'000);
}

TEST(Emissions, are_the_same_for_any_workers_and_in_parts) {
  const std::vector<float> sound = sound_of(200'000);
  const auto events_of = [&](std::size_t workers, Selection selection) {
    std::vector<std::tuple<std::int64_t, std::int64_t, std::string, float>> events;
    const Result r =
        recognized(stub_emission_manifest(), sound, {.workers = workers, .selection = selection});
    expect_accounted(r);
    for (const Event& e : r.events) events.emplace_back(e.start_frame, e.end_frame, e.label, e.score);
    return events;
  };
  const auto all = events_of(1, {});
  EXPECT_GT(all.size(), 20u);
  for (const std::size_t workers : {2, 8}) EXPECT_EQ(events_of(workers, {}), all);
  // Away from its edges a part has the events of the whole, bit by bit.
  const auto part = events_of(2, {.from_s = 8.51, .to_s = 19.03});
  ASSERT_GT(part.size(), 6u);
  EXPECT_EQ(std::get<0>(part.front()), std::llround(8.51 * kRate));
  EXPECT_EQ(std::get<1>(part.back()), std::llround(19.03 * kRate));
  for (std::size_t i = 2; i + 2 < part.size(); ++i) EXPECT_THAT(all, testing::Contains(part[i]));
  const auto cut = std::ranges::find_if(all, [&](const auto& e) {
    return std::get<0>(e) <= std::get<0>(part.front()) && std::get<1>(e) > std::get<0>(part.front());
  });
  ASSERT_NE(cut, all.end());
  EXPECT_EQ(std::get<1>(part.front()), std::get<1>(*cut));
}

TEST(Emissions, give_the_same_events_for_segments_of_any_length) {
  const std::vector<float> sound = sound_of(150'001);
  std::vector<std::tuple<std::int64_t, std::int64_t, std::string, float>> first;
  for (const std::int64_t segment : {3000, 16000, 80000, 200'000}) {
    Manifest m = stub_emission_manifest(SegmentPadding::none);
    m.segment_samples = segment;
    m.input_shape = {segment};
    m.hop_samples = (segment - 2600) / kStubStride * kStubStride + kStubStride;
    m.tags.thresholds_on = {0.9F, 0.6F};
    m.tags.thresholds_off = {0.3F, 0.5F};
    m.tags.min_duration_s = LabelSeconds({0.3, 0.1});
    m.tags.merge_gap_s = LabelSeconds({0.05, 0.2});
    std::vector<std::tuple<std::int64_t, std::int64_t, std::string, float>> events;
    for (const Event& e : recognized(m, sound).events)
      events.emplace_back(e.start_frame, e.end_frame, e.label, e.score);
    EXPECT_GT(events.size(), 10U);
    if (first.empty()) first = events;
    EXPECT_EQ(events, first) << segment;
  }
}

TEST(Emissions, are_merged_and_cut_by_their_own_steps) {
  std::vector<float> sound(80'000, 0.0F);
  std::fill(sound.begin() + 8'000, sound.begin() + 24'000, 0.5F);
  std::fill(sound.begin() + 30'000, sound.begin() + 40'000, 0.5F);
  const auto loud = [&](double merge_gap_s, double max_event_s) {
    Manifest m = stub_emission_manifest();
    m.tags.merge_gap_s = merge_gap_s;
    std::vector<Event> events = recognized(m, sound, {.max_event_s = max_event_s}).events;
    std::erase_if(events, [](const Event& e) { return e.label != "loud"; });
    return events;
  };
  EXPECT_EQ(loud(0.4, 600).size(), 2u);
  EXPECT_EQ(loud(1.0, 600).size(), 1u);
  const std::vector<Event> parts = loud(0.4, 1.0);
  ASSERT_EQ(parts.size(), 5u);  // of some 2.1 s and 1.35 s
  EXPECT_EQ(parts[0].end_frame - parts[0].start_frame, kRate);
  EXPECT_TRUE(parts[0].continues);
  EXPECT_FALSE(parts[2].continues);
}

TEST(Emissions, that_are_not_finite_are_gaps_of_their_rows_alone) {
  std::vector<float> sound = sound_of(60'000);
  sound[30'100] = kPoison;  // heard by the rows of samples 28,800 to 31,199
  const Result r = recognized(stub_emission_manifest(), sound);
  expect_accounted(r);
  ASSERT_EQ(r.gaps.size(), 1u);
  EXPECT_EQ(r.gaps[0].code, ErrorCode::non_finite_scores);
  EXPECT_EQ(r.gaps[0].start_frame, 28'800);
  EXPECT_EQ(r.gaps[0].end_frame, 31'200);
}

TEST(Emissions, of_missing_sound_are_none) {
  std::vector<float> sound = sound_of(60'000);
  for (std::size_t i = 20'000; i < 24'000; ++i) sound[i] = std::numeric_limits<float>::quiet_NaN();
  const Result r = recognized(stub_emission_manifest(), sound);
  expect_accounted(r);
  ASSERT_EQ(r.gaps.size(), 1u);
  EXPECT_EQ(r.gaps[0].start_frame, 20'000);
  EXPECT_EQ(r.gaps[0].end_frame, 24'000);
  for (const Event& e : r.events) EXPECT_TRUE(e.end_frame <= 20'000 || e.start_frame >= 24'000);
}

TEST(Emissions, of_short_and_empty_recordings_are_accounted) {
  for (const auto padding : {SegmentPadding::zeros, SegmentPadding::reflect, SegmentPadding::none}) {
    for (const std::size_t samples : {0, 1, 399, 400, 401, 2000, 16'001}) {
      const Result r = recognized(stub_emission_manifest(padding), sound_of(samples));
      expect_accounted(r);
      EXPECT_EQ(r.summary.frames, static_cast<std::int64_t>(samples));
      EXPECT_EQ(r.summary.gap, 0);
    }
  }
}

class KeptScores : public RecordSink {
 public:
  explicit KeptScores(std::vector<std::pair<Span, std::size_t>>& rows) : rows_(rows) {}
  void record(const Record&) override {}
  void scores(const SegmentScores& scores) override {
    rows_.push_back({{scores.start_frame, scores.end_frame}, scores.scores.size()});
  }

 private:
  std::vector<std::pair<Span, std::size_t>>& rows_;
};

TEST(Emissions, give_a_row_of_scores_for_each_stride) {
  Recognizer engine(Model(model_of(stub_emission_manifest())), {.memory_bytes = 1 << 30});
  std::vector<std::pair<Span, std::size_t>> rows;
  const test::TempFolder folder;
  test::write_sound(folder / "a.wav", sound_of(30'001), kRate, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  const std::string path = folder / "a.wav";
  engine.recognize(std::span(&path, 1),
                   [&](std::size_t, const std::string&) { return std::make_unique<KeptScores>(rows); });
  ASSERT_EQ(rows.size(), 76u);
  for (std::int64_t i = 0; i < 76; ++i) {
    const auto& [span, labels] = rows[static_cast<std::size_t>(i)];
    EXPECT_EQ(span, (Span{i * 400, std::min<std::int64_t>(30'001, (i + 1) * 400)}));
    EXPECT_EQ(labels, 2u);
  }
}

TEST(Emissions, of_a_model_that_gives_too_few_or_too_many_rows_are_refused) {
  Manifest m = stub_emission_manifest();
  const auto refusal = [&] {
    try {
      model_of(m);
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_model);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal(), "");
  m.stride_samples = 200;
  EXPECT_THAT(refusal(),
              testing::HasSubstr("gives 40 rows for a segment of 16000 samples; expected 70 to 81"));
  m.stride_samples = 1200;
  m.hop_samples = 12'000;
  EXPECT_THAT(refusal(),
              testing::HasSubstr("gives 40 rows for a segment of 16000 samples; expected 11 to 14"));
}

}  // namespace
}  // namespace nightjar
