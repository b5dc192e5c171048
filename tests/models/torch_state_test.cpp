// Networks that keep state: instances that share the weights, forget on request, and cost little.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <jemalloc/jemalloc.h>

#include <thread>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "stages/infer/network_runner.h"
#include "tests/models/torch_test_support.h"
#include "tests/support/python.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pointwise;

NetworkSpec state_spec(const std::string& name) {
  NetworkSpec spec = spec_of(name, {80}, {1});
  spec.arguments = {8000, 2.5};
  spec.reset_method = "reset_states";
  return spec;
}

std::vector<float> steps_of(NetworkInstance& instance, const NetworkSpec& spec,
                            const std::vector<float>& sound) {
  const auto steps = std::ssize(sound) / values_of(spec.input_shape);
  return instance.run(batch_view(sound.data(), steps, spec.input_shape)).value();
}

std::int64_t allocated_bytes() {
  std::uint64_t epoch = 1, bytes = 0;
  std::size_t size = sizeof bytes;
  mallctl("epoch", nullptr, nullptr, &epoch, sizeof epoch);
  EXPECT_EQ(mallctl("stats.allocated", &bytes, &size, nullptr, 0), 0);
  return static_cast<std::int64_t>(bytes);
}

// Each costs something, and no more than was measured while loading.
void expect_instances_as_measured(const Network& network, const NetworkSpec& spec) {
  const auto sound = sine_input(3, spec.input_shape);
  std::vector<std::unique_ptr<NetworkInstance>> instances;
  instances.reserve(300);
  const auto add = [&] {
    instances.push_back(network.instance().value());
    steps_of(*instances.back(), spec, sound);
  };
  for (int i = 0; i < 100; ++i) add();  // LibTorch's own tables
  const std::int64_t before = allocated_bytes();
  for (int i = 0; i < 200; ++i) add();
  const std::int64_t each = (allocated_bytes() - before) / 200;
  EXPECT_GT(each, 0);
  EXPECT_LE(each, network.instance_bytes());
}

std::string state_refusal(const NetworkSpec& spec) {
  try {
    load_torch_backend().load(spec);
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_model);
    EXPECT_THAT(error.what(), HasSubstr(spec.weights_path));
    return error.what();
  }
  return "accepted";
}

// Golden values: tests/golden/models/make_models.py, eager float64. The tolerance is that of
// torch_run_test.cpp, over sums of at most 100 products and a few steps.
TEST(TorchState, steps_give_what_eager_torch_gives) {
  const NetworkSpec spec = state_spec("recurrent");
  const auto network = load_torch_backend().load(spec);
  EXPECT_THAT(network->warnings(), IsEmpty()) << "its prepared form is used";
  const std::vector<float> expected = {-0.53549158F,  0.110225587F,  -0.108133384F, -0.646475988F,
                                       -0.661391621F, -0.651615518F, -0.663993205F, -0.641452012F,
                                       -0.354685585F, -0.527813078F, 0.739852647F,  0.304097864F};
  const auto sound = sine_input(4, spec.input_shape);
  const auto instance = network->instance().value();
  EXPECT_THAT(steps_of(*instance, spec, sound), Pointwise(testing::FloatNear(1e-5F), expected));
  ASSERT_TRUE(instance->reset());
  std::vector<float> one_by_one;
  for (std::size_t begin = 0; begin < sound.size(); begin += 80) {
    const auto got = steps_of(*instance, spec,
                              {sound.begin() + static_cast<std::ptrdiff_t>(begin),
                               sound.begin() + static_cast<std::ptrdiff_t>(begin) + 80});
    one_by_one.insert(one_by_one.end(), got.begin(), got.end());
  }
  EXPECT_THAT(one_by_one, Pointwise(testing::FloatNear(1e-5F), expected));
}

TEST(TorchState, instances_on_several_threads_do_not_disturb_each_other) {
  const NetworkSpec spec = state_spec("recurrent");
  const auto network = load_torch_backend().load(spec);
  const auto sound = sine_input(40, spec.input_shape);
  const auto expected = steps_of(*network->instance().value(), spec, sound);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      load_torch_backend().prepare_thread();
      const auto instance = network->instance().value();
      for (int i = 0; i < 10; ++i) {
        if (steps_of(*instance, spec, sound) != expected) ++wrong;
        if (!instance->reset()) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(TorchState, an_instance_costs_little_and_no_more_than_was_measured) {
  const NetworkSpec spec = state_spec("recurrent");
  const auto network = load_torch_backend().load(spec);
  expect_instances_as_measured(*network, spec);
  EXPECT_LE(network->instance_bytes(), 8192) << "its weights are " << 4 * (100 * 24 + 24 * 24) << " bytes";
}

TEST(TorchState, a_state_that_fills_up_is_measured_when_it_is_full) {
  const auto network = load_torch_backend().load(state_spec("filling"));
  EXPECT_GE(network->instance_bytes(), 3200 * 4);
  EXPECT_LE(network->instance_bytes(), 2 * 3200 * 4);
}

TEST(TorchState, an_instance_of_silero_vad_costs_little_and_keeps_its_size_over_a_minute) {
  const test::TempFolder folder;
  if (!test::import_model("silero-vad", folder / "vad")) GTEST_SKIP() << test::no_python("silero_vad, numpy");
  const NetworkSpec spec = network_spec(read_manifest(folder / "vad"));
  const auto network = load_torch_backend().load(spec);
  EXPECT_THAT(network->warnings(), IsEmpty()) << "its prepared form is used";
  expect_instances_as_measured(*network, spec);
  EXPECT_LE(network->instance_bytes(), 64 << 10) << "its weights are over a megabyte";
  const auto instance = network->instance().value();
  const auto ten_seconds = sine_input(312, spec.input_shape);
  steps_of(*instance, spec, ten_seconds);
  const std::int64_t before = allocated_bytes();
  for (int i = 0; i < 6; ++i) steps_of(*instance, spec, ten_seconds);
  EXPECT_LE(allocated_bytes() - before, 4096);
}

TEST(TorchState, a_run_without_an_instance_and_an_input_of_another_shape_fail) {
  const NetworkSpec spec = state_spec("recurrent");
  const auto network = load_torch_backend().load(spec);
  EXPECT_FALSE(run(*network, spec, sine_input(1, spec.input_shape)));
  const auto sound = sine_input(1, {81});
  const auto instance = network->instance().value();
  const auto other = instance->run(batch_view(sound.data(), 1, std::vector<std::int64_t>{81}));
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("not of the shape in the manifest"));
  EXPECT_FALSE(load_torch_backend().load(spec_of("plane"))->instance());
}

TEST(TorchState, a_method_to_reset_that_is_not_there_is_refused) {
  NetworkSpec spec = state_spec("recurrent");
  spec.reset_method = "restart";
  EXPECT_THAT(state_refusal(spec), AllOf(HasSubstr("no method restart"), HasSubstr("reset_states")));
  spec.reset_method = "forward";
  EXPECT_THAT(state_refusal(spec), HasSubstr("needs arguments"));
}

TEST(TorchState, arguments_that_forward_does_not_take_are_refused) {
  NetworkSpec spec = state_spec("recurrent");
  spec.arguments = {8000};
  EXPECT_THAT(state_refusal(spec), AllOf(HasSubstr("float gain"), HasSubstr("\"arguments\"")));
  spec.arguments = {8000.5, 2.5};
  EXPECT_THAT(state_refusal(spec), HasSubstr("int rate"));
  spec.arguments = {8000, 2.5, 1};
  EXPECT_THAT(state_refusal(spec), HasSubstr("expected forward(x"));
  spec.arguments = {11025, 2.5};
  EXPECT_THAT(state_refusal(spec), HasSubstr("this rate is not known"));
}

TEST(TorchState, state_that_is_not_told_of_not_forgotten_shared_or_growing_is_refused) {
  NetworkSpec silent = state_spec("recurrent");
  silent.reset_method.clear();
  EXPECT_THAT(state_refusal(silent), AllOf(HasSubstr("keeps state"), HasSubstr("\"state\"")));
  EXPECT_THAT(state_refusal(state_spec("forgetful")), HasSubstr("forgets too little"));
  EXPECT_THAT(state_refusal(state_spec("in_weight")), HasSubstr("keeps state in its weights"));
  EXPECT_THAT(state_refusal(state_spec("growing")), HasSubstr("still grows after 1024 steps"));
}

}  // namespace
}  // namespace nightjar
