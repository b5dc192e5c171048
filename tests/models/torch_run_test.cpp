// What a loaded network computes, on how many threads, with how much memory.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <jemalloc/jemalloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <thread>

#include "models/loader/process_info.h"
#include "tests/models/torch_test_support.h"

namespace nightjar {
namespace {

using testing::HasSubstr;
using testing::Pointwise;
using testing::SizeIs;

// An OpenMP runtime is there before LibTorch's, told to use four threads: so it is in programs that link with
// Debian's libsoxr. Only LibTorch's own pools can then be pinned, not the environment of its load.
const Backend& backend() {
  static const bool ready = [] {
    setenv("OMP_NUM_THREADS", "4", 1);
    EXPECT_NE(dlopen("libgomp.so.1", RTLD_NOW), nullptr) << dlerror();
    return true;
  }();
  static_cast<void>(ready);
  return load_torch_backend();
}

std::uint64_t jemalloc_figure(const char* name) {
  std::uint64_t value = 0;
  std::size_t size = sizeof value;
  EXPECT_EQ(mallctl(name, &value, &size, nullptr, 0), 0) << name;
  return value;
}

// Golden values: tests/golden/models/make_models.py, eager float64. Tolerance: float32's 6e-8 over sums of at
// most 80 x 72 products of order 1, with room for another order of summation.
constexpr float kGoldenTolerance = 1e-5F;

TEST(TorchRun, gives_what_eager_torch_gives) {
  const NetworkSpec image = spec_of("image", {1, 8, 10});
  const std::vector<float> of_image = {-0.157941935F, -0.370751234F, 0.133940107F,
                                       -0.157418634F, -0.368626367F, 0.131263732F};
  EXPECT_THAT(run(*backend().load(image), image, sine_input(2, image.input_shape)).value(),
              Pointwise(testing::FloatNear(kGoldenTolerance), of_image));
  const NetworkSpec plane = spec_of("plane");
  const std::vector<float> of_plane = {0.235113752F, 0.235767242F, -0.016374607F,
                                       0.235211269F, 0.234973371F, -0.017655391F};
  EXPECT_THAT(run(*backend().load(plane), plane, sine_input(2, plane.input_shape)).value(),
              Pointwise(testing::FloatNear(kGoldenTolerance), of_plane));
  const NetworkSpec halving = spec_of("halving", {1, 8, 10});
  const std::vector<float> of_halving = {0.224954656F, 0.109902201F,  0.0858931332F,
                                         0.207322452F, 0.0990683163F, 0.0698554196F};
  EXPECT_THAT(run(*backend().load(halving), halving, sine_input(2, halving.input_shape)).value(),
              Pointwise(testing::FloatNear(kGoldenTolerance), of_halving));
  const NetworkSpec broad = spec_of("broad");
  const std::vector<float> of_broad = {0.0761129121F, -0.107277166F,   -0.0951073487F,
                                       0.0124204318F, -0.00679591039F, -0.100355783F};
  EXPECT_THAT(run(*backend().load(broad), broad, sine_input(2, broad.input_shape)).value(),
              Pointwise(testing::FloatNear(kGoldenTolerance), of_broad));
}

TEST(TorchRun, in_bfloat16_gives_about_the_same_and_says_how_far_it_is) {
  NetworkSpec spec = spec_of("image", {1, 8, 10});
  const std::vector<float> input = sine_input(2, spec.input_shape);
  const auto exact = run(*backend().load(spec), spec, input).value();
  spec.precision = Precision::bfloat16;
  if (!__builtin_cpu_supports("avx512bf16")) {
    try {
      backend().load(spec);
      FAIL() << "accepted";
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_option);
      EXPECT_THAT(error.what(), HasSubstr("take float32"));
    }
    return;
  }
  const auto network = backend().load(spec);
  const auto rounded = run(*network, spec, input).value();
  EXPECT_THAT(rounded, Pointwise(testing::FloatNear(0.02F), exact));
  EXPECT_NE(rounded, exact);
  ASSERT_THAT(network->warnings(), SizeIs(1));
  EXPECT_THAT(network->warnings()[0], HasSubstr(" % of its largest output away from float32"));
}

TEST(TorchRun, results_do_not_depend_on_how_often_a_network_ran) {
  const NetworkSpec spec = spec_of("plane", {64, 101}, {4, 2, 1});
  const auto network = backend().load(spec);
  for (const std::int64_t batch : spec.batch_sizes) {
    const auto input = sine_input(batch, spec.input_shape);
    const auto first = run(*network, spec, input).value();
    for (int i = 0; i < 8; ++i) EXPECT_EQ(run(*network, spec, input).value(), first);
    EXPECT_EQ(run(*backend().load(spec), spec, input).value(), first);
  }
}

// Matrix libraries may take another path for memory that is not aligned to a vector.
TEST(TorchRun, results_do_not_depend_on_where_the_input_lies) {
  for (const char* name : {"flat", "plane"}) {
    const NetworkSpec spec = spec_of(name);
    const auto network = backend().load(spec);
    const auto input = sine_input(2, spec.input_shape);
    const auto expected = run(*network, spec, input).value();
    std::vector<float> memory(input.size() + 32);
    for (std::size_t offset = 0; offset < 32; ++offset) {
      std::copy(input.begin(), input.end(), memory.begin() + static_cast<std::ptrdiff_t>(offset));
      const auto output = network->run(batch_view(memory.data() + offset, 2, spec.input_shape));
      ASSERT_TRUE(output);
      EXPECT_EQ(*output, expected) << name << ", offset " << offset;
    }
  }
}

// The networks' convolutions are big enough that an OpenMP team would be started for them.
class TorchThreads : public testing::TestWithParam<int> {};

TEST_P(TorchThreads, workers_share_a_network_with_the_same_bits_and_no_further_thread) {
  constexpr int kFurtherThreads = 0;  // beside the workers and those that are there at rest
  const NetworkSpec spec = spec_of("plane", {64, 201}, {4});
  const auto network = backend().load(spec);
  const auto input = sine_input(4, spec.input_shape);
  const auto expected = run(*network, spec, input).value();
  const int at_rest = process_threads();

  std::atomic<int> most_threads = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> workers;
  workers.reserve(static_cast<std::size_t>(GetParam()));
  for (int w = 0; w < GetParam(); ++w) {
    workers.emplace_back([&] {
      backend().prepare_thread();
      for (int i = 0; i < 6; ++i) {
        if (run(*network, spec, input).value() != expected) ++wrong;
        most_threads = std::max(most_threads.load(), process_threads());
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(most_threads, at_rest + GetParam() + kFurtherThreads);
  EXPECT_EQ(backend().info().intra_op_threads, 1);
  EXPECT_EQ(backend().info().inter_op_threads, 1);
}
INSTANTIATE_TEST_SUITE_P(Workers, TorchThreads, testing::Values(1, 2, 8));

TEST(TorchRun, a_thread_that_was_not_prepared_starts_no_team_either) {
  const NetworkSpec spec = spec_of("plane", {64, 201}, {4});
  const auto network = backend().load(spec);
  const int at_rest = process_threads();
  int during = 0;
  std::thread([&] {
    EXPECT_TRUE(run(*network, spec, sine_input(4, spec.input_shape)));
    during = process_threads();
  }).join();
  EXPECT_LE(during, at_rest + 1);
}

TEST(TorchRun, one_openmp_runtime_is_mapped) {
  backend();
  EXPECT_THAT(mapped_openmp_runtimes(), SizeIs(1));
}

TEST(TorchRun, denormals_count_as_zero_inside_a_run_and_only_there) {
  const NetworkSpec spec = spec_of("denormal");
  const auto network = backend().load(spec);
  EXPECT_EQ(run(*network, spec, std::vector<float>(80, 1.0F)).value(), std::vector<float>(3, 0.0F));
  const volatile float smallest = std::numeric_limits<float>::min();
  EXPECT_GT(smallest / 2, 0.0F);
}

TEST(TorchRun, what_fails_inside_libtorch_is_an_error_value) {
  const NetworkSpec spec = spec_of("moody");
  const auto network = backend().load(spec);
  const auto error_at = [&](float peak) { return run(*network, spec, std::vector<float>(80, peak)).error(); };
  EXPECT_TRUE(run(*network, spec, std::vector<float>(80, 99.0F)));
  EXPECT_EQ(error_at(150).code, ErrorCode::inference_failed);
  EXPECT_THAT(error_at(150).message,
              HasSubstr("model moody failed on a batch of 1: too loud for this model"));
  EXPECT_EQ(error_at(250).code, ErrorCode::out_of_memory);
  EXPECT_THAT(error_at(250).message, HasSubstr("no memory to run model moody on a batch of 1"));
  EXPECT_EQ(error_at(350).code, ErrorCode::inference_failed);
  EXPECT_THAT(error_at(350).message, HasSubstr("the output's shape"));
  EXPECT_TRUE(run(*network, spec, std::vector<float>(80, 99.0F)));  // and the network lives on
}

TEST(TorchRun, a_model_that_warns_prints_nothing) {
  const NetworkSpec spec = spec_of("moody");
  const auto network = backend().load(spec);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(run(*network, spec, std::vector<float>(80, -150.0F)));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(TorchRun, a_batch_of_a_size_that_was_not_announced_is_an_error_value) {
  const NetworkSpec spec = spec_of("plane");
  const auto network = backend().load(spec);
  for (const std::int64_t batch : {0, 3}) {
    EXPECT_EQ(run(*network, spec, sine_input(batch, spec.input_shape)).error().code,
              ErrorCode::inference_failed);
  }
}

TEST(TorchRun, scores_that_are_not_finite_come_out_as_they_are) {
  const NetworkSpec spec = spec_of("not_a_number");
  const auto output = run(*backend().load(spec), spec, std::vector<float>(80, -1.0F)).value();
  EXPECT_TRUE(std::isnan(output[0]));
}

// jemalloc, which this program is linked with, is asked what really happens.
TEST(TorchMemory, jemalloc_serves_libtorch) {
  const NetworkSpec spec = spec_of("plane", {64, 101}, {4});
  const auto network = backend().load(spec);
  const auto input = sine_input(4, spec.input_shape);
  const std::uint64_t before = jemalloc_figure("thread.allocated");
  ASSERT_TRUE(run(*network, spec, input));
  EXPECT_GT(jemalloc_figure("thread.allocated") - before,
            std::uint64_t{8} * 4 * 64 * 101 * sizeof(float));  // one feature map
}

TEST(TorchMemory, what_a_run_takes_is_within_what_was_announced) {
  constexpr std::int64_t kJemallocError = 100 << 10;  // of thread.peak, by its manual
  const NetworkSpec spec = spec_of("image", {1, 64, 201}, {8, 4, 2, 1});
  const auto network = backend().load(spec);
  const auto announced = network->activation_bytes();
  ASSERT_THAT(announced, SizeIs(4));
  for (std::size_t i = 0; i < announced.size(); ++i) {
    const auto input = sine_input(spec.batch_sizes[i], spec.input_shape);
    ASSERT_TRUE(run(*network, spec, input));
    ASSERT_EQ(mallctl("thread.peak.reset", nullptr, nullptr, nullptr, 0), 0);
    ASSERT_TRUE(run(*network, spec, input));
    const auto taken = static_cast<std::int64_t>(jemalloc_figure("thread.peak.read"));
    EXPECT_GE(announced[i], taken - kJemallocError);
    EXPECT_LE(announced[i], taken * 2 + kJemallocError);
  }
}

TEST(TorchMemory, a_network_that_runs_on_does_not_grow) {
  const NetworkSpec spec = spec_of("plane", {64, 101}, {4, 2, 1});
  const auto network = backend().load(spec);
  const auto held = [&](int rounds) {
    for (int i = 0; i < rounds; ++i) {
      for (const std::int64_t batch : spec.batch_sizes) {
        EXPECT_TRUE(run(*network, spec, sine_input(batch, spec.input_shape)));
      }
    }
    return static_cast<std::int64_t>(jemalloc_figure("thread.allocated") -
                                     jemalloc_figure("thread.deallocated"));
  };
  const std::int64_t before = held(3);
  EXPECT_LE(held(30) - before, 4096);
}

}  // namespace
}  // namespace nightjar
