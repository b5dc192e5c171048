#include "stages/infer/network_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <vector>

namespace nightjar {
namespace {

using testing::ElementsAre;

// Gives for each segment the sum of its input and the batch size; remembers nothing.
class SumNetwork : public Network {
 public:
  Expected<void> run(ConstTensorView input, TensorView output) const override {
    const std::int64_t batch = input.shape[0];
    if (input.values()[0] < -1) throw std::bad_alloc();
    if (input.values()[0] < 0) return Unexpected(Error{ErrorCode::inference_failed, "below zero"});
    for (std::int64_t i = 0; i < batch; ++i) {
      float sum = 0;
      for (float value : input.values().subspan(static_cast<std::size_t>(i * input.size() / batch),
                                                static_cast<std::size_t>(input.size() / batch))) {
        sum += value;
      }
      output.values()[static_cast<std::size_t>(2 * i)] = sum;
      output.values()[static_cast<std::size_t>(2 * i + 1)] = static_cast<float>(batch);
    }
    return {};
  }
  std::vector<std::int64_t> activation_bytes() const override { return {0, 0}; }
};

NetworkRunner make_runner() {
  return {
      std::make_shared<SumNetwork>(),
      {.name = "sum", .weights_path = "", .input_shape = {1, 3}, .output_shape = {2}, .batch_sizes = {2, 1}}};
}

TEST(NetworkRunner, batch_sizes_are_halved_down_to_one) {
  EXPECT_THAT(batch_sizes(8), ElementsAre(8, 4, 2, 1));
  EXPECT_THAT(batch_sizes(1), ElementsAre(1));
}

TEST(NetworkRunner, the_spec_is_what_the_manifest_promises) {
  Manifest manifest;
  manifest.name = "m";
  manifest.folder = "models/m";
  manifest.weights = "w.pt";
  manifest.input_shape = {64, 101};
  manifest.labels = {"a", "b", "c"};
  manifest.batch_segments = 4;
  const NetworkSpec spec = network_spec(manifest);
  EXPECT_EQ(spec.name, "m");
  EXPECT_EQ(spec.weights_path, "models/m/w.pt");
  EXPECT_THAT(spec.input_shape, ElementsAre(64, 101));
  EXPECT_THAT(spec.output_shape, ElementsAre(3));
  EXPECT_THAT(spec.batch_sizes, ElementsAre(4, 2, 1));
}

TEST(NetworkRunner, each_segment_gets_its_row_of_scores) {
  const std::vector<float> features = {1, 2, 3, 4, 5, 6};
  EXPECT_THAT(make_runner().run(features, 2).value(), ElementsAre(6, 2, 15, 2));
  EXPECT_THAT(make_runner().run(std::span(features).first(3), 1).value(), ElementsAre(6, 1));
}

TEST(NetworkRunner, a_batch_of_another_size_is_an_error_that_names_the_model) {
  const std::vector<float> features(9);
  for (const std::int64_t segments : {0, 2, 3, -1}) {
    const auto result = make_runner().run(features, segments);
    ASSERT_FALSE(result) << segments;
    EXPECT_EQ(result.error().code, ErrorCode::inference_failed);
    EXPECT_THAT(result.error().message, testing::HasSubstr("model sum: got 9 values"));
  }
}

TEST(NetworkRunner, what_the_network_reports_is_passed_on) {
  EXPECT_EQ(make_runner().run(std::vector<float>{-1, 0, 0}, 1).error().message, "below zero");
  EXPECT_EQ(make_runner().run(std::vector<float>{-2, 0, 0}, 1).error().code, ErrorCode::out_of_memory);
}

}  // namespace
}  // namespace nightjar
