// A part of each recording, and its channels each by itself.
#include <algorithm>
#include <filesystem>
#include <limits>
#include <tuple>

#include "tests/engine/recognizer/recognizer_fixture.h"

namespace nightjar {
namespace {

class SelectionTest : public RecognizerTest {
 protected:
  Result recognize(const std::string& path, Selection selection, std::size_t workers = 2) const {
    Recognizer engine(stub_model(backend_), {.workers = workers, .selection = selection});
    Result result = engine.recognize(path);
    const Summary& sum = result.summary;
    EXPECT_EQ(sum.processed + sum.gap + sum.skipped, sum.frames);
    std::int64_t skipped = 0;
    for (const Skipped& span : result.skipped) {
      EXPECT_EQ(span.code, ErrorCode::outside_range);
      skipped += span.end_frame - span.start_frame;
    }
    EXPECT_EQ(skipped, sum.skipped);
    return result;
  }

  // Interleaved channels of equal length.
  std::string write_channels(const std::string& name, const std::vector<std::vector<float>>& channels) const {
    std::vector<float> all;
    for (std::size_t i = 0; i < channels[0].size(); ++i)
      for (const auto& channel : channels) all.push_back(channel[i]);
    test::write_sound(folder_ / name, all, 16000, static_cast<int>(channels.size()),
                      SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / name;
  }

  static auto order(const Event& e) { return std::tie(e.start_frame, e.end_frame, e.label, e.channel); }
};

// Low, silence, high, each 4 s.
TEST_F(SelectionTest, a_part_has_the_events_of_the_whole_inside_it_with_its_times) {
  for (const int rate_hz : {16000, 44100}) {
    const std::string path = write("scene.wav", scene(rate_hz), rate_hz);
    const Result whole = recognize(path, {});
    ASSERT_EQ(whole.events.front().label, "low");
    const Result part = recognize(path, {.from_s = 1, .to_s = 7});
    EXPECT_EQ(part.summary.status, Status::ok);
    EXPECT_EQ(part.summary.frames, 12 * rate_hz);
    EXPECT_EQ(part.summary.processed, 6 * rate_hz);
    ASSERT_EQ(part.skipped.size(), 2u);
    EXPECT_EQ(part.skipped[0].end_frame, 1 * rate_hz);
    EXPECT_EQ(part.skipped[1].start_frame, 7 * rate_hz);
    // Those of the whole, cut to the part.
    std::vector<Event> expected;
    for (Event event : whole.events) {
      event.start_frame = std::max<std::int64_t>(event.start_frame, rate_hz);
      event.end_frame = std::min<std::int64_t>(event.end_frame, std::int64_t{7} * rate_hz);
      if (event.start_frame < event.end_frame) expected.push_back(event);
    }
    ASSERT_EQ(part.events.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(order(part.events[i]), order(expected[i]));
  }
}

TEST_F(SelectionTest, parts_that_meet_cover_what_the_whole_does) {
  const std::string path = write("scene.wav", scene(), 16000);
  std::int64_t processed = 0;
  for (const double from_s : {0.0, 2.7, 5.4, 8.1, 10.8}) {
    const Result part = recognize(path, {.from_s = from_s, .to_s = from_s + 2.7});
    processed += part.summary.processed;
    for (const Event& event : part.events) {
      EXPECT_GE(event.start_frame, std::llround(from_s * 16000));
      EXPECT_LE(event.end_frame, std::llround((from_s + 2.7) * 16000));
    }
  }
  EXPECT_EQ(processed, 12 * 16000);
}

TEST_F(SelectionTest, a_part_after_the_end_is_skipped_as_a_whole) {
  const Result result = recognize(write("a.wav", tone(300, 3, 16000)), {.from_s = 10});
  EXPECT_EQ(result.summary.status, Status::ok);
  EXPECT_EQ(result.summary.skipped, 3 * 16000);
  EXPECT_EQ(result.summary.frames, 3 * 16000);
  EXPECT_TRUE(result.events.empty());
}

TEST_F(SelectionTest, damage_outside_the_part_is_no_gap) {
  const std::string path = write("a.wav", tone(300, 12, 16000));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_EQ(recognize(path, {.to_s = 5}).summary.status, Status::ok);
  const Result cut = recognize(path, {.from_s = 5, .to_s = 8});
  ASSERT_EQ(cut.gaps.size(), 1u);
  EXPECT_EQ(cut.gaps[0].code, ErrorCode::truncated);
  EXPECT_EQ(cut.gaps[0].end_frame, 8 * 16000);
  EXPECT_EQ(cut.summary.skipped, (5 + 4) * 16000);
}

TEST_F(SelectionTest, an_interrupted_part_is_accounted_for) {
  const std::string path = write("a.wav", tone(300, 60, 16000));
  Recognizer engine(stub_model(backend_), {.workers = 1, .selection = {.from_s = 20, .to_s = 50}});
  *backend_.hook = [&engine](ConstTensorView, std::span<float>) -> Expected<void> {
    engine.stop();
    return {};
  };
  const Result r = engine.recognize(path);
  EXPECT_EQ(r.summary.status, Status::interrupted);
  EXPECT_EQ(r.summary.skipped, 30 * 16000);
  EXPECT_EQ(r.summary.processed + r.summary.gap, 30 * 16000);
  ASSERT_FALSE(r.gaps.empty());
  EXPECT_EQ(r.gaps.back().end_frame, 50 * 16000);
}

TEST_F(SelectionTest, each_channel_has_the_events_it_would_have_alone) {
  const std::vector<std::vector<float>> channels{scene(), std::vector<float>(scene().size()),
                                                 tone(2000, 12, 16000)};
  const Result each = recognize(write_channels("c.wav", channels), {.channels = ChannelChoice::each});
  EXPECT_EQ(each.summary.status, Status::ok);
  EXPECT_EQ(each.summary.processed, 12 * 16000) << "in frames, whatever the channels";
  EXPECT_TRUE(
      std::ranges::is_sorted(each.events, [](const auto& a, const auto& b) { return order(a) < order(b); }));
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const Result alone = recognize(write("one.wav", channels[c]), {});
    std::vector<Event> mine;
    std::ranges::copy_if(each.events, std::back_inserter(mine),
                         [c](const Event& e) { return e.channel == static_cast<std::int64_t>(c); });
    ASSERT_EQ(mine.size(), alone.events.size()) << c;
    for (std::size_t i = 0; i < mine.size(); ++i) {
      EXPECT_EQ(mine[i].start_frame, alone.events[i].start_frame);
      EXPECT_EQ(mine[i].end_frame, alone.events[i].end_frame);
      EXPECT_EQ(mine[i].label, alone.events[i].label);
      EXPECT_EQ(mine[i].score, alone.events[i].score);
      EXPECT_EQ(alone.events[i].channel, kAllChannels);
    }
  }
}

TEST_F(SelectionTest, a_frame_in_a_gap_of_any_channel_counts_as_gap_once) {
  auto left = tone(300, 12, 16000), right = left, good = left;
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  std::fill(left.begin() + 2 * 16000, left.begin() + 6 * 16000, kNan);
  std::fill(right.begin() + 4 * 16000, right.begin() + 8 * 16000, kNan);
  const std::string path = write_channels("c.wav", {left, right, good});
  const Result r = recognize(path, {.channels = ChannelChoice::each});
  EXPECT_EQ(r.summary.status, Status::partial);
  EXPECT_EQ(r.summary.gap, 6 * 16000);
  std::vector<std::int64_t> frames(3);
  std::int64_t last_start = 0;
  for (const Gap& gap : r.gaps) {
    ASSERT_GE(gap.channel, 0);
    frames[static_cast<std::size_t>(gap.channel)] += gap.end_frame - gap.start_frame;
    EXPECT_GE(gap.start_frame, last_start);
    last_start = gap.start_frame;
  }
  EXPECT_EQ(frames, (std::vector<std::int64_t>{4 * 16000, 4 * 16000, 0}));
  EXPECT_TRUE(std::ranges::any_of(r.events, [](const Event& e) {
    return e.channel == 2 && e.start_frame == 0 && e.end_frame == 12 * 16000;
  })) << "the good channel is heard throughout";
}

TEST_F(SelectionTest, channels_and_parts_do_not_depend_on_workers) {
  const std::string path = write_channels("c.wav", {scene(), tone(2000, 12, 16000)});
  const Selection selection{.channels = ChannelChoice::each, .from_s = 0.7, .to_s = 11};
  const Result one = recognize(path, selection, 1), many = recognize(path, selection, 7);
  ASSERT_EQ(one.events.size(), many.events.size());
  for (std::size_t i = 0; i < one.events.size(); ++i) EXPECT_EQ(order(one.events[i]), order(many.events[i]));
}

TEST_F(SelectionTest, wrong_parts_are_refused) {
  const Model model = stub_model(backend_);
  EXPECT_THROW(Recognizer(model, {.selection = {.from_s = -1}}), SetupError);
  EXPECT_THROW(Recognizer(model, {.selection = {.from_s = 2, .to_s = 2}}), SetupError);
  EXPECT_THROW(Recognizer(model, {.selection = {.to_s = std::numeric_limits<double>::quiet_NaN()}}),
               SetupError);
}

}  // namespace
}  // namespace nightjar
