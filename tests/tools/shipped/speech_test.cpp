// models/speech on real recordings: speech, music, both, and neither.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kSpeechRateHz = 16000;  // of the recordings used here

class SpeechModel : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("NIGHTJAR_DATA");
    if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
    data_ = data;
  }

  // The first file of the folder whose name begins so, at most `seconds` of it.
  std::vector<float> sound(const std::string& folder, const std::string& begin, int seconds) const {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(data_ / folder)) {
      if (entry.path().filename().string().starts_with(begin)) paths.push_back(entry.path());
    }
    EXPECT_FALSE(paths.empty()) << folder << '/' << begin;
    if (paths.empty()) return {};
    SF_INFO info{};
    SNDFILE* file = sf_open(std::min_element(paths.begin(), paths.end())->c_str(), SFM_READ, &info);
    EXPECT_NE(file, nullptr);
    EXPECT_EQ(info.samplerate, kSpeechRateHz);
    std::vector<float> samples(static_cast<std::size_t>(seconds * kSpeechRateHz));
    samples.resize(static_cast<std::size_t>(sf_readf_float(file, samples.data(), std::ssize(samples))));
    sf_close(file);
    return samples;
  }

  // What share of the recordings each label is found in.
  std::map<std::string, double> shares(const std::string& input) const {
    const Ended run = nightjar({"run", "--quiet", "--model", "speech", input});
    EXPECT_EQ(run.code, 0) << run.err;
    std::map<std::string, double> found;
    double whole_s = 0;
    for (const auto& line : test::parse_json_lines(run.out)) {
      if (line["type"] == "done") whole_s = line["processed_s"];
      if (line["type"] == "event")
        found[line["label"]] += line["end_s"].get<double>() - line["start_s"].get<double>();
    }
    for (auto& [label, share] : found) share /= whole_s;
    return found;
  }

  std::string written(const std::vector<float>& samples) const {
    test::write_sound(folder_ / "sound.wav", samples, kSpeechRateHz, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / "sound.wav";
  }

  fs::path data_;
  const test::TempFolder folder_;
};

TEST_F(SpeechModel, finds_speech_and_no_music_where_somebody_reads) {
  auto found = shares(written(sound("speech", "1", 10)));
  EXPECT_GT(found["speech"], 0.9);
  EXPECT_LT(found["music"], 0.05);
}

TEST_F(SpeechModel, finds_music_and_no_speech_in_a_piece) {
  auto found = shares(written(sound("music", "Hungarian", 20)));
  EXPECT_GT(found["music"], 0.9);
  EXPECT_LT(found["speech"], 0.05);
}

// Its card says that other sounds than rain are taken for music far more often.
TEST_F(SpeechModel, finds_no_speech_and_hardly_any_music_in_rain) {
  auto found = shares(data_ / "esc10/rain");
  EXPECT_LT(found["speech"], 0.05);
  EXPECT_LT(found["music"], 0.05);
}

// The reader begins 5 s after the music, and is twice as loud.
TEST_F(SpeechModel, finds_both_where_somebody_reads_over_music) {
  auto mix = sound("music", "Hungarian", 20);
  const auto reading = sound("speech", "1", 10);
  const auto level = [](const std::vector<float>& samples) {
    double square = 0;
    for (const float x : samples) square += static_cast<double>(x) * static_cast<double>(x);
    return std::sqrt(square / static_cast<double>(samples.size()));
  };
  const auto gain = static_cast<float>(level(reading) / level(mix) / 2);
  for (float& x : mix) x *= gain;
  const std::size_t begin = 5 * kSpeechRateHz;
  ASSERT_GT(mix.size(), begin + reading.size());
  for (std::size_t i = 0; i < reading.size(); ++i) mix[begin + i] += reading[i];
  auto found = shares(written(mix));
  const double spoken = static_cast<double>(reading.size()) / static_cast<double>(mix.size());
  EXPECT_NEAR(found["speech"], spoken, 0.1);
  EXPECT_GT(found["music"], 0.9);
}

}  // namespace
}  // namespace nightjar::cli
