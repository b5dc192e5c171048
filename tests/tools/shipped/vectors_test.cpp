// Models of embeddings with LibTorch: vectors against the features they are made of, and what is not normal
// in real sound.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/stages/features/npy_reader.h"
#include "tests/support/json_lines.h"
#include "tests/support/npz_reader.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kSample = NIGHTJAR_SOURCE_DIR "/data/samples/mixed_scene.flac";

// models/sounds with tests/golden/models/statistics.pt for its network.
std::string statistics_model(const test::TempFolder& folder) {
  std::ifstream in(NIGHTJAR_SOURCE_DIR "/models/sounds/manifest.json");
  json manifest = json::parse(in);
  manifest["task"] = "embeddings";
  manifest.erase("labels");
  manifest["input"]["shape"] = {64, 125};
  manifest["decode"] = {{"type", "embedding"}, {"dimensions", 128}, {"normalization", "none"}};
  fs::create_directories(folder / "statistics");
  std::ofstream(folder / "statistics/manifest.json") << manifest;
  fs::copy_file(NIGHTJAR_SOURCE_DIR "/tests/golden/models/statistics.pt", folder / "statistics/weights.pt");
  return folder / "statistics";
}

TEST(Vectors, are_what_the_network_makes_of_the_features) {
  const test::TempFolder folder;
  const std::string model = statistics_model(folder);
  Ended ended = nightjar({"run", "--quiet", "--model", model, kSample, "--embeddings", folder / "v.npz"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  ASSERT_EQ(nightjar({"features", model, kSample, "-o", folder / "f.npy"}).code, 0);
  const test::NpyArray features = test::read_npy(folder / "f.npy");
  const auto vectors = test::load_npz(folder / "v.npz")["embeddings.npy"].values<float>();
  const auto segments = static_cast<std::size_t>(features.shape[0]);
  ASSERT_GT(segments, 10U);
  ASSERT_EQ(vectors.size(), segments * 128);
  for (std::size_t segment = 0; segment < segments; ++segment) {
    for (std::size_t band = 0; band < 64; ++band) {
      const float* x = features.values.data() + (segment * 64 + band) * 125;
      double mean = 0, square = 0;
      for (std::size_t t = 0; t < 125; ++t) mean += static_cast<double>(x[t]) / 125;
      for (std::size_t t = 0; t < 125; ++t) square += std::pow(static_cast<double>(x[t]) - mean, 2) / 125;
      ASSERT_NEAR(vectors[segment * 128 + band], mean, 1e-3);
      ASSERT_NEAR(vectors[segment * 128 + 64 + band], std::sqrt(square), 1e-3);
    }
  }
}

TEST(Vectors, of_the_shipped_model_have_length_one_and_find_their_own_sound) {
  const test::TempFolder folder;
  const std::string music = NIGHTJAR_SOURCE_DIR "/data/samples/music_stereo_48khz.flac";
  Ended ended =
      nightjar({"run", "--quiet", "--model", "sound_vectors", kSample, "--embeddings", folder / "v.npz"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto vectors = test::load_npz(folder / "v.npz")["embeddings.npy"].values<float>();
  for (std::size_t row = 0; row < vectors.size(); row += 256) {
    double square = 0;
    for (std::size_t i = row; i < row + 256; ++i) square += std::pow(static_cast<double>(vectors[i]), 2);
    ASSERT_NEAR(square, 1, 1e-5);
  }
  ended = nightjar({"match", "build", folder / "index", kSample, "--model", "sound_vectors"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  ended = nightjar({"match", "find", folder / "index", kSample});
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, testing::HasSubstr(R"("offset_s":0.000,"score":1.0000)"));
}

// Mono, as it is in the file.
std::vector<float> clip(const fs::path& path, int& rate_hz) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  EXPECT_NE(file, nullptr) << path;
  std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
  samples.resize(static_cast<std::size_t>(sf_readf_float(file, samples.data(), info.frames)));
  sf_close(file);
  rate_hz = info.samplerate;
  return samples;
}

// The clips of an ESC-10 class that belong to a fold, in order.
std::vector<fs::path> clips(const std::string& name, char fold) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(std::getenv("NIGHTJAR_DATA") + ("/esc10/" + name))) {
    if (entry.path().filename().string().front() == fold) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

struct OddSound {
  double start_s, end_s;
};

// Normal are rain and the sea of folds 1 to 3; heard is rain of fold 4, with dogs, cries and a saw between.
TEST(Vectors, tell_dogs_and_cries_in_the_rain) {
  if (std::getenv("NIGHTJAR_DATA") == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  const test::TempFolder folder;
  std::vector<std::string> build = {"match", "build", folder / "normal", "--model", "sound_vectors"};
  for (const char* name : {"rain", "sea_waves"}) {
    for (const char fold : {'1', '2', '3'}) {
      for (const fs::path& path : clips(name, fold)) build.push_back(path);
    }
  }
  Ended ended = nightjar(build);
  ASSERT_EQ(ended.code, 0) << ended.err;

  std::vector<float> sound;
  std::vector<OddSound> odd;
  int rate_hz = 0;
  const auto append = [&](const fs::path& path) {
    const std::vector<float> samples = clip(path, rate_hz);
    const auto before = static_cast<double>(sound.size());
    sound.insert(sound.end(), samples.begin(), samples.end());
    return OddSound{before / rate_hz, static_cast<double>(sound.size()) / rate_hz};
  };
  const auto rain = clips("rain", '4');
  const auto put_rain = [&] {
    for (int i = 0; i < 4; ++i) append(rain[static_cast<std::size_t>(i)]);
  };
  put_rain();
  for (const char* name : {"dog_bark", "baby_cry", "chainsaw", "rooster", "clock_tick"}) {
    odd.push_back(append(clips(name, '4').at(1)));
    put_rain();
  }
  test::write_sound(folder / "heard.wav", sound, rate_hz, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);

  ended = nightjar(
      {"run", "--quiet", "--model", "sound_vectors", "--anomaly", folder / "normal", folder / "heard.wav"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  std::vector<bool> told(odd.size());
  double false_s = 0;
  for (const json& line : test::parse_json_lines(ended.out)) {
    if (line["type"] != "event") continue;
    EXPECT_EQ(line["label"], "anomaly");
    const double start = line["start_s"], end = line["end_s"];
    bool of_one = false;
    for (std::size_t i = 0; i < odd.size(); ++i) {
      const bool meets = start < odd[i].end_s && end > odd[i].start_s;
      told[i] = told[i] || meets;
      of_one = of_one || meets;
    }
    if (!of_one) false_s += end - start;
  }
  // A bark of half a second is not told; of 120 s of rain that was never heard, nothing is.
  EXPECT_GE(std::count(told.begin(), told.end(), true), std::ssize(told) - 1) << ended.out;
  EXPECT_LT(false_s, 2) << ended.out;
}

}  // namespace
}  // namespace nightjar::cli
