// A recording whose scores were kept gives the same records again, and only what is lacking is computed.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "stages/index/calibration.h"
#include "stages/write/json_lines.h"
#include "tests/engine/recognizer/recognizer_fixture.h"
#include "tests/engine/support/loud_model.h"
#include "tests/engine/support/spelling_model.h"
#include "tests/support/known_vectors.h"

namespace nightjar {
namespace {

// What an earlier run left: some of the batches of another one.
struct KeptInMemory : ScoreStore {
  struct Batch {
    StoredScores scores;
    std::int64_t next_segment;
  };
  std::vector<Batch> kept;
  std::int64_t from_before = 0;
  std::int64_t read = 0;

  std::int64_t batches() const override { return from_before; }
  std::int64_t next_segment() const override {
    return from_before == 0 ? 0 : kept[static_cast<std::size_t>(from_before - 1)].next_segment;
  }
  StoredScores next() override { return kept[static_cast<std::size_t>(read++)].scores; }
  void keep(std::span<const std::uint8_t> valid, std::span<const float> scores, std::int64_t next_segment,
            std::int64_t) override {
    kept.push_back({{{valid.begin(), valid.end()}, {scores.begin(), scores.end()}}, next_segment});
  }
};

struct StoringSink : RecordSink {
  KeptInMemory* store;
  std::string* lines;
  std::int64_t* recalled;
  std::int64_t rate_hz = 1;

  StoringSink(KeptInMemory* s, std::string* l, std::int64_t* r) : store(s), lines(l), recalled(r) {}
  void record(const Record& record) override {
    if (const auto* info = std::get_if<RecordingInfo>(&record)) rate_hz = info->sample_rate_hz;
    append_line(*lines, record, "a", rate_hz);
  }
  void scores(const SegmentScores& segment) override { *recalled += segment.recalled ? 1 : 0; }
  ScoreStore* score_store(const RecordingInfo&) override { return store; }
};

class ScoreStores : public RecognizerTest {
 protected:
  // What is said of the recording, and how many rows of it were not computed.
  struct Said {
    std::string lines;
    std::int64_t recalled = 0;
  };
  static Said run(Recognizer& engine, const std::string& path, KeptInMemory& store) {
    Said said;
    engine.recognize(std::span(&path, 1), [&](std::size_t, const std::string&) {
      return std::make_unique<StoringSink>(&store, &said.lines, &said.recalled);
    });
    return said;
  }

  // Cut after any number of batches, the rest is as it was.
  static void expect_the_same_from_any_batch(Recognizer& engine, const std::string& path) {
    KeptInMemory whole;
    const Said first = run(engine, path, whole);
    EXPECT_EQ(first.recalled, 0);
    ASSERT_GT(whole.kept.size(), 2u);
    for (std::size_t n = 0; n <= whole.kept.size(); ++n) {
      KeptInMemory part;
      part.kept.assign(whole.kept.begin(), whole.kept.begin() + static_cast<std::ptrdiff_t>(n));
      part.from_before = static_cast<std::int64_t>(n);
      const Said again = run(engine, path, part);
      ASSERT_EQ(again.lines, first.lines) << n;
      EXPECT_EQ(again.recalled > 0, n > 0);
      ASSERT_EQ(part.kept.size(), whole.kept.size());
      for (std::size_t i = 0; i < whole.kept.size(); ++i) {
        EXPECT_EQ(part.kept[i].scores.valid, whole.kept[i].scores.valid);
        EXPECT_EQ(part.kept[i].scores.scores, whole.kept[i].scores.scores);
        EXPECT_EQ(part.kept[i].next_segment, whole.kept[i].next_segment);
      }
    }
  }
};

TEST_F(ScoreStores, tags_go_on_from_any_batch) {
  auto sound = scene(44100);
  for (std::size_t i = 120'000; i < 200'000; ++i) sound[i] = std::numeric_limits<float>::quiet_NaN();
  const std::string path = write("a.wav", sound, 44100);
  Recognizer engine(stub_model(backend_), {.workers = 2});
  expect_the_same_from_any_batch(engine, path);
  Recognizer part(stub_model(backend_), {.workers = 2, .selection = {.from_s = 2.3, .to_s = 10.9}});
  expect_the_same_from_any_batch(part, path);
}

TEST_F(ScoreStores, channels_by_themselves_go_on_from_any_batch) {
  const auto low = tone(300, 7, 16000), high = tone(6000, 7, 16000);
  std::vector<float> both;
  for (std::size_t i = 0; i < low.size(); ++i) both.insert(both.end(), {low[i], high[i]});
  test::write_sound(folder_ / "a.wav", both, 16000, 2, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  Recognizer engine(stub_model(backend_), {.workers = 2, .selection = {.channels = ChannelChoice::each}});
  expect_the_same_from_any_batch(engine, folder_ / "a.wav");
}

TEST_F(ScoreStores, transcripts_go_on_from_any_batch) {
  test::SpelledSound sound;
  for (int i = 0; i < 8; ++i) sound.pause(0.4).say("to wit to woo").pause(0.9);
  test::write_spelling_model(folder_ / "model", test::spelling_manifest());
  const test::SpellingBackend backend;
  Recognizer engine(Model(std::make_shared<const LoadedModel>(load_manifest(folder_ / "model"), backend)),
                    {.workers = 2, .transcripts = {.beam_width = 10, .n_best = 2}});
  expect_the_same_from_any_batch(engine, write("a.wav", sound.samples));
}

// A model whose vector is the level of each band.
Manifest band_manifest() {
  Manifest m = stub_manifest();
  m.task = kEmbeddings;
  m.labels.clear();
  m.tags = {};
  m.embedding = {.dimensions = 24, .normalization = "none", .match_distance = 2};
  m.sha256 = std::string(64, 'a');
  return m;
}

struct VectorSink : RecordSink {
  std::vector<std::vector<float>>* vectors;
  explicit VectorSink(std::vector<std::vector<float>>* v) : vectors(v) {}
  void record(const Record&) override {}
  void scores(const SegmentScores& segment) override {
    vectors->emplace_back(segment.scores.begin(), segment.scores.end());
  }
};

// What is kept are vectors, distances as scores, or neighbours: not always as many values as the model gives.
TEST_F(ScoreStores, embeddings_go_on_from_any_batch) {
  const Model model = stub_model(backend_, band_manifest());
  const std::string normal = write("normal.wav", test::make_noise(20 * 16000, 1, 0.1F));
  std::vector<std::vector<float>> vectors;
  Recognizer(model, {.workers = 2}).recognize(std::span(&normal, 1), [&](std::size_t, const std::string&) {
    return std::make_unique<VectorSink>(&vectors);
  });
  KnownVectors known = test::known_vectors({vectors});
  known.own_distances = calibrate(VectorIndex(known), 2, 1);
  ASSERT_TRUE(write_vectors(known, folder_ / "index"));

  auto sound = test::make_noise(16 * 16000, 2, 0.1F);
  const auto odd = tone(3000, 4, 16000);
  for (std::size_t i = 0; i < odd.size(); ++i) sound[5 * 16000 + i] += odd[i];
  std::fill_n(sound.begin() + 12 * 16000, 30'000, std::numeric_limits<float>::quiet_NaN());
  const std::string path = write("a.wav", sound);
  const auto lines_with = [&](const EmbeddingOptions& compared) {
    Recognizer engine(model, {.workers = 2, .embeddings = compared});
    expect_the_same_from_any_batch(engine, path);
    KeptInMemory store;
    return run(engine, path, store).lines;
  };
  EXPECT_THAT(lines_with({}), testing::Not(testing::HasSubstr("anomaly")));
  EXPECT_THAT(lines_with({.normal = folder_ / "index", .normal_share = 0.9}),
              testing::HasSubstr(R"("label":"anomaly")"));
  EXPECT_THAT(lines_with({.known = folder_ / "index"}), testing::HasSubstr("recording"));
}

TEST_F(ScoreStores, the_network_does_not_run_for_what_is_kept) {
  const std::string path = write("a.wav", scene());
  std::atomic<int> runs = 0;
  *backend_.hook = [&runs](ConstTensorView, std::span<float>) -> Expected<void> {
    ++runs;
    return {};
  };
  Recognizer engine(stub_model(backend_), {.workers = 2});
  KeptInMemory store;
  run(engine, path, store);
  EXPECT_EQ(runs, std::ssize(store.kept));
  runs = 0;
  store.from_before = std::ssize(store.kept) - 1;
  store.kept.pop_back();
  run(engine, path, store);
  EXPECT_EQ(runs, 1);
}

TEST_F(ScoreStores, nothing_is_kept_from_a_batch_that_failed_on) {
  const std::string path = write("a.wav", scene());
  std::atomic<int> runs = 0;
  *backend_.hook = [&runs](ConstTensorView, std::span<float>) -> Expected<void> {
    if (++runs == 3) return Unexpected(Error{ErrorCode::inference_failed, "third", {}, -1});
    return {};
  };
  Recognizer engine(stub_model(backend_), {.workers = 1, .memory_bytes = kLeastMemory});
  KeptInMemory store;
  run(engine, path, store);
  EXPECT_GT(runs, 3);
  EXPECT_EQ(store.kept.size(), 2u);
}

TEST_F(ScoreStores, scores_of_something_else_end_the_recording) {
  const std::string path = write("a.wav", scene());
  Recognizer engine(stub_model(backend_), {.workers = 2});
  KeptInMemory store;
  store.kept = {{{{1, 1, 1, 1, 1}, std::vector<float>(15)}, 4}};
  store.from_before = 1;
  EXPECT_NE(run(engine, path, store).lines.find("stored scores of 5 rows; expected 4"), std::string::npos);
  store.kept = {{{{1, 1, 1, 1}, std::vector<float>(13)}, 4}};
  store.read = 0;
  EXPECT_NE(run(engine, path, store).lines.find("internal_error"), std::string::npos);
}

// Where it listens is found anew, and what it heard there is not.
TEST_F(ScoreStores, a_cascade_goes_on_from_any_batch) {
  std::vector<float> sound = tone(300, 4, 16000);
  for (const double amplitude : {0.1, 0.5, 0.1, 0.1, 0.5}) {
    const auto part = tone(2000, 5, 16000, amplitude);
    sound.insert(sound.end(), part.begin(), part.end());
  }
  const LoudBackend loud;
  Recognizer engine(stub_model(backend_), {.workers = 2, .only = only_loud(loud)});
  expect_the_same_from_any_batch(engine, write("a.wav", sound));
}

}  // namespace
}  // namespace nightjar
