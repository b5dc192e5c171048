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
  Expected<std::vector<float>> run(ConstTensorView input) const override {
    const std::int64_t batch = input.shape[0];
    if (input.values()[0] < -1) throw std::bad_alloc();
    if (input.values()[0] < 0) return Unexpected(Error{ErrorCode::inference_failed, "below zero"});
    std::vector<float> output;
    for (std::int64_t i = 0; i < batch; ++i) {
      float sum = 0;
      for (float value : input.values().subspan(static_cast<std::size_t>(i * input.size() / batch),
                                                static_cast<std::size_t>(input.size() / batch))) {
        sum += value;
      }
      output.push_back(sum);
      output.push_back(static_cast<float>(batch));
    }
    if (input.values()[0] > 100) output.pop_back();
    return output;
  }
  std::vector<std::int64_t> activation_bytes() const override { return {0, 0}; }
};

const std::vector<std::int64_t> kShape = {1, 3};

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
  EXPECT_THAT(spec.shortest_input_shape, ElementsAre());

  manifest.stride_samples = 320;
  const NetworkSpec with_rows = network_spec(manifest, {64, 20});
  EXPECT_THAT(with_rows.output_shape, ElementsAre(kAnySize, 3));
  EXPECT_THAT(with_rows.shortest_input_shape, ElementsAre(64, 20));
}

TEST(NetworkRunner, each_segment_gets_its_row_of_scores) {
  const std::vector<float> features = {1, 2, 3, 4, 5, 6};
  EXPECT_THAT(make_runner().run(features, kShape, 2).value(), ElementsAre(6, 2, 15, 2));
  EXPECT_THAT(make_runner().run(std::span(features).first(3), kShape, 1).value(), ElementsAre(6, 1));
}

TEST(NetworkRunner, a_batch_of_another_size_is_an_error_that_names_the_model) {
  const std::vector<float> features(9);
  for (const std::int64_t segments : {0, 2, 3, -1}) {
    const auto result = make_runner().run(features, kShape, segments);
    ASSERT_FALSE(result) << segments;
    EXPECT_EQ(result.error().code, ErrorCode::inference_failed);
    EXPECT_THAT(result.error().message, testing::HasSubstr("model sum: got 9 values"));
  }
}

TEST(NetworkRunner, the_shape_of_a_shorter_segment_is_passed_on) {
  const std::vector<std::int64_t> shorter = {1, 2};
  EXPECT_THAT(make_runner().run(std::vector<float>{1, 2}, shorter, 1).value(), ElementsAre(3, 1));
}

TEST(NetworkRunner, an_output_that_is_not_of_whole_rows_is_an_error) {
  const auto result = make_runner().run(std::vector<float>{101, 0, 0}, kShape, 1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "model sum: got 1 scores, expected a multiple of 2");
}

TEST(NetworkRunner, what_the_network_reports_is_passed_on) {
  EXPECT_EQ(make_runner().run(std::vector<float>{-1, 0, 0}, kShape, 1).error().message, "below zero");
  EXPECT_EQ(make_runner().run(std::vector<float>{-2, 0, 0}, kShape, 1).error().code,
            ErrorCode::out_of_memory);
}

}  // namespace
}  // namespace nightjar
