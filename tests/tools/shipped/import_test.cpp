// tools/import_model: checkpoints of each architecture do here what they do in their own library.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/json_lines.h"
#include "tests/support/python.h"
#include "tests/tools/shipped/scored_run.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

// Small ones with random weights: import_case.py.
class Imported : public ScoredRun, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    if (!test::run_python("-c 'import numpy, soundfile, torch, transformers'"))
      GTEST_SKIP() << test::no_python("numpy, soundfile, torch, transformers");
    ASSERT_TRUE(test::run_python(NIGHTJAR_SOURCE_DIR "/tests/tools/shipped/import_case.py " + GetParam() +
                                 ' ' + folder_.path() + " > /dev/null"));
    expected_ = json::parse(test::read_text(folder_ / "expected.json"));
  }

  // Of the one segment.
  std::vector<float> scores() const {
    const std::string table = test::read_text(table_);
    std::vector<float> values;
    std::istringstream fields(table.substr(table.rfind(folder_ / "sound.wav")));
    for (std::string field; std::getline(fields, field, ',');)
      values.push_back(std::strtof(field.c_str(), nullptr));
    values.erase(values.begin(), values.begin() + 3);  // path, begin, end
    return values;
  }

  std::string text_of(const std::string& lines) const {
    std::string text;
    for (const json& line : test::parse_json_lines(lines)) {
      if (line["type"] == "transcript") text += (text.empty() ? "" : " ") + line["text"].get<std::string>();
    }
    return text;
  }

  const std::string model_ = folder_ / "model";
  json expected_;
};

TEST_P(Imported, gives_the_features_the_outputs_and_the_text_of_its_library) {
  const Ended verified = nightjar({"verify", model_});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, AllOf(HasSubstr("features "), HasSubstr("outputs ")));
  const Ended ran = run(model_, {folder_ / "sound.wav"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "") << "its prepared form is used";
  if (expected_.contains("text")) {
    EXPECT_THAT(verified.out, HasSubstr("text      the same"));
    EXPECT_GT(expected_["text"].get<std::string>().size(), 20U) << "says something";
    EXPECT_EQ(text_of(ran.out), expected_["text"]);
  } else {
    EXPECT_THAT(scores(),
                testing::Pointwise(testing::FloatNear(1e-4F), expected_["scores"].get<std::vector<float>>()));
  }
}

INSTANTIATE_TEST_SUITE_P(Import, Imported,
                         testing::Values("wav2vec2_transcripts", "wav2vec2_large_transcripts",
                                         "hubert_transcripts", "wavlm_transcripts", "wav2vec2_tags",
                                         "hubert_tags", "wavlm_tags", "ast_audioset", "ast_commands",
                                         "torchscript", "module", "traced_module"),
                         [](const auto& named) { return named.param; });

class ImportModel : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::run_python("-c 'import numpy, torch, transformers'"))
      GTEST_SKIP() << test::no_python("numpy, torch, transformers");
  }

  // What it says where it refuses.
  std::string refusal(const std::string& arguments) const {
    EXPECT_FALSE(test::import_model(arguments, folder_ / "model", folder_ / "errors"));
    return test::read_text(folder_ / "errors");
  }
  std::string refusal_of_checkpoint(const json& config) const {
    std::filesystem::create_directories(folder_ / "checkpoint");
    std::ofstream(folder_ / "checkpoint/config.json") << config.dump();
    return refusal("huggingface " + (folder_ / "checkpoint"));
  }

  const test::TempFolder folder_;
};

TEST_F(ImportModel, names_what_is_there_where_something_is_not) {
  for (const char* type : {"whisper", "zebra", "bert"}) {
    const std::string words = refusal_of_checkpoint({{"model_type", type}});
    EXPECT_THAT(words, AllOf(HasSubstr(type), HasSubstr("Wav2Vec2, HuBERT, WavLM"), HasSubstr("AST")));
    EXPECT_EQ(std::count(words.begin(), words.end(), '\n'), 1) << words;
  }
  EXPECT_THAT(refusal_of_checkpoint({{"model_type", "wav2vec2"}, {"architectures", {"Wav2Vec2Model"}}}),
              HasSubstr("expected one that ends with ForCTC or ForSequenceClassification"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "model"));
}

TEST_F(ImportModel, leaves_alone_what_is_there) {
  std::filesystem::create_directories(folder_ / "model");
  std::ofstream(folder_ / "model/notes.txt") << "mine";
  EXPECT_THAT(refusal("silero-vad"), HasSubstr("is there already; give another folder, or --force"));
  EXPECT_THAT(refusal("silero-vad --force"), HasSubstr("is no model folder"));
  std::ofstream(folder_ / "model/manifest.json") << "{}";
  std::ofstream(folder_ / "keys.json") << R"({"task": "tags", "sample_rate_hz": 8000, "segment_samples": 8000,
    "features": {"type": "waveform", "input_scale": 1, "normalization": "none"}, "labels": ["a"]})";
  EXPECT_THAT(
      refusal("torchscript --force " + (folder_ / "keys.json") + " --manifest " + (folder_ / "keys.json")),
      HasSubstr("is no TorchScript file"));
  EXPECT_EQ(test::read_text(folder_ / "model/notes.txt"), "mine");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 3)
      << "and nothing beside it";
}

}  // namespace
}  // namespace nightjar::cli
