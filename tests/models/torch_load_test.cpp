// Weights that are not what their manifest says are refused before any work, by an error that names the file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "nightjar/error.h"
#include "tests/models/torch_test_support.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// The message of the refusal, which always names the file.
std::string refusal(const NetworkSpec& spec) {
  try {
    load_torch_backend().load(spec);
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_model);
    EXPECT_THAT(error.what(), HasSubstr(spec.weights_path));
    EXPECT_THAT(error.what(), HasSubstr("; "));  // a remedy or what was expected
    return error.what();
  }
  return "accepted";
}

// A copy of a model's file, changed by `change`, as a spec.
template <class Change>
NetworkSpec changed_copy(const std::string& name, Change change) {
  std::string bytes = test::read_text(model_path(name));
  change(bytes);
  NetworkSpec spec = spec_of(name);
  spec.weights_path = testing::TempDir() + "changed_" + std::to_string(getpid()) + name + ".pt";
  std::ofstream(spec.weights_path, std::ios::binary) << bytes;
  return spec;
}

TEST(TorchLoad, a_missing_file_is_refused) {
  EXPECT_THAT(refusal(spec_of("nowhere")), HasSubstr("are not there or not a file"));
  NetworkSpec folder = spec_of("folder");
  folder.weights_path = testing::TempDir();
  EXPECT_THAT(refusal(folder), HasSubstr("are not there or not a file"));
}

TEST(TorchLoad, an_empty_or_foreign_file_is_refused) {
  EXPECT_THAT(refusal(changed_copy("flat", [](std::string& bytes) { bytes.clear(); })),
              HasSubstr("are empty"));
  EXPECT_THAT(refusal(changed_copy("flat", [](std::string& bytes) { bytes = "ONNX"; })),
              HasSubstr("a format that is not known"));
}

TEST(TorchLoad, a_file_cut_anywhere_is_refused) {
  const auto size = std::filesystem::file_size(model_path("flat"));
  for (std::size_t keep = 2; keep < size; keep += 97) {
    EXPECT_THAT(refusal(changed_copy("flat", [keep](std::string& bytes) { bytes.resize(keep); })),
                HasSubstr("are truncated or damaged"));
  }
}

TEST(TorchLoad, a_python_pickle_is_recognised_and_not_unpickled) {
  EXPECT_THAT(refusal(spec_of("pickled")),
              AllOf(HasSubstr("hold Python objects pickled by torch.save"), HasSubstr("torch.jit.script")));
  EXPECT_THAT(refusal(spec_of("pickled_old")), HasSubstr("hold Python objects pickled by torch.save"));
}

TEST(TorchLoad, a_model_that_needs_other_arguments_is_refused_with_its_signature) {
  EXPECT_THAT(refusal(spec_of("two_inputs")),
              AllOf(HasSubstr("Tensor lengths"), HasSubstr("expected forward(x")));
}

TEST(TorchLoad, a_model_that_needs_another_input_shape_is_refused_with_one_line_of_libtorch) {
  const std::string message = refusal(spec_of("flat", {9, 10}));
  EXPECT_THAT(message,
              AllOf(HasSubstr("given float32 [2, 9, 10], fails: mat1 and mat2 shapes cannot be multiplied"),
                    HasSubstr("\"input\" in the manifest"), Not(HasSubstr("\n"))));
}

TEST(TorchLoad, an_output_that_is_not_the_promised_one_is_refused) {
  NetworkSpec four_labels = spec_of("flat");
  four_labels.output_shape = {4};
  EXPECT_THAT(refusal(four_labels), HasSubstr("returns Float [2, 3]; expected a float32 tensor [2, 4]"));
  EXPECT_THAT(refusal(spec_of("doubles")),
              HasSubstr("returns Double [2, 3]; expected a float32 tensor [2, 3]"));
  EXPECT_THAT(refusal(spec_of("pair")), HasSubstr("returns a value of type (Tensor, Tensor)"));
}

TEST(TorchLoad, a_model_that_is_no_pure_function_is_refused) {
  EXPECT_THAT(refusal(spec_of("counter")), HasSubstr("keeps state or is random"));
  EXPECT_THAT(refusal(spec_of("random")), HasSubstr("keeps state or is random"));
  EXPECT_THAT(refusal(spec_of("in_place")), HasSubstr("changes its input in place"));
}

TEST(TorchLoad, scores_that_are_not_finite_are_no_reason_to_refuse) {
  const auto network = load_torch_backend().load(spec_of("not_a_number"));
  EXPECT_THAT(network->warnings(), IsEmpty());
}

TEST(TorchLoad, a_prepared_form_that_differs_is_not_used_and_told) {
  const NetworkSpec spec = spec_of("layout");
  const auto network = load_torch_backend().load(spec);
  ASSERT_EQ(network->warnings().size(), 1U);
  EXPECT_THAT(network->warnings()[0], AllOf(HasSubstr("the optimised form of model layout differs by 8"),
                                            HasSubstr("its plain form is used")));
  // The plain form adds the stride 9 (contiguous [3, 2, 3, 3]); the prepared one would add 1.
  EXPECT_GT(run(*network, spec, sine_input(1, spec.input_shape)).value()[0], 5.0F);
  EXPECT_THAT(load_torch_backend().load(spec_of("plane"))->warnings(), IsEmpty());
}

TEST(TorchLoad, each_preparation_does_what_it_says_and_no_more) {
  NetworkSpec image = spec_of("image", {1, 8, 10});
  const auto input = sine_input(2, image.input_shape);
  const auto expected = run(*load_torch_backend().load(image), image, input).value();
  for (const Preparation preparation : {Preparation::plain, Preparation::frozen, Preparation::optimised}) {
    image.preparation = preparation;
    EXPECT_THAT(run(*load_torch_backend().load(image), image, input).value(),
                testing::Pointwise(testing::FloatNear(1e-5F), expected));
    NetworkSpec layout = spec_of("layout");
    layout.preparation = preparation;
    const auto network = load_torch_backend().load(layout);
    EXPECT_THAT(network->warnings(), IsEmpty()) << "its weights keep their layout";
    EXPECT_GT(run(*network, layout, sine_input(1, layout.input_shape)).value()[0], 5.0F);
  }
}

}  // namespace
}  // namespace nightjar
