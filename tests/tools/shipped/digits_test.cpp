// The model of spoken digits that is shipped, run as a user runs it.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

const std::vector<std::string> kDigits = {"zero", "one", "two",   "three", "four",
                                          "five", "six", "seven", "eight", "nine"};

// The text of each recording in `list`, in the order of its words.
std::map<std::string, std::string> transcripts(const std::string& list) {
  const Ended run = nightjar({"run", "--quiet", "--format", "jsonl", "--model", "digits", "--list", list});
  EXPECT_EQ(run.code, 0) << run.err;
  std::map<std::string, std::string> said;
  for (const auto& line : test::parse_json_lines(run.out)) {
    if (line["type"] != "word") continue;
    std::string& text = said[line["path"]];
    text += (text.empty() ? "" : " ") + line["text"].get<std::string>();
  }
  return said;
}

// Recordings that it was trained on: this says that the whole way works, its card says how well on others.
TEST(Digits, the_shipped_model_reads_real_recordings) {
  const char* data = std::getenv("NIGHTJAR_DATA");
  if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  const test::TempFolder folder;
  std::map<std::string, std::string> truth;
  std::ofstream list(folder / "list.txt");
  for (const std::string speaker : {"george", "jackson", "nicolas", "theo", "yweweler"}) {
    for (std::size_t digit = 0; digit < kDigits.size(); ++digit) {
      const std::string path =
          std::string(data) + "/fsdd/" + std::to_string(digit) + '_' + speaker + "_0.flac";
      truth[path] = kDigits[digit];
      list << path << '\n';
    }
  }
  list.close();
  int right = 0;
  std::map<std::string, std::string> said = transcripts(folder / "list.txt");
  for (const auto& [path, digit] : truth) right += said[path] == digit ? 1 : 0;
  EXPECT_GE(right, 48) << "of " << truth.size();
}

// Of a recording at 8 kHz, from the first sample that is a hundredth as loud as the loudest one.
std::vector<float> sound_from_its_start(const std::string& path) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr) return {};
  std::vector<float> sound(static_cast<std::size_t>(info.frames));
  sf_readf_float(file, sound.data(), info.frames);
  sf_close(file);
  float loudest = 0;
  for (const float sample : sound) loudest = std::max(loudest, std::abs(sample));
  const auto loud = [&](float sample) { return std::abs(sample) >= loudest / 100; };
  sound.erase(sound.begin(), std::find_if(sound.begin(), sound.end(), loud));
  return sound;
}

TEST(Digits, silence_before_a_recording_changes_no_word) {
  const char* data = std::getenv("NIGHTJAR_DATA");
  if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  const test::TempFolder folder;
  std::ofstream list(folder / "list.txt");
  std::map<std::string, std::string> with_silence;
  for (const std::string speaker : {"nicolas", "theo"}) {
    for (std::size_t digit = 0; digit < kDigits.size(); ++digit) {
      const std::string name = std::to_string(digit) + '_' + speaker;
      std::vector<float> sound = sound_from_its_start(std::string(data) + "/fsdd/" + name + "_0.flac");
      ASSERT_FALSE(sound.empty()) << name;
      const std::string at_once = folder / (name + ".wav");
      test::write_sound(at_once, sound, 8000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
      sound.insert(sound.begin(), 8000, 0.0F);
      with_silence[at_once] = folder / (name + "_later.wav");
      test::write_sound(with_silence[at_once], sound, 8000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
      list << at_once << '\n' << with_silence[at_once] << '\n';
    }
  }
  list.close();
  std::map<std::string, std::string> said = transcripts(folder / "list.txt");
  for (const auto& [at_once, later] : with_silence) EXPECT_EQ(said[at_once], said[later]) << at_once;
}

TEST(Digits, the_shipped_model_hears_none_in_the_samples_of_music_and_silence) {
  const test::TempFolder folder;
  std::ofstream list(folder / "list.txt");
  for (const std::string name : {"music_stereo_48khz.flac", "silence.flac"})
    list << NIGHTJAR_SOURCE_DIR "/data/samples/" << name << '\n';
  list.close();
  EXPECT_TRUE(transcripts(folder / "list.txt").empty());
}

}  // namespace
}  // namespace nightjar::cli
