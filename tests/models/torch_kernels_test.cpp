// Which of oneDNN's kernels a prepared network runs: oneDNN tells each of them on stdout. A program of its
// own, as that is chosen before the first of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/models/torch_test_support.h"

namespace nightjar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Of one run, after one that makes the kernels.
std::string kernels_of(const NetworkSpec& spec) {
  setenv("ONEDNN_VERBOSE", "profile_exec", 1);
  testing::internal::CaptureStdout();
  const auto network = load_torch_backend().load(spec);
  const std::vector<float> input = sine_input(2, spec.input_shape);
  EXPECT_TRUE(run(*network, spec, input));
  testing::internal::GetCapturedStdout();
  EXPECT_THAT(network->warnings(), IsEmpty());  // else this is the plain form
  testing::internal::CaptureStdout();
  EXPECT_TRUE(run(*network, spec, input));
  return testing::internal::GetCapturedStdout();
}

// Nothing is laid out anew, and nothing comes after a layer.
testing::Matcher<std::string> only_layers_with(const std::string& activation) {
  return AllOf(HasSubstr(activation), Not(HasSubstr("exec,cpu,reorder")), Not(HasSubstr("exec,cpu,eltwise")));
}

TEST(TorchKernels, a_linear_layer_and_its_gelu_are_one_product_with_a_weight_laid_out_before) {
  EXPECT_THAT(kernels_of(spec_of("broad")),
              AllOf(HasSubstr("inner_product"), only_layers_with("eltwise_gelu")));
}

TEST(TorchKernels, a_convolution_and_its_relu_are_one_kernel_with_a_weight_laid_out_before) {
  if (!__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
    GTEST_SKIP() << "this processor has no AVX-512: LibTorch runs convolutions as it does";
  EXPECT_THAT(kernels_of(spec_of("halving", {1, 8, 10})),
              AllOf(HasSubstr("convolution"), only_layers_with("eltwise_relu")));
}

}  // namespace
}  // namespace nightjar
