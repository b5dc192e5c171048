#include "engine/recognizer/model_properties.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

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

const std::vector<Device> kCpuAlone = {Device()};
// A GPU as LibTorch would have one.
const std::vector<Device> kWithGpu = {{.name = "GPU", .requests_per_stream = 2, .most_streams = 1}, Device()};

ModelProperties of(const ModelOptions& options, const std::vector<Device>& devices = kCpuAlone) {
  return properties_of(options, devices);
}

std::vector<std::string> names_of(const ModelProperties& properties) {
  std::vector<std::string> names;
  for (const ExecutionDevice& device : properties.execution_devices) names.push_back(device.name);
  return names;
}

std::string refusal_of(const ModelOptions& options, const std::vector<Device>& devices = kCpuAlone) {
  try {
    of(options, devices);
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::bad_option);
    return e.what();
  }
  return "none";
}

TEST(ModelProperties, throughput_means_a_stream_of_one_thread_for_each_core) {
  const ModelProperties p = of({});
  const std::size_t cores = worker_count(0);
  EXPECT_EQ(p.execution_devices.at(0).streams, cores);
  EXPECT_EQ(p.execution_devices[0].most_streams, cores);
  EXPECT_EQ(p.execution_devices[0].requests_per_stream, 1u);
  EXPECT_EQ(p.inference_threads, cores);
  EXPECT_EQ(p.optimal_requests, cores);
  EXPECT_EQ(p.requests_asked_for, 0u);
  EXPECT_THAT(names_of(p), ElementsAre("CPU"));
}

TEST(ModelProperties, latency_means_one_stream_over_all_threads) {
  const ModelProperties p = of({.hint = Hint::latency, .inference_num_threads = 6});
  EXPECT_EQ(p.execution_devices.at(0).streams, 1u);
  EXPECT_EQ(p.inference_threads, 6u);
  EXPECT_EQ(p.optimal_requests, 1u);
  EXPECT_EQ(of({.hint = Hint::latency}).inference_threads, worker_count(0));
}

TEST(ModelProperties, what_is_asked_for_goes_before_the_hint) {
  EXPECT_EQ(of({.num_streams = 3}).inference_threads, 3u);
  EXPECT_EQ(of({.inference_num_threads = 3}).execution_devices.at(0).streams, 3u);
  const ModelProperties p = of({.num_streams = 3, .inference_num_threads = 3, .num_requests = 8});
  EXPECT_EQ(p.execution_devices.at(0).streams, 3u);
  EXPECT_EQ(p.requests_asked_for, 8u);
  EXPECT_EQ(p.optimal_requests, 8u);
}

TEST(ModelProperties, the_shapes_of_inputs_and_outputs_leave_open_what_may_vary) {
  ModelProperties p;
  describe_ports(p, with_rows());
  EXPECT_EQ(p.input.type, "float32");
  EXPECT_THAT(p.input.shape, ElementsAre(-1, 64, -1));
  EXPECT_THAT(p.output.shape, ElementsAre(-1, -1, 5));
}

TEST(ModelProperties, auto_is_the_first_device_and_a_stream_of_a_gpu_serves_two_requests) {
  const ModelProperties p = of({}, kWithGpu);
  EXPECT_THAT(names_of(p), ElementsAre("GPU"));
  EXPECT_EQ(p.execution_devices[0].streams, 1u);
  EXPECT_EQ(p.optimal_requests, 2u);
  EXPECT_EQ(p.inference_threads, 0u);
  EXPECT_EQ(of({.num_streams = 3}, kWithGpu).optimal_requests, 6u);
  EXPECT_EQ(of({.hint = Hint::latency}, kWithGpu).optimal_requests, 1u);
  EXPECT_THAT(names_of(of({.device = "CPU"}, kWithGpu)), ElementsAre("CPU"));
}

TEST(ModelProperties, cumulative_throughput_means_all_devices) {
  const ModelProperties p = of({.hint = Hint::cumulative_throughput}, kWithGpu);
  EXPECT_THAT(names_of(p), ElementsAre("GPU", "CPU"));
  EXPECT_EQ(p.inference_threads, worker_count(0));
  EXPECT_EQ(p.optimal_requests, 2 + worker_count(0));
  EXPECT_THAT(refusal_of({.device = "CPU", .hint = Hint::cumulative_throughput}, kWithGpu),
              HasSubstr("leave the device out"));
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
