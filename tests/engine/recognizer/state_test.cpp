// A model with state: each recording, and each channel of it, is heard in order by an instance of its own,
// which begins afresh where sound is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include "nightjar/recognizer.h"
#include "tests/engine/support/expect_accounted.h"
#include "tests/engine/support/stub_state.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

constexpr int kStateRate = 8000;
constexpr float kLost = std::numeric_limits<float>::quiet_NaN();

// Scores of a channel, a pair for each step: none where it has none.
using Track = std::vector<std::vector<float>>;
using Tracks = std::map<std::pair<std::string, std::int64_t>, Track>;

class TrackSink : public RecordSink {
 public:
  TrackSink(std::string path, Tracks& tracks, std::mutex& mutex)
      : path_(std::move(path)), tracks_(tracks), mutex_(mutex) {}
  void record(const Record&) override {}
  void scores(const SegmentScores& scores) override {
    const std::lock_guard lock(mutex_);
    tracks_[{path_, scores.channel}].emplace_back(scores.scores.begin(), scores.scores.end());
  }

 private:
  const std::string path_;
  Tracks& tracks_;
  std::mutex& mutex_;
};

class StateTest : public testing::Test {
 protected:
  Tracks tracks_of(const std::vector<std::string>& paths, RecognizerOptions options = {}) const {
    options.memory_bytes = std::int64_t{1} << 30;
    Recognizer engine(Model(std::make_shared<const LoadedModel>(manifest_, backend_)), options);
    Tracks tracks;
    std::mutex mutex;
    engine.recognize(paths, [&](std::size_t, const std::string& path) {
      return std::make_unique<TrackSink>(path, tracks, mutex);
    });
    return tracks;
  }

  std::string write(const std::string& name, const std::vector<float>& samples, int channels = 1) const {
    test::write_sound(folder_ / name, samples, kStateRate, channels, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / name;
  }

  Manifest manifest_ = stub_state_manifest();
  StubStateBackend backend_;
  const test::TempFolder folder_;
};

// What one instance says of all steps, beginning afresh after each that lacks sound.
Track expected_of(std::vector<float> sound) {
  sound.resize((sound.size() + kStubStep - 1) / kStubStep * kStubStep);
  Track track;
  StubState state;
  for (std::size_t begin = 0; begin < sound.size(); begin += kStubStep) {
    auto step = std::span(sound).subspan(begin, kStubStep);
    const auto lost = std::ranges::count_if(step, [](float x) { return std::isnan(x); });
    std::ranges::replace_if(
        step, [](float x) { return std::isnan(x); }, 0.0F);
    std::vector<float> scores;
    state.hear(step, scores);
    if (lost > 0) state.forget();
    track.push_back(lost == kStubStep ? std::vector<float>{} : scores);
  }
  return track;
}

TEST_F(StateTest, many_recordings_at_once_are_each_heard_in_order_by_their_own_instance) {
  std::vector<std::string> paths;
  std::map<std::string, Track> expected;
  for (unsigned i = 0; i < 12; ++i) {
    const auto sound = test::make_noise(3000 + 9973 * i, i, 0.05F * static_cast<float>(i + 1));
    paths.push_back(write("r" + std::to_string(i) + ".wav", sound));
    expected[paths.back()] = expected_of(sound);
  }
  for (const std::size_t workers : {1, 2, 3, 8}) {
    SCOPED_TRACE(workers);
    const Tracks tracks = tracks_of(paths, {.workers = workers});
    for (const auto& path : paths) EXPECT_EQ(tracks.at({path, kAllChannels}), expected[path]) << path;
  }
  EXPECT_EQ(backend_.counts.clashes, 0);
  EXPECT_EQ(backend_.counts.instances, 0);
  EXPECT_LE(backend_.counts.most_instances, 17) << "2 recordings a worker and one";
}

// It holds one worker, and waits there until all others are done.
TEST_F(StateTest, two_thousand_short_recordings_pass_a_long_one_that_came_first) {
  const auto long_sound = test::make_noise(100 * 8 * kStubStep, 1, 0.9F);
  const auto short_sound = test::make_noise(20 * kStubStep, 2, 0.1F);
  std::vector<std::string> paths(2001, write("short.wav", short_sound));
  paths[0] = write("long.wav", long_sound);

  std::mutex mutex;
  std::condition_variable closed;
  std::size_t short_ones = 0;
  std::int64_t long_runs = 0;
  bool passed = true;
  backend_.counts.in_run = [&](std::span<const float> sound) {
    const bool is_long = std::ranges::any_of(sound, [](float x) { return std::abs(x) > 0.5F; });
    std::unique_lock lock(mutex);
    if (!is_long || ++long_runs != 50) return;
    passed = closed.wait_for(lock, std::chrono::minutes(2), [&] { return short_ones == 2000; });
  };
  std::vector<Tracks> tracks(paths.size());
  std::vector<std::mutex> of_tracks(paths.size());
  struct Sink : TrackSink {
    using TrackSink::TrackSink;
    ~Sink() override { on_closed(); }
    std::function<void()> on_closed;
  };
  Recognizer engine(Model(std::make_shared<const LoadedModel>(manifest_, backend_)),
                    {.workers = 3, .memory_bytes = std::int64_t{1} << 30});
  engine.recognize(paths, [&](std::size_t i, const std::string& path) {
    auto sink = std::make_unique<Sink>(path, tracks[i], of_tracks[i]);
    sink->on_closed = [&, i] {
      const std::lock_guard lock(mutex);
      short_ones += i > 0 ? 1 : 0;
      closed.notify_one();
    };
    return sink;
  });
  EXPECT_TRUE(passed) << short_ones;
  const Track expected = expected_of(short_sound);
  for (std::size_t i = 1; i < paths.size(); ++i)
    ASSERT_EQ(tracks[i].at({paths[i], kAllChannels}), expected) << i;
  EXPECT_EQ(tracks[0].at({paths[0], kAllChannels}), expected_of(long_sound));
  EXPECT_EQ(backend_.counts.clashes, 0);
  EXPECT_LE(backend_.counts.most_instances, 7) << "2 recordings a worker and one";
}

TEST_F(StateTest, begins_afresh_after_lost_samples_wherever_they_lie) {
  for (const auto& [begin, end] :
       {std::pair{800, 1200}, {900, 950}, {799, 801}, {0, 100}, {3100, 3300}, {3200, 6800}, {2000, 60'000}}) {
    SCOPED_TRACE(begin);
    auto sound = test::make_noise(64'123, 7);
    std::fill(sound.begin() + begin, sound.begin() + end, kLost);
    const std::string path = write("lost.wav", sound);
    EXPECT_EQ(tracks_of({path}, {.workers = 2}).at({path, kAllChannels}), expected_of(sound));
  }
}

TEST_F(StateTest, each_channel_has_an_instance) {
  const auto left = test::make_noise(50'000, 1), right = test::make_noise(50'000, 2, 0.1F);
  std::vector<float> both;
  for (std::size_t i = 0; i < left.size(); ++i) both.insert(both.end(), {left[i], right[i]});
  const std::string path = write("stereo.wav", both, 2);
  const Tracks tracks = tracks_of({path}, {.workers = 3, .selection = {.channels = ChannelChoice::each}});
  EXPECT_EQ(tracks.at({path, 0}), expected_of(left));
  EXPECT_EQ(tracks.at({path, 1}), expected_of(right));
}

TEST_F(StateTest, a_part_begins_afresh_at_its_beginning) {
  const auto sound = test::make_noise(50'000, 3);
  const std::string path = write("part.wav", sound);
  const Tracks tracks = tracks_of({path}, {.workers = 2, .selection = {.from_s = 2.0, .to_s = 4.0}});
  EXPECT_EQ(tracks.at({path, kAllChannels}),
            expected_of({sound.begin() + 2 * kStateRate, sound.begin() + 4 * kStateRate}));
}

TEST_F(StateTest, a_failed_batch_is_a_gap_and_the_next_begins_afresh) {
  const auto sound = test::make_noise(10 * 8 * kStubStep, 4);
  const std::string path = write("fails.wav", sound);
  backend_.counts.fail_run = 3;
  Track expected = expected_of({sound.begin(), sound.begin() + 16 * kStubStep});
  expected.resize(24);
  for (const auto& scores : expected_of({sound.begin() + 24 * kStubStep, sound.end()}))
    expected.push_back(scores);
  EXPECT_EQ(tracks_of({path}, {.workers = 2}).at({path, kAllChannels}), expected);
}

TEST_F(StateTest, a_score_that_is_none_is_a_gap) {
  manifest_.labels = {"clock", "level"};
  std::vector<float> sound(20 * kStubStep, 0.1F);
  std::fill(sound.begin(), sound.begin() + 10 * kStubStep, 3.0F);  // a mean level above 1
  Recognizer engine(Model(std::make_shared<const LoadedModel>(manifest_, backend_)),
                    {.workers = 1, .memory_bytes = std::int64_t{1} << 30});
  const Result r = engine.submit(sound, kStateRate).get();
  expect_accounted(r);
  ASSERT_FALSE(r.gaps.empty());
  EXPECT_EQ(r.gaps[0].code, ErrorCode::non_finite_scores);
  EXPECT_THAT(r.gaps[0].message, testing::HasSubstr("no score from 0 to 1"));
}

TEST_F(StateTest, instances_count_in_the_memory_that_is_bought) {
  const auto loaded = std::make_shared<const LoadedModel>(manifest_, backend_);
  Recognizer least(Model(loaded), {.workers = 1, .memory_bytes = kLeastMemory});
  Manifest stateless = manifest_;
  stateless.reset_method.clear();
  struct NoInstances : StubStateBackend {
    std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
      return std::make_unique<StubNetwork>(spec.output_shape[0], nullptr);
    }
  } no_instances;
  Recognizer without(Model(std::make_shared<const LoadedModel>(stateless, no_instances)),
                     {.workers = 1, .memory_bytes = kLeastMemory});
  EXPECT_GE(least.memory_bytes() - without.memory_bytes(), 4 << 20);
}

}  // namespace
}  // namespace nightjar
