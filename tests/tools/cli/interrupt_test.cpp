// What signals do to `nightjar run`.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/json_lines.h"
#include "tests/tools/cli/workplace.h"
#include "tools/cli/stopwatch.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class Interrupt : public Workplace {
 protected:
  ProgramOptions slow(const std::string& batch_ms) const {
    ProgramOptions with = options();
    with.environment["NIGHTJAR_STUB_BATCH_MS"] = batch_ms;
    with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
    return with;
  }
  bool wait_until_begun() const {
    return eventually([this] { return std::filesystem::exists(folder_ / "begun"); });
  }
};

TEST_F(Interrupt, writes_what_is_complete_and_says_what_is_not) {
  const auto a = recording("a.wav", 600), b = recording("b.wav");
  for (const int number : {SIGINT, SIGTERM}) {
    std::filesystem::remove(folder_ / "begun");
    // To the end it would take five minutes.
    Program program({"run", "--model", "stub", "--workers", "1", "--memory", "min", a, b}, slow("1000"));
    ASSERT_TRUE(wait_until_begun());
    const Stopwatch since_signal;
    program.signal(number);
    const Ended ended = program.wait();
    EXPECT_EQ(ended.code, 130);
    EXPECT_LT(since_signal.seconds(), 10);
    const std::vector<json> lines = test::parse_json_lines(ended.out);
    ASSERT_GE(lines.size(), 5u);
    const json& done = lines.back();
    EXPECT_EQ(done["interrupted"], 1);
    EXPECT_EQ(done["not_started"], 1);
    for (const json& line : lines) {
      if (line["type"] != "end") continue;
      EXPECT_EQ(line["frames"],
                line["processed"].get<int>() + line["gap"].get<int>() + line["skipped"].get<int>());
    }
  }
}

TEST_F(Interrupt, works_while_the_reader_is_stalled_and_counts_what_it_missed) {
  const auto a = recording("a.wav", 600);
  ProgramOptions with = slow("1000");
  for (int i = 0; i < 1000; ++i) with.input += folder_ / ("missing " + std::to_string(i)) + "\n";
  with.input += a + "\n";
  Program program({"run", "--model", "stub", "--workers", "1", "--list", "-"}, with);
  ASSERT_TRUE(wait_until_begun());
  ASSERT_TRUE(eventually([&] { return program.bytes_ready() > 32768; }));
  const Stopwatch since_signal;
  program.signal(SIGINT);
  const Ended ended = program.wait_without_reading();
  EXPECT_EQ(ended.code, 130);
  EXPECT_LT(since_signal.seconds(), 10);
  EXPECT_THAT(ended.err, HasSubstr("were not written"));
}

TEST_F(Interrupt, ends_although_the_output_has_no_room_for_what_is_not_started) {
  ProgramOptions with = options();
  for (int i = 0; i < 60'000; ++i) with.input += "missing\n";
  Program program({"run", "--model", "stub", "--workers", "1", "--list", "-"}, with);
  ASSERT_TRUE(eventually([&] { return program.bytes_ready() > 32768; }));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait_without_reading().code, 130);
}

TEST_F(Interrupt, a_second_signal_leaves_at_once) {
  Program program({"run", "--model", "stub", recording("a.wav")}, slow("60000"));
  ASSERT_TRUE(wait_until_begun());
  program.signal(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_TRUE(program.running());  // the batch that was begun is finished
  const Stopwatch since_signal;
  program.signal(SIGTERM);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_LT(since_signal.seconds(), 10);
  EXPECT_THAT(ended.err, HasSubstr("left at once"));
}

TEST_F(Interrupt, before_the_work_begins_leaves_at_once) {
  // No one writes to the fifo that the list is to come from.
  ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  Program program({"run", "--model", "stub", "--list", folder_ / "fifo"}, options());
  int unused = -1;  // can be opened once the program, with its handler, has it open too
  ASSERT_TRUE(
      eventually([&] { return (unused = open((folder_ / "fifo").c_str(), O_WRONLY | O_NONBLOCK)) >= 0; }));
  program.signal(SIGTERM);
  const Ended ended = program.wait();
  close(unused);
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.err, HasSubstr("left at once"));
}

}  // namespace
}  // namespace nightjar::cli
