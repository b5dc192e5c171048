// `nightjar run` from outside, over the stub network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/json_lines.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Run : public Workplace {
 protected:
  Ended run(std::vector<std::string> arguments, ProgramOptions with) const {
    arguments.insert(arguments.begin(), {"run", "--model", "stub"});
    return nightjar(arguments, with);
  }
  Ended run(std::vector<std::string> arguments) const { return run(std::move(arguments), options()); }
};

TEST_F(Run, writes_lines_in_input_order_and_a_summary_elsewhere) {
  const auto a = recording("a.wav"), b = recording("b.wav");
  const Ended ended = run({b, a});
  const auto lines = test::parse_json_lines(ended.out);
  ASSERT_THAT(test::types_of(lines),
              ElementsAre("run", "recording", "event", "end", "recording", "event", "end", "done"));
  EXPECT_EQ(lines[1]["path"], b);
  EXPECT_EQ(lines[2]["label"], "low");
  EXPECT_EQ(lines[4]["path"], a);
  EXPECT_EQ(lines[7]["ok"], 2);
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.err, HasSubstr("2 recordings: 2 ok | 6.0 s of sound"));
  EXPECT_THAT(run({a, "--quiet"}).err, IsEmpty());
}

TEST_F(Run, bytes_do_not_depend_on_workers_or_memory) {
  for (int i = 0; i < 12; ++i) recording("take " + std::to_string(i) + ".wav", 1 + 1.1 * i);
  const std::string first = run({folder_ / "", "--workers", "1", "--memory", "min"}).out;
  EXPECT_THAT(first, HasSubstr("\"ok\":12"));
  for (const char* workers : {"2", "8"}) {
    EXPECT_EQ(run({folder_ / "", "--workers", workers, "--memory", "1GiB"}).out, first);
  }
}

TEST_F(Run, progress_on_a_terminal_is_one_line_that_fits_and_goes) {
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "100";
  with.terminal_columns = 40;
  const Ended ended = run({recording("a.wav", 30), "--workers", "1"}, with);
  const std::string erase = "\r\x1b[K";
  std::vector<std::string> drawn;
  std::size_t begin = ended.err.find(erase);
  for (std::size_t end; begin != std::string::npos; begin = end) {
    begin += erase.size();
    end = ended.err.find(erase, begin);
    drawn.push_back(ended.err.substr(begin, end - begin));
  }
  ASSERT_GE(drawn.size(), 3u);
  EXPECT_THAT(drawn.front(), HasSubstr(" x real time"));
  // The last one is taken away, and then comes what stays.
  EXPECT_THAT(drawn.back(), StartsWith("nightjar: 1 recording: 1 ok"));
  EXPECT_TRUE(ended.err.ends_with("0 gaps\r\n")) << ended.err;
  drawn.pop_back();
  for (const std::string& line : drawn) {
    EXPECT_LT(line.size(), 40u);
    EXPECT_EQ(line.find('\n'), std::string::npos);
  }
}

TEST_F(Run, refused_recordings_are_lines_and_exit_1) {
  const Ended ended = run({folder_ / "missing", recording("a.wav")});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(test::types_of(test::parse_json_lines(ended.out)),
              ElementsAre("run", "error", "end", "recording", "event", "end", "done"));
}

TEST_F(Run, folders_are_searched_and_what_is_no_audio_is_counted) {
  recording("a.wav");
  const Ended ended = run({folder_ / ""});
  EXPECT_EQ(test::parse_json_lines(ended.out).back()["recordings"], 1);
  EXPECT_EQ(test::parse_json_lines(ended.out).back()["not_audio"], 2);  // the model's manifest and weights
  EXPECT_THAT(ended.err, HasSubstr("2 other files"));
}

TEST_F(Run, names_are_bytes_and_lists_may_use_nul) {
  const auto newline = recording("a\nb.wav"), latin1 = recording("caf\xe9.wav");
  ProgramOptions with = options();
  with.input = newline + '\0' + latin1 + '\0';
  const auto lines = test::parse_json_lines(run({"--list", "-"}, with).out);
  ASSERT_EQ(lines.size(), 8u);
  EXPECT_EQ(lines[1]["path"], newline);
  EXPECT_TRUE(lines[4].contains("path_base64"));
  EXPECT_EQ(lines[7]["ok"], 2);
}

TEST_F(Run, statistics_and_scores_go_to_their_files) {
  const Ended ended = run({recording("a.wav", 10), folder_ / "missing", "--stats", folder_ / "s.json",
                           "--scores", folder_ / "s.csv"});
  std::ifstream stats_file(folder_ / "s.json");
  const json stats = json::parse(stats_file);
  EXPECT_EQ(stats["ok"], 1);
  EXPECT_EQ(stats["reasons"]["not_found"]["recordings"], 1);
  EXPECT_GT(stats["peak_rss_bytes"], 1 << 20);
  EXPECT_EQ(stats["steps"].size(), 6u);
  std::ifstream scores(folder_ / "s.csv");
  std::string line;
  int rows = -1;
  while (std::getline(scores, line)) ++rows;
  EXPECT_EQ(rows, 19);  // segments of 1 s, every half second
}

TEST_F(Run, set_up_errors_come_before_any_output) {
  const auto a = recording("a.wav");
  const std::vector<std::vector<std::string>> wrong{
      {a, "--memory", "1M"},    {a, "--memory", "much"},       {a, "--max-event", "0"},
      {a, "--scores", "s.txt"}, {a, "--log-file", a + "/log"}, {a, "--log-file", folder_ / "missing/log"}};
  for (const auto& arguments : wrong) {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 2) << ::testing::PrintToString(arguments) << ended.err;
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, StartsWith("nightjar: "));
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "missing"));
  EXPECT_THAT(run({a, "--memory", "1M"}).err, HasSubstr("minimum"));
  EXPECT_EQ(run({a, "--stats", a + "/s.json"}).code, 3);
  ProgramOptions bare = options();
  bare.environment["NIGHTJAR_TORCH_BACKEND"] = "/no/such/object.so";
  EXPECT_EQ(run({a}, bare).code, 2);
}

TEST_F(Run, goes_on_without_standard_streams_and_fails_where_its_output_has_none) {
  const std::string path = recording("a.wav");
  ProgramOptions with = options();
  const std::string expected = nightjar({"run", "--model", "stub", path}, with).out;
  with.closed = {STDIN_FILENO, STDERR_FILENO};
  EXPECT_EQ(nightjar({"run", "--model", "stub", path}, with).out, expected);
  with.closed = {STDOUT_FILENO};
  const Ended ended = nightjar({"run", "--model", "stub", path}, with);
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("standard output"));
}

TEST_F(Run, a_full_disk_is_exit_3_with_its_name_and_the_cause) {
  ProgramOptions with = options();
  with.output_file = "/dev/full";
  const Ended ended = run({recording("a.wav")}, with);
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("standard output"), HasSubstr("No space left")));
}

TEST_F(Run, a_reader_that_leaves_ends_the_engine_and_is_exit_3) {
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "1000";  // to the end it would take an hour
  const auto a = recording("a.wav", 1);
  for (int i = 0; i < 3600; ++i) with.input += a + "\n";
  Program program({"run", "--model", "stub", "--workers", "1", "--list", "-"}, with);
  program.read_line();
  program.close_output();
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("standard output"));
}

}  // namespace
}  // namespace nightjar::cli
