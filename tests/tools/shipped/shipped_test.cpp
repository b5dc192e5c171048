// The program with LibTorch and the model that it ships, run as a user runs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

const std::string kSamples = NIGHTJAR_SOURCE_DIR "/data/samples";

nlohmann::json json_file(const std::string& path) {
  std::ifstream in(path);
  return nlohmann::json::parse(in);
}

// Noise whose level changes every half minute: long, cheap to make, and not the same everywhere.
void write_long(const std::string& path, int rate_hz, int channels, int seconds) {
  std::vector<float> samples;
  for (int begin = 0; begin < seconds; begin += 30) {
    const auto part =
        test::make_noise(static_cast<std::size_t>(rate_hz) * static_cast<std::size_t>(channels * 30),
                         static_cast<unsigned>(begin), begin % 60 == 0 ? 0.5F : 0.01F);
    samples.insert(samples.end(), part.begin(), part.end());
  }
  test::write_sound(path, samples, rate_hz, channels, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
}

TEST(Shipped, every_frame_of_the_samples_is_accounted_for) {
  const Ended run = nightjar({"run", kSamples});
  EXPECT_EQ(run.code, 1) << "one sample is cut short\n" << run.err;
  int ends = 0;
  for (const auto& line : test::parse_json_lines(run.out)) {
    if (line["type"] != "end") continue;
    ++ends;
    EXPECT_EQ(line["processed"].get<long>() + line["gap"].get<long>() + line["skipped"].get<long>(),
              line["frames"].get<long>());
  }
  EXPECT_GE(ends, 5);
}

// Fresh processes, so that nothing an earlier one left decides: addresses, caches, thread order.
TEST(Shipped, processes_with_any_workers_and_memory_write_the_same_bytes) {
  test::TempFolder folder;
  write_long(folder / "long.wav", 44100, 2, 120);
  std::vector<std::string> inputs = {kSamples, folder / "long.wav", folder / "missing.wav"};
  if (const char* data = std::getenv("NIGHTJAR_DATA")) {
    for (const std::string name : {"esc10/rain", "esc10/dog_bark"})
      inputs.push_back(std::string(data) + "/" + name);
  }
  // Each number of workers with each memory; in the long tier five times, for what happens seldom.
  const int processes = test::thorough() ? 40 : 8;
  std::string first;
  for (int i = 0; i < processes; ++i) {
    const std::string workers = std::vector<std::string>{"1", "2", "3", "8"}[static_cast<std::size_t>(i) % 4];
    const std::string memory = i / 4 % 2 == 0 ? "min" : "1GiB";
    std::vector<std::string> arguments = {"run", "--quiet", "--workers", workers, "--memory", memory};
    arguments.insert(arguments.end(), inputs.begin(), inputs.end());
    const Ended run = nightjar(arguments);
    ASSERT_EQ(run.code, 1) << run.err;
    if (i == 0) first = run.out;
    ASSERT_EQ(run.out == first, true) << workers << " workers, memory " << memory;
  }
  EXPECT_GT(test::parse_json_lines(first).size(), 20u);
}

// Besides the workers: main, signals, the writer of stdout, jemalloc's own, and one to spare.
constexpr int kOtherThreads = 5;

TEST(Shipped, threads_under_load_are_the_workers_and_a_constant) {
  test::TempFolder folder;
  write_long(folder / "long.wav", 16000, 1, 600);
  for (const int workers : {1, 2, 8}) {
    Program program({"run", "--quiet", "--workers", std::to_string(workers), folder / "long.wav"},
                    {.environment = {{"OMP_NUM_THREADS", "4"}, {"MKL_NUM_THREADS", "4"}}});
    const fs::path tasks = "/proc/" + std::to_string(program.pid()) + "/task";
    long most = 0;
    while (program.running()) {
      std::error_code gone;
      fs::directory_iterator task(tasks, gone);
      if (!gone) most = std::max(most, static_cast<long>(std::distance(begin(task), end(task))));
    }
    EXPECT_EQ(program.wait().code, 0);
    EXPECT_LE(most, workers + kOtherThreads);
    EXPECT_GE(most, workers);
  }
}

TEST(Shipped, peak_memory_stays_below_the_ceiling) {
  test::TempFolder folder;
  write_long(folder / "stereo.wav", 48000, 2, 300);
  write_long(folder / "many channels.wav", 16000, 24, 60);
  write_long(folder / "fast.wav", 192000, 1, 90);
  for (const char* memory : {"min", "1GiB"}) {
    for (const char* workers : {"1", "8"}) {
      const Ended run =
          nightjar({"run", "--quiet", "--workers", workers, "--memory", memory, "--stats", folder / "stats",
                    folder / "stereo.wav", folder / "many channels.wav", folder / "fast.wav", kSamples});
      ASSERT_EQ(run.code, 1) << run.err;
      const auto stats = json_file(folder / "stats");
      EXPECT_LE(stats["peak_rss_bytes"].get<long>(), stats["memory_ceiling_bytes"].get<long>())
          << memory << ", " << workers << " workers";
      fs::remove(folder / "stats");
    }
  }
}

TEST(Shipped, memory_does_not_grow_with_the_length_of_a_recording) {
  test::TempFolder folder;
  write_long(folder / "ten minutes.wav", 16000, 1, 600);
  write_long(folder / "an hour.wav", 16000, 1, 3600);
  const auto peak = [&folder](const std::string& name) {
    const Ended run = nightjar({"run", "--quiet", "--stats", folder / "stats", folder / name});
    EXPECT_EQ(run.code, 0) << run.err;
    const double bytes = json_file(folder / "stats")["peak_rss_bytes"].get<double>();
    fs::remove(folder / "stats");
    return bytes;
  };
  EXPECT_LE(peak("an hour.wav"), 1.03 * peak("ten minutes.wav"));
}

TEST(Shipped, the_doctor_finds_one_openmp_runtime_and_jemalloc_serving_libtorch) {
  const Ended doctor = nightjar({"doctor", "--json"});
  EXPECT_LE(doctor.code, 1) << doctor.err;
  const auto found = nlohmann::json::parse(doctor.out);
  EXPECT_EQ(found["inference"]["library"], "LibTorch 2.13.0");
  EXPECT_EQ(found["openmp"].size(), 1u);
  EXPECT_EQ(found["allocator"]["serves LibTorch"], true);
  EXPECT_THAT(found["warnings"].dump(),
              testing::Not(testing::ContainsRegex("LibTorch|OpenMP|libsndfile|=")));  // the machine's aside
  EXPECT_TRUE(found["errors"].empty());
}

// Recordings that it was trained on: this says that the whole way works, its card says how well on others.
TEST(Shipped, the_model_knows_real_recordings) {
  const char* data = std::getenv("NIGHTJAR_DATA");
  if (data == nullptr) GTEST_SKIP() << "NIGHTJAR_DATA is not set";
  int right = 0, clips = 0;
  for (const std::string label : {"rain", "rooster", "dog_bark", "chainsaw", "sea_waves"}) {
    const Ended run = nightjar({"run", "--quiet", std::string(data) + "/esc10/" + label});
    ASSERT_EQ(run.code, 0) << run.err;
    std::string found;
    for (const auto& line : test::parse_json_lines(run.out)) {
      if (line["type"] == "recording") found.clear();
      if (line["type"] == "event") found += line["label"].get<std::string>() + ' ';
      if (line["type"] != "end") continue;
      ++clips;
      right += found.find(label) != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_GE(clips, 100);
  EXPECT_GE(right, clips * 8 / 10) << right << " of " << clips;
}

}  // namespace
}  // namespace nightjar::cli
