#include "stages/infer/step_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace nightjar {
namespace {

// Writes down what it is asked for: "r" for reset, the first value of each step.
class ToldNetwork : public Network {
 public:
  struct Instance : NetworkInstance {
    explicit Instance(std::string& log) : told(log) { told += 'i'; }
    Expected<std::vector<float>> run(ConstTensorView input) override {
      std::vector<float> output;
      for (std::size_t i = 0; i < static_cast<std::size_t>(input.shape[0]); ++i) {
        const float value = input.values()[i * 2];
        told += std::to_string(static_cast<int>(value));
        if (value == 9) return Unexpected(Error{ErrorCode::inference_failed, "nine"});
        output.push_back(value);
      }
      return output;
    }
    Expected<void> reset() override {
      told += 'r';
      return {};
    }
    std::string& told;
  };

  Expected<std::vector<float>> run(ConstTensorView) const override { return std::vector<float>{}; }
  Expected<std::unique_ptr<NetworkInstance>> instance() const override {
    return std::make_unique<Instance>(told);
  }
  std::vector<std::int64_t> activation_bytes() const override { return {0}; }

  mutable std::string told;
};

class StepRunnerTest : public testing::Test {
 protected:
  // Steps `first` and on, whose values are `values`; those that lack sound are marked by false.
  Expected<std::vector<float>> run(std::int64_t first, const std::vector<float>& values,
                                   std::vector<std::uint8_t> whole = {}) {
    whole.resize(values.size(), 1);
    std::vector<float> features;
    for (const float value : values) features.insert(features.end(), {value, 0});
    return steps_.run(features, std::vector<std::int64_t>{2}, first, whole);
  }

  const std::shared_ptr<ToldNetwork> network_ = std::make_shared<ToldNetwork>();
  const NetworkRunner runner_{network_,
                              {.name = "told",
                               .weights_path = "",
                               .input_shape = {2},
                               .output_shape = {1},
                               .batch_sizes = {1},
                               .reset_method = "reset"}};
  StepRunner steps_{runner_};
};

TEST_F(StepRunnerTest, consecutive_calls_are_one_sound) {
  EXPECT_THAT(run(5, {1, 2, 3}).value(), testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(run(8, {4, 5}).value(), testing::ElementsAre(4, 5));
  EXPECT_EQ(network_->told, "i12345");
}

TEST_F(StepRunnerTest, a_hole_between_calls_and_a_step_that_lacks_sound_begin_afresh) {
  EXPECT_TRUE(run(0, {1, 2}));
  EXPECT_TRUE(run(3, {3, 4, 5}, {1, 0, 1}));
  EXPECT_TRUE(run(6, {6, 7}, {1, 0}));
  EXPECT_TRUE(run(8, {8}));
  EXPECT_EQ(network_->told, "i12r34r567r8");
}

TEST_F(StepRunnerTest, what_follows_a_failure_begins_afresh) {
  EXPECT_FALSE(run(0, {1, 9, 2}));
  EXPECT_TRUE(run(3, {3}));
  EXPECT_EQ(network_->told, "i19r3");
}

TEST_F(StepRunnerTest, features_of_another_size_are_refused) {
  const std::vector<float> features(5);
  const std::vector<std::uint8_t> whole = {1, 1};
  EXPECT_FALSE(steps_.run(features, std::vector<std::int64_t>{2}, 0, whole));
}

}  // namespace
}  // namespace nightjar
