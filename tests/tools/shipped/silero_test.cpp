// Silero VAD against its own Python package, where that is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/json_lines.h"
#include "tests/support/python.h"
#include "tests/support/thorough.h"
#include "tests/tools/shipped/scored_run.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;

std::vector<float> read_all(const std::string& path) {
  SF_INFO info{};
  SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
  std::vector<float> samples(file == nullptr ? 0 : static_cast<std::size_t>(info.frames));
  if (file == nullptr) return samples;
  EXPECT_EQ(info.samplerate, 16000);
  EXPECT_EQ(info.channels, 1);
  sf_readf_float(file, samples.data(), info.frames);
  sf_close(file);
  return samples;
}

class Silero : public ScoredRun {
 protected:
  void SetUp() override {
    const char* data = std::getenv("NIGHTJAR_DATA");
    if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
    if (!test::run_python("-c 'import silero_vad, torch'"))
      GTEST_SKIP() << test::no_python("silero_vad, torch");
    for (const auto& entry : std::filesystem::directory_iterator(std::string(data) + "/speech")) {
      if (entry.path().extension() == ".ogg") clips_.push_back(entry.path());
    }
    std::sort(clips_.begin(), clips_.end());
    ASSERT_FALSE(clips_.empty());
    ASSERT_TRUE(test::import_model("silero-vad", vad_));
  }

  // Clips of speech from number `first` on, with pauses of different lengths, 16 bits a sample.
  std::string speech(std::size_t first, std::size_t seconds) const {
    std::vector<float> sound;
    for (std::size_t i = 0; sound.size() < seconds * 16000; ++i) {
      const auto clip = read_all(clips_[(first + i * 7) % clips_.size()]);
      sound.insert(sound.end(), clip.begin(), clip.end());
      const auto pause = test::make_noise((i * 2741) % 9000, static_cast<unsigned>(i), 0.001F);
      sound.insert(sound.end(), pause.begin(), pause.end());
    }
    sound.resize(seconds * 16000 + 100 * first);
    const std::string path = folder_ / ("speech" + std::to_string(first) + ".wav");
    test::write_sound(path, sound, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    return path;
  }

  // What the package says of each, in order.
  json reference_of(const std::vector<std::string>& paths) const {
    std::string command = NIGHTJAR_SOURCE_DIR "/tests/tools/shipped/silero_reference.py";
    for (const std::string& path : paths) command += ' ' + path;
    const std::string answer = folder_ / "reference.json";
    EXPECT_TRUE(test::run_python(command + " > " + answer));
    return json::parse(test::read_text(answer));
  }

  // [[start, end], ...] of the events of `path`, in frames.
  static json spans_of(const std::string& output, const std::string& path) {
    json spans = json::array();
    for (const json& line : test::parse_json_lines(output)) {
      if (line["type"] == "event" && line["path"] == path)
        spans.push_back({line["start_sample"], line["end_sample"]});
    }
    return spans;
  }

  std::vector<std::string> clips_;
  const std::string vad_ = folder_ / "silero_vad";
};

// Ten seconds of each in the quick tier, ten minutes in the long one.
TEST_F(Silero, eight_recordings_at_once_have_the_scores_and_the_speech_of_the_python_package) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < 8; ++i) paths.push_back(speech(i, test::thorough() ? 600 : 10));
  const json reference = reference_of(paths);
  std::string output, scores;
  for (const std::string workers : {"1", "2", "3", "8"}) {
    const Ended ended = run(vad_, paths, {"--workers", workers});
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err, "") << "its prepared form is used";
    const std::string table = test::read_text(table_);
    if (output.empty()) output = ended.out, scores = table;
    EXPECT_EQ(ended.out, output) << workers;
    EXPECT_EQ(table, scores) << workers;
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    SCOPED_TRACE(paths[i]);
    EXPECT_THAT(last_scores(paths[i]), testing::Pointwise(testing::FloatNear(1e-3F),
                                                          reference[i]["scores"].get<std::vector<float>>()));
    EXPECT_EQ(spans_of(output, paths[i]), reference[i]["speech"]);
    EXPECT_FALSE(reference[i]["speech"].empty());
  }
}

}  // namespace
}  // namespace nightjar::cli
