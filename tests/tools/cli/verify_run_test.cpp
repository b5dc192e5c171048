// `nightjar verify` without recordings: a model against its reference.npz, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "stages/write/npz_file.h"
#include "tests/engine/support/stub_model.h"
#include "tests/engine/support/stub_reference.h"
#include "tests/support/json_lines.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class VerifyReference : public Workplace {
 protected:
  VerifyReference() : reference_(test::reference_of(model_, test::make_noise(3 * 16000, 1, 0.3F))) {}

  void write() const {
    auto file = NpzFile::create(path_);
    const auto add = [&](const char* name, const std::string& shape, const std::vector<float>& values) {
      std::string bytes(values.size() * sizeof(float), '\0');
      std::memcpy(bytes.data(), values.data(), bytes.size());
      EXPECT_TRUE(file->begin_array(name, "<f4", shape) && file->write(bytes));
    };
    add("sound", "3, 16000", reference_.sound);
    add("features", "3, 24, 97", reference_.features);
    add("outputs", "3, 3", reference_.outputs);
    ASSERT_TRUE(file->close());
  }

  Ended verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"verify", "stub"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return nightjar(arguments, options());
  }

  const StubBackend backend_;
  const LoadedModel model_{stub_manifest(), backend_};
  ReferenceRun reference_;
  const std::string path_ = folder_ / "models/stub/reference.npz";
};

TEST_F(VerifyReference, says_that_a_model_does_what_its_library_does) {
  write();
  const Ended ended = verify();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("model stub against its reference.npz: 3 segments"),
                               HasSubstr("features  largest difference 0.0e+00"), HasSubstr("outputs "),
                               HasSubstr("it does what the library does")));
}

TEST_F(VerifyReference, fails_and_says_where_it_differs) {
  reference_.outputs[5] += 1;
  write();
  const Ended ended = verify();
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("largest difference 1.0e+00"), HasSubstr("at [1, 2]: got "),
                    HasSubstr("DIFFERS FROM THE LIBRARY THAT IT COMES FROM, first in its outputs")));
  const auto lines = test::parse_json_lines(verify({"--json"}).out);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["stage"], "features");
  EXPECT_EQ(lines[0]["agrees"], true);
  EXPECT_EQ(lines[1]["agrees"], false);
  EXPECT_EQ(lines[1]["at"], "[1, 2]");
}

TEST_F(VerifyReference, needs_a_reference_or_a_recording) {
  const Ended ended = verify();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err,
              AllOf(HasSubstr("model stub has no reference.npz"), HasSubstr("no recording was named")));
}

TEST_F(VerifyReference, refuses_a_reference_of_another_model) {
  reference_.sound.resize(32000);
  write();
  const Ended ended = verify();
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err,
              HasSubstr("reference.npz: array \"sound\" has 128000 bytes of values; expected those of"));
  std::filesystem::resize_file(path_, 1000);
  EXPECT_EQ(verify().code, 2);
}

}  // namespace
}  // namespace nightjar::cli
