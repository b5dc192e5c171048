// models/keywords, run as a user runs it, on voices and sounds that its training never met.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kRateHz = 16'000;

struct WakeWord {
  std::string label, clip;  // the clip is one of models/keywords/recipe/held_back.txt
};

class Keywords : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("NIGHTJAR_DATA");
    if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
    data_ = data;
  }

  std::vector<nlohmann::json> events(const std::vector<std::string>& paths) const {
    std::vector<std::string> words = {"run", "--quiet", "--model", "keywords", "--format", "jsonl"};
    words.insert(words.end(), paths.begin(), paths.end());
    const Ended ended = nightjar(words);
    EXPECT_EQ(ended.code, 0) << ended.err;
    std::vector<nlohmann::json> found;
    for (const auto& line : test::parse_json_lines(ended.out)) {
      if (line["type"] == "event") found.push_back(line);
    }
    return found;
  }

  std::vector<float> clip(const WakeWord& word) const {
    const fs::path path = data_ / "keywords" / word.label / (word.clip + ".ogg");
    SF_INFO info{};
    SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
    EXPECT_NE(file, nullptr) << path;
    EXPECT_EQ(info.samplerate, kRateHz) << path;
    std::vector<float> samples(static_cast<std::size_t>(info.frames));
    samples.resize(static_cast<std::size_t>(sf_readf_float(file, samples.data(), info.frames)));
    sf_close(file);
    return samples;
  }

  const test::TempFolder folder_;
  fs::path data_;
};

// The middle of the frames that hold most of a clip's energy.
double middle_s(const std::vector<float>& sound) {
  double energy = 0, moment = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double square = std::pow(static_cast<double>(sound[i]), 2);
    energy += square;
    moment += square * static_cast<double>(i);
  }
  return moment / energy / kRateHz;
}

TEST_F(Keywords, are_found_where_they_are_said) {
  const std::vector<WakeWord> said = {
      {"alexa", "316"},
      {"computer", "1cffb008-01c8-4d35-8d47-f9ff9b888b67"},
      {"jarvis", "5354c897-8b87-41a3-a947-033dee6431bd"},
      {"smart_mirror", "21823d64-5c3f-4d69-8328-03d211ad7bd7"},
      {"snowboy", "a48121b5-01ff-4601-a3b5-5eca3b398272"},
      {"view_glass", "19ed668b-c31c-4564-8810-76081b3a4d31"},
  };
  std::vector<float> sound;
  std::vector<double> said_s;
  for (const WakeWord& word : said) {
    const auto pause = test::make_noise(kRateHz * 3 / 2, static_cast<unsigned>(said_s.size()), 0.002F);
    sound.insert(sound.end(), pause.begin(), pause.end());
    const auto spoken = clip(word);
    said_s.push_back(static_cast<double>(sound.size()) / kRateHz + middle_s(spoken));
    sound.insert(sound.end(), spoken.begin(), spoken.end());
  }
  const std::string path = folder_ / "said.wav";
  test::write_sound(path, sound, kRateHz, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  const auto found = events({path});
  ASSERT_EQ(found.size(), said.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    EXPECT_EQ(found[i]["label"], said[i].label);
    EXPECT_LT(found[i]["start_s"].get<double>(), said_s[i]) << said[i].label;
    EXPECT_GT(found[i]["end_s"].get<double>(), said_s[i]) << said[i].label;
    EXPECT_LT(found[i]["end_s"].get<double>() - found[i]["start_s"].get<double>(), 1.6) << said[i].label;
  }
}

TEST_F(Keywords, are_not_heard_in_rain_dogs_and_speech_without_them) {
  std::vector<std::string> paths;
  for (const char* name : {"rain", "dog_bark", "person_sneeze", "clock_tick"}) {
    for (const auto& entry : fs::directory_iterator(data_ / "esc10" / name)) {
      if (entry.path().filename().string().front() == '4') paths.push_back(entry.path());
    }
  }
  std::vector<std::string> read;
  for (const auto& entry : fs::directory_iterator(data_ / "speech")) read.push_back(entry.path());
  std::sort(read.begin(), read.end());
  ASSERT_GE(read.size(), 10U);
  paths.insert(paths.end(), read.begin(), read.begin() + 10);
  EXPECT_THAT(events(paths), testing::IsEmpty());
}

}  // namespace
}  // namespace nightjar::cli
