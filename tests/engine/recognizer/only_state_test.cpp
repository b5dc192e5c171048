// Cascades with models that keep state.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <chrono>
#include <thread>
#include <vector>

#include "tests/engine/recognizer/only_fixture.h"
#include "tests/engine/support/stub_state.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using testing::IsEmpty;
using testing::Not;

struct RowSink : RecordSink {
  explicit RowSink(std::vector<std::vector<float>>& r) : rows(r) {}
  void record(const Record&) override {}
  void scores(const SegmentScores& row) override { rows.emplace_back(row.scores.begin(), row.scores.end()); }
  std::vector<std::vector<float>>& rows;
};

class OnlyWithState : public Only {
 protected:
  Model state_model(const Manifest& manifest = stub_state_manifest()) {
    return Model(std::make_shared<const LoadedModel>(manifest, state_));
  }
  StubStateBackend state_;
};

TEST_F(OnlyWithState, a_model_begins_afresh_after_what_is_skipped) {
  std::vector<float> sound;
  for (const float amplitude : {0.1F, 0.5F, 0.1F, 0.5F}) {
    const auto part = test::make_noise(10 * 8000, 1, amplitude);
    sound.insert(sound.end(), part.begin(), part.end());
  }
  const std::string path = folder_ / "a.wav";
  test::write_sound(path, sound, 8000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  for (const std::size_t workers : {1, 4}) {
    std::vector<std::vector<float>> rows;
    Recognizer engine(state_model(), only({.workers = workers, .memory_bytes = 1 << 30}));
    engine.recognize(std::span(&path, 1),
                     [&](std::size_t, const std::string&) { return std::make_unique<RowSink>(rows); });
    ASSERT_EQ(std::ssize(rows), std::ssize(sound) / kStubStep);
    StubState expected;
    int begun = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].empty()) {
        expected.forget();
        continue;
      }
      begun += i == 0 || rows[i - 1].empty() ? 1 : 0;
      std::vector<float> scores;
      expected.hear(std::span(sound).subspan(i * kStubStep, kStubStep), scores);
      ASSERT_EQ(rows[i], scores) << i;
    }
    EXPECT_EQ(begun, 2);
  }
  EXPECT_EQ(state_.counts.clashes, 0);
}

// It hears a mean level: high after words, then lower and lower.
TEST_F(OnlyWithState, a_first_model_hears_all_in_order) {
  Manifest level = stub_state_manifest();
  level.tags.thresholds_on = {1.0F, 0.1F};
  level.tags.thresholds_off = {1.0F, 0.05F};
  test::SpelledSound sound;
  sound.say("faced a bad badge and a field").pause(50);
  const std::string everywhere = said(recognize(sound));
  std::string first;
  state_.counts.in_run = [](auto) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  for (const std::size_t workers : {1, 4}) {
    const Result r = recognize(sound, {.workers = workers, .only = OnlyWhere{state_model(level), "level"}});
    EXPECT_EQ(said(r), everywhere);
    ASSERT_THAT(r.skipped, Not(IsEmpty()));
    EXPECT_GT(r.skipped[0].start_frame, sound.words.back().end_frame);
    if (first.empty()) first = all_of(r);
    EXPECT_EQ(all_of(r), first);
  }
  EXPECT_EQ(state_.counts.clashes, 0);
}

}  // namespace
}  // namespace nightjar
