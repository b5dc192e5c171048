// Runs that are killed at random moments and resumed come to the bytes of one that was not. In the long tier
// fifty kills, over a recording with checkpoints every ten minutes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/engine/support/stub_model.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/spelled_sound.h"
#include "tests/support/thorough.h"
#include "tests/tools/cli/workplace.h"
#include "tools/cli/stopwatch.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// In the long tier past several checkpoints; sanitized runs, which take ten times as long, past fewer.
double long_s(double quick_s) {
  if (!test::thorough()) return NIGHTJAR_SANITIZED ? quick_s / 2 : quick_s;
  return NIGHTJAR_SANITIZED ? 700 : 2000;
}

int kills(int quick) {
  return test::thorough() ? 50 : NIGHTJAR_SANITIZED ? 2 : quick;
}

class Killed : public Workplace {
 protected:
  std::vector<std::string> arguments_of(const std::string& out, const std::vector<std::string>& more) const {
    std::vector<std::string> all{"run", "--out", folder_ / out, "--workers", "2", folder_ / "in"};
    if (!test::thorough()) all.insert(all.end(), {"--checkpoint", "20"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  // How many bytes are there now, whatever the run is doing to them.
  std::int64_t bytes_of(const std::string& out) const {
    std::int64_t bytes = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder_ / out, error), end; !error && at != end; at.increment(error)) {
      std::error_code gone;
      if (const auto size = fs::file_size(at->path(), gone); !gone) bytes += static_cast<std::int64_t>(size);
    }
    return bytes;
  }

  // Kills runs and resumes them until so many were killed, each at another moment, by its time or by what it
  // had written, and all that was begun is complete.
  void kill_and_resume(const std::vector<std::string>& options_given, int kills) {
    const Stopwatch watch;
    const Ended whole = nightjar(arguments_of("whole", options_given), options());
    ASSERT_EQ(whole.code, 0) << whole.err;
    const double whole_ms = watch.seconds() * 1000;
    const auto wanted = files("whole");
    std::vector<std::string> more = options_given;
    more.emplace_back("--resume");
    std::mt19937 random(20);
    for (int killed = 0; killed < kills;) {
      fs::remove_all(folder_ / "out");
      for (bool complete = false; !complete;) {
        Program program(arguments_of("out", more), options());
        const bool by_time = random() % 2 == 0;
        const auto ms = std::uniform_real_distribution<>(0, whole_ms)(random);
        const std::int64_t bytes = bytes_of("out") + static_cast<std::int64_t>(random() % 20'000);
        const Stopwatch since;
        while (program.running() && (by_time ? since.seconds() * 1000 < ms : bytes_of("out") < bytes))
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (killed < kills && program.running()) {
          program.signal(SIGKILL);
          ++killed;
        }
        const Ended ended = program.wait();
        complete = ended.code >= 0;
        if (!complete) continue;
        ASSERT_EQ(ended.code, 0) << ended.err;
        ASSERT_EQ(ended.out, whole.out);
        ASSERT_EQ(files("out"), wanted) << "after " << killed << " kills";
      }
    }
  }
};

// Tones of any pitch and length, with pauses.
std::vector<float> whistling(double seconds, int rate_hz, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> sound;
  while (static_cast<double>(sound.size()) < seconds * rate_hz) {
    const double hz = random() % 3 == 0 ? 0 : 200 + static_cast<double>(random() % 7000);
    const auto next = tone(hz, 0.5 + static_cast<double>(random() % 5000) / 1000, rate_hz);
    sound.insert(sound.end(), next.begin(), next.end());
  }
  sound.resize(static_cast<std::size_t>(seconds * rate_hz));
  return sound;
}

TEST_F(Killed, runs_of_tags_come_to_the_same_bytes) {
  fs::create_directory(folder_ / "in");
  for (int i = 0; i < 6; ++i) {
    test::write_sound(folder_ / ("in/" + std::to_string(i) + ".wav"), whistling(2 + 3 * i, 16000, 5), 16000,
                      1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  }
  test::write_sound(folder_ / "in/long.flac", whistling(long_s(90), 22050, 6), 22050, 1,
                    SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  kill_and_resume({"--model", "stub", "--format", "jsonl,csv,audacity,raven,textgrid"}, kills(6));
}

TEST_F(Killed, runs_of_transcripts_come_to_the_same_bytes) {
  fs::create_directory(folder_ / "in");
  test::write_spelling_model(folder_ / "models/spelling");
  test::SpelledSound sound;
  for (int i = 0; static_cast<double>(sound.samples.size()) < 16000 * long_s(60); ++i) {
    sound.pause(0.3).say("to wit").pause(i % 7 == 0 ? 3 : 0.5).say("too w[io]t to woo");
  }
  test::write_sound(folder_ / "in/long.wav", sound.samples, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  sound.samples.resize(100'000);
  test::write_sound(folder_ / "in/short.wav", sound.samples, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  kill_and_resume(
      {"--model", "spelling", "--format", "jsonl,csv,srt,vtt,textgrid", "--beam", "8", "--n-best", "2"},
      kills(4));
}

TEST_F(Killed, a_long_recording_is_not_computed_again_from_its_beginning) {
  recording("in/a.wav", 240);
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "60";
  const std::string checkpoint = folder_ / "out/a.wav.nightjar-checkpoint";
  const auto has_bytes = [&](std::uintmax_t bytes) {
    std::error_code error;
    const auto size = fs::file_size(checkpoint, error);
    return !error && size >= bytes;
  };
  for (const int signal : {SIGKILL, SIGINT}) {
    fs::remove_all(folder_ / "out");
    Program killed(arguments_of("out", {"--model", "stub"}), with);
    ASSERT_TRUE(eventually([&] { return has_bytes(2500); }));
    killed.signal(signal);
    killed.wait();
    const double kept_s =
        static_cast<double>(fs::file_size(checkpoint) - 700) / 92 * 2;  // 92 bytes a batch, of 2 s
    const Ended resumed = nightjar(
        arguments_of("out", {"--model", "stub", "--resume", "--stats", folder_ / "stats.json"}), options());
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, testing::HasSubstr(" of sound taken from checkpoints"));
    const json stats = json::parse(test::read_text(folder_ / "stats.json"));
    const double taken_s = stats["done_before"]["from_checkpoints_s"];
    EXPECT_GT(taken_s, kept_s - 10);
    EXPECT_GT(kept_s, 30);
    EXPECT_EQ(stats["processed_s"], 240);
    EXPECT_NEAR(stats["sound_s"].get<double>(), 240 - taken_s, 0.01);
    EXPECT_FALSE(fs::exists(checkpoint));
  }
}

TEST_F(Killed, a_checkpoint_of_another_kind_is_not_taken) {
  recording("in/a.wav", 120);
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "60";
  const auto recalled = [&](const std::vector<std::string>& before, const std::vector<std::string>& more) {
    fs::remove_all(folder_ / "out");
    Program killed(arguments_of("out", before), with);
    EXPECT_TRUE(eventually([&] { return bytes_of("out") > 3000; }));
    killed.signal(SIGKILL);
    killed.wait();
    const Ended ended = nightjar(arguments_of("out", more), options());
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_FALSE(fs::exists(folder_ / "out/a.wav.nightjar-checkpoint"));
    return ended.err.find("taken from checkpoints") != std::string::npos;
  };
  EXPECT_TRUE(recalled({"--model", "stub"}, {"--model", "stub", "--resume"}));
  EXPECT_FALSE(recalled({"--model", "stub"}, {"--model", "stub"}));
  EXPECT_FALSE(recalled({"--model", "stub"}, {"--model", "stub", "--resume", "--max-event", "9"}));
  recording("in/a.wav", 121);
  EXPECT_FALSE([&] {
    fs::remove_all(folder_ / "out");
    {
      Program killed(arguments_of("out", {"--model", "stub"}), with);
      EXPECT_TRUE(eventually([&] { return bytes_of("out") > 3000; }));
    }
    recording("in/a.wav", 122);
    return nightjar(arguments_of("out", {"--model", "stub", "--resume"}), options())
               .err.find("checkpoints") != std::string::npos;
  }());
}

}  // namespace
}  // namespace nightjar::cli
