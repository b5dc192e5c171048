#include "engine/recognizer/model_properties.h"

#include <gmock/gmock.h>

#include <string>
#include <thread>

#include "engine/machine/machine.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

NetworkSpec with_rows() {
  return {.name = "rows",
          .weights_path = "",
          .input_shape = {64, 100},
          .output_shape = {kAnySize, 5},
          .batch_sizes = {2, 1},
          .shortest_input_shape = {64, 20}};
}

ModelProperties of(const ModelOptions& options) {
  return properties_of(options, with_rows());
}

std::string refusal_of(const ModelOptions& options) {
  try {
    of(options);
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::bad_option);
    return e.what();
  }
  return "none";
}

TEST(ModelProperties, throughput_means_a_stream_of_one_thread_for_each_core) {
  const ModelProperties p = of({});
  const std::size_t cores = worker_count(0);
  EXPECT_EQ(p.streams, cores);
  EXPECT_EQ(p.most_streams, cores);
  EXPECT_EQ(p.inference_threads, cores);
  EXPECT_EQ(p.optimal_requests, cores);
  EXPECT_EQ(p.requests_asked_for, 0u);
  EXPECT_THAT(p.execution_devices, ElementsAre("CPU"));
}

TEST(ModelProperties, latency_means_one_stream_over_all_threads) {
  const ModelProperties p = of({.hint = Hint::latency, .inference_num_threads = 6});
  EXPECT_EQ(p.streams, 1u);
  EXPECT_EQ(p.inference_threads, 6u);
  EXPECT_EQ(p.optimal_requests, 1u);
  EXPECT_EQ(of({.hint = Hint::latency}).inference_threads, worker_count(0));
}

TEST(ModelProperties, what_is_asked_for_goes_before_the_hint) {
  EXPECT_EQ(of({.num_streams = 3}).inference_threads, 3u);
  EXPECT_EQ(of({.inference_num_threads = 3}).streams, 3u);
  const ModelProperties p = of({.num_streams = 3, .inference_num_threads = 3, .num_requests = 8});
  EXPECT_EQ(p.streams, 3u);
  EXPECT_EQ(p.requests_asked_for, 8u);
  EXPECT_EQ(p.optimal_requests, 8u);
}

TEST(ModelProperties, the_shapes_of_inputs_and_outputs_leave_open_what_may_vary) {
  const ModelProperties p = of({});
  EXPECT_EQ(p.input.type, "float32");
  EXPECT_THAT(p.input.shape, ElementsAre(-1, 64, -1));
  EXPECT_THAT(p.output.shape, ElementsAre(-1, -1, 5));
}

TEST(ModelProperties, a_device_that_is_not_there_is_refused_with_those_that_are) {
  EXPECT_EQ(refusal_of({.device = "CPU"}), "none");
  EXPECT_EQ(refusal_of({.device = "AUTO"}), "none");
  EXPECT_THAT(refusal_of({.device = "CUDA"}),
              HasSubstr("device CUDA is not there; expected AUTO, or one of CPU"));
}

TEST(ModelProperties, options_out_of_range_or_against_each_other_are_refused) {
  EXPECT_THAT(refusal_of({.num_streams = 1025}), HasSubstr("num_streams is 1025; expected 0 to 1024"));
  EXPECT_THAT(refusal_of({.inference_num_threads = 1025}), HasSubstr("inference_num_threads is 1025"));
  EXPECT_THAT(refusal_of({.num_requests = 1025}), HasSubstr("num_requests is 1025"));
  EXPECT_THAT(refusal_of({.hint = Hint::latency, .num_streams = 2}), HasSubstr("the hint latency"));
  EXPECT_THAT(refusal_of({.num_streams = 2, .inference_num_threads = 4}), HasSubstr("leave one of them out"));
}

}  // namespace
}  // namespace nightjar
