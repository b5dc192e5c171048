// Models without LibTorch against references of their own, right and wrong ones.
#include "engine/verify/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/engine/support/spelling_model.h"
#include "tests/engine/support/stub_model.h"
#include "tests/engine/support/stub_reference.h"
#include "tests/engine/support/stub_state.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr std::size_t kFeatures = 24 * 97;  // of a segment of the stub

class Replayed : public testing::Test {
 protected:
  std::vector<StageDifference> stages() const { return replay(model_, reference_).value(); }

  StubBackend backend_;
  const LoadedModel model_{stub_manifest(), backend_};
  ReferenceRun reference_ = test::reference_of(model_, test::make_noise(3 * 16000, 1, 0.3F));
};

TEST_F(Replayed, agrees_in_each_stage_that_the_reference_has) {
  for (const float logit : reference_.outputs) reference_.scores.push_back(1 / (1 + std::exp(-logit)));
  std::vector<std::string> names;
  for (const StageDifference& stage : stages()) {
    EXPECT_TRUE(stage.agrees());
    EXPECT_LE(stage.largest, 1e-6) << stage.stage;
    names.push_back(stage.stage);
  }
  EXPECT_THAT(names, ElementsAre("features", "outputs", "scores"));
}

TEST_F(Replayed, runs_the_batches_that_run_would) {
  std::vector<std::int64_t> batches;
  *backend_.hook = [&](ConstTensorView input, std::span<float>) {
    batches.push_back(input.shape[0]);
    return Expected<void>();
  };
  stages();
  EXPECT_THAT(batches, ElementsAre(2, 1));
}

TEST_F(Replayed, tells_the_stage_and_the_place_of_the_largest_difference) {
  reference_.features[kFeatures + 3 * 97 + 5] += 0.5F;
  reference_.features[kFeatures + 4] += 0.25F;
  const auto all = stages();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_FALSE(all[0].agrees());
  EXPECT_NEAR(all[0].largest, 0.5, 1e-4);
  EXPECT_EQ(all[0].at, "[1, 3, 5]");
  EXPECT_TRUE(all[1].agrees()) << "it was given what was made here";
}

TEST_F(Replayed, allows_the_tolerance_of_the_largest_value) {
  reference_.outputs[4] = 200;
  EXPECT_NEAR(stages()[1].allowed, 0.2, 1e-6);
  *backend_.hook = [](ConstTensorView, std::span<float> output) {
    for (float& value : output) value = 100.11F;
    return Expected<void>();
  };
  for (float& value : reference_.outputs) value = 100;
  EXPECT_FALSE(stages()[1].agrees());
  Manifest lenient = stub_manifest();
  lenient.reference_tolerance = 0.002;
  EXPECT_TRUE(replay(LoadedModel(lenient, backend_), reference_).value()[1].agrees());
}

TEST_F(Replayed, differs_where_a_value_is_not_a_number) {
  *backend_.hook = [](ConstTensorView, std::span<float> output) {
    output[1] = std::numeric_limits<float>::quiet_NaN();
    return Expected<void>();
  };
  const StageDifference outputs = stages()[1];
  EXPECT_FALSE(outputs.agrees());
  EXPECT_EQ(outputs.at, "[0, 1]");
  EXPECT_EQ(outputs.got, "nan");
}

TEST_F(Replayed, differs_where_there_is_another_number_of_values) {
  reference_.outputs.push_back(0);
  const StageDifference outputs = stages()[1];
  EXPECT_FALSE(outputs.agrees());
  EXPECT_EQ(outputs.got, "9 values");
  EXPECT_EQ(outputs.expected, "10");
}

TEST_F(Replayed, passes_on_what_the_network_fails_with) {
  *backend_.hook = [](ConstTensorView, std::span<float>) -> Expected<void> {
    return Unexpected(Error{ErrorCode::inference_failed, "asked to fail"});
  };
  const auto done = replay(model_, reference_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "asked to fail");
}

TEST(Replay, of_transcripts_compares_what_greedy_search_writes) {
  const test::TempFolder folder;
  auto json = test::spelling_manifest();
  json["decode"]["beam_width"] = 8;
  json["decode"]["hotwords"] = {{"cot", 100}};  // greedy search hears "cut"
  test::write_spelling_model(folder / "model", json);
  const test::SpellingBackend backend;
  const LoadedModel model(load_manifest(folder / "model"), backend);
  test::SpelledSound sound;
  sound.pause(0.2).say("a c[ou]t").pause(0.2);
  sound.samples.resize(32000);
  sound.pause(0.3).say("a");
  sound.samples.resize(64000);
  ReferenceRun reference = test::reference_of(model, sound.samples);
  reference.texts = {"a cut", "a"};
  EXPECT_TRUE(replay(model, reference).value().back().agrees());
  reference.texts = {"a cut", "owl"};
  const StageDifference text = replay(model, reference).value().back();
  EXPECT_EQ(text.stage, "text");
  EXPECT_FALSE(text.agrees());
  EXPECT_EQ(text.at + text.got + text.expected, "[1]\"a\"\"owl\"");
}

TEST(Replay, of_a_model_with_state_gives_it_one_step_after_another) {
  const StubStateBackend backend;
  const LoadedModel model(stub_state_manifest(), backend);
  ReferenceRun reference{.segments = 3,
                         .sound = std::vector<float>(3 * kStubStep, 0.5F),
                         .features = std::vector<float>(3 * kStubStep, 0.5F),
                         .outputs = {1e-4F, 0.5F, 2e-4F, 0.5F, 3e-4F, 0.5F},
                         .scores = {},
                         .texts = {}};
  const auto stages = replay(model, reference).value();
  EXPECT_THAT(stages, SizeIs(2));
  for (const StageDifference& stage : stages) EXPECT_LE(stage.largest, 1e-7);
}

}  // namespace
}  // namespace nightjar
