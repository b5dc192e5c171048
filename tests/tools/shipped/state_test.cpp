// A small model with state, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/tools/shipped/scored_run.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class StateModel : public ScoredRun {
 protected:
  void SetUp() override {
    fs::create_directories(model_);
    fs::copy_file(NIGHTJAR_SOURCE_DIR "/tests/golden/models/recurrent.pt", model_ + "/weights.pt");
    std::ofstream(model_ + "/manifest.json") << R"({
      "format": 1, "name": "steps", "description": "-", "licence": "-", "task": "tags",
      "weights": "weights.pt", "sample_rate_hz": 8000, "segment_samples": 80, "hop_samples": 80,
      "batch_segments": 32, "input": {"shape": [80], "arguments": [8000, 2.5]},
      "state": {"reset": "reset_states"},
      "features": {"type": "waveform", "input_scale": 1, "normalization": "none"},
      "labels": ["a", "b", "c"],
      "decode": {"type": "tags", "activation": "sigmoid", "threshold_on": {"default": 0.5},
                 "threshold_off": {"default": 0.4}, "top_k": 0, "smoothing_segments": 1,
                 "min_duration_s": 0.02, "merge_gap_s": 0, "min_silence_s": 0.03, "pad_s": 0.004}})";
  }

  // Of 8 and 22.05 kHz; three of the eight have a gap.
  std::vector<std::string> eight_recordings() const {
    std::vector<std::string> paths;
    for (unsigned i = 0; i < 8; ++i) {
      auto sound = test::make_noise(20'000 + 7919 * i, i);
      if (i % 3 == 1) std::fill_n(sound.begin() + 9'000, 5'000, std::nanf(""));
      paths.push_back(write("r" + std::to_string(i) + ".wav", sound, i % 2 == 0 ? 8000 : 22'050));
    }
    return paths;
  }

  std::map<std::string, std::string> files_in(const std::string& out) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(out)) {
      if (entry.path().extension() == ".jsonl")
        files[entry.path().filename()] = test::read_text(entry.path());
    }
    return files;
  }

  const std::string model_ = folder_ / "model";
};

// The golden values of torch_state_test.cpp.
TEST_F(StateModel, scores_of_a_file_are_those_of_its_steps) {
  std::vector<float> sound(4 * 80);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = static_cast<float>(std::sin(static_cast<double>(i)));
  const std::string path = write("sine.wav", sound, 8000);
  const Ended ended = run(model_, {path});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const std::vector<float> third = {-0.108133384F, -0.651615518F, -0.354685585F, 0.304097864F};
  std::vector<float> expected;
  for (const float x : third) expected.push_back(1 / (1 + std::exp(-x)));
  EXPECT_THAT(last_scores(path), testing::Pointwise(testing::FloatNear(1e-5F), expected));
}

TEST_F(StateModel, any_number_of_workers_writes_the_same_bytes_for_recordings_at_once_and_alone) {
  const auto paths = eight_recordings();
  std::string output, scores;
  for (const std::string workers : {"1", "2", "3", "8"}) {
    const Ended ended = run(model_, paths, {"--workers", workers});
    ASSERT_EQ(ended.code, 1) << ended.err << "three recordings have gaps";
    const std::string table = test::read_text(table_);
    if (output.empty()) output = ended.out, scores = table;
    EXPECT_EQ(ended.out, output) << workers;
    EXPECT_EQ(table, scores) << workers;
  }
  EXPECT_THAT(output, HasSubstr("\"type\":\"event\""));
  for (const std::string& path : {paths[1], paths[2]}) {
    run(model_, {path}, {"--workers", "2"});
    std::ifstream in(table_);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) ASSERT_THAT(scores, HasSubstr(line));
  }
}

// As after a kill: half of the journal is there, and one recording's file is not whole.
TEST_F(StateModel, a_resumed_run_writes_what_a_whole_one_does) {
  const std::string out = folder_ / "out";
  std::vector<std::string> arguments = {"run", "--quiet", "--model", model_, "--out", out};
  for (const std::string& path : eight_recordings()) arguments.push_back(path);
  const Ended whole = nightjar(arguments);
  ASSERT_EQ(whole.code, 1) << whole.err;
  const auto expected = files_in(out);
  ASSERT_EQ(expected.size(), 8u);
  const fs::path journal = fs::path(out) / ".nightjar-journal";
  fs::resize_file(journal, fs::file_size(journal) / 2);
  fs::remove(out + "/r5.wav.jsonl");
  arguments.insert(arguments.end(), {"--resume", "--workers", "3"});
  const Ended resumed = nightjar(arguments);
  EXPECT_EQ(resumed.code, 1) << resumed.err;
  EXPECT_EQ(resumed.out, whole.out);
  EXPECT_TRUE(files_in(out) == expected);
}

TEST_F(StateModel, models_says_that_it_keeps_state_and_how_its_events_end) {
  const Ended ended = nightjar({"models", model_});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("state           an instance for each recording; reset_states()"),
                               HasSubstr("min silence     0.030 s"), HasSubstr("pad             0.004 s")));
}

TEST_F(StateModel, verify_refuses_it_and_says_why) {
  const Ended ended = nightjar({"verify", model_, write("a.wav", test::make_noise(8000, 1), 8000)});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("keeps state"));
}

}  // namespace
}  // namespace nightjar::cli
