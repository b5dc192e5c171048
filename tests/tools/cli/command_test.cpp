// What every command has in common, and the commands that infer nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::vector<std::string> kCommands{"run",    "check",  "models", "features", "match",
                                         "verify", "doctor", "tune",   "bench",    "soak"};

TEST(Help, is_one_screen_with_an_example_for_each_command) {
  for (const std::string& command : kCommands) {
    const Ended help = nightjar({command, "--help"});
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_THAT(help.out, HasSubstr("Example: nightjar " + command)) << command;
    EXPECT_THAT(help.err, IsEmpty()) << command;
    EXPECT_LE(std::count(help.out.begin(), help.out.end(), '\n'), 40) << command;
    EXPECT_THAT(nightjar({"--help"}).out, ContainsRegex("\n  " + command + " +[A-Z]"));
  }
}

// Of the programs that were run and have ended: unlike time on the clock, it is theirs whatever else runs.
double cpu_seconds_of_programs() {
  rusage use{};
  getrusage(RUSAGE_CHILDREN, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

TEST(Help, and_version_start_at_once) {
  for (const char* option : {"--help", "--version"}) {
    const double before_s = cpu_seconds_of_programs();
    EXPECT_EQ(nightjar({option}).code, 0);
    EXPECT_LT(cpu_seconds_of_programs() - before_s, NIGHTJAR_SANITIZED ? 0.5 : 0.05);
  }
  EXPECT_THAT(nightjar({"--version"}).out, StartsWith("nightjar "));
}

TEST(Usage, errors_are_one_line_and_exit_2) {
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"sing"},
                                                    {"run"},
                                                    {"check"},
                                                    {"run", "--loud"},
                                                    {"run", "x", "--workers", "0"},
                                                    {"run", "x", "--workers", "two"},
                                                    {"run", "x", "--log-level", "loud"},
                                                    {"features", "no such model", "x", "-o", "y"},
                                                    {"run", "x", "--from", "noon"},
                                                    {"run", "x", "--from", "5", "--to", "5"},
                                                    {"run", "x", "--channels", "left"},
                                                    {"run", "x", "--max-event", "0"},
                                                    {"check", "x", "--speed", "fast"},
                                                    {"bench", "no such model", "--generate", "1"},
                                                    {"bench", "sounds", "--generate", "-1"},
                                                    {"soak", "--hours", "0"},
                                                    {"soak", "--audio", "long"},
                                                    {"soak", "--seed", "0"},
                                                    {"verify", "no such model", "x"},
                                                    {"verify", "sounds", "x", "--segments", "4,0"},
                                                    {"check", "--list", "/no/such/list"}};
  for (const auto& arguments : wrong) {
    const Ended ended = nightjar(arguments);
    EXPECT_EQ(ended.code, 2) << ::testing::PrintToString(arguments);
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, AllOf(StartsWith("nightjar: "), HasSubstr("\n")));
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  }
}

TEST(Usage, errors_name_what_is_not_expected_in_its_order) {
  EXPECT_THAT(nightjar({"run", "--loud", "a", "--fast", "--", "b"}).err,
              HasSubstr("not expected: --loud --fast; see nightjar run --help"));
  EXPECT_THAT(nightjar({"sing", "run", "a", "--loud"}).err, HasSubstr("not expected: sing --loud; see"));
  EXPECT_THAT(nightjar({"doctor", "--", "a", "b"}).err, HasSubstr("not expected: a b; see nightjar doctor"));
}

TEST(Usage, all_that_follows_two_dashes_is_paths) {
  const std::vector<std::string> paths{"a", "-b", "--help", "run", "--"};
  for (const std::size_t before : {0U, 1U, 2U}) {
    std::vector<std::string> arguments{"check", "--json"};
    arguments.insert(arguments.end(), before, "a");
    arguments.push_back("--");
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const Ended ended = nightjar(arguments);
    std::vector<std::string> found;
    for (const json& line : test::parse_json_lines(ended.out))
      if (line.contains("path")) found.push_back(line["path"].get<std::string>());
    std::vector<std::string> expected(before, "a");
    expected.insert(expected.end(), paths.begin(), paths.end());
    EXPECT_EQ(found, expected) << ended.err;
  }
  EXPECT_THAT(nightjar({"features", "no such model", "a", "--", "-b", "-o", "out"}).err,
              HasSubstr("--output is required"));
  EXPECT_THAT(nightjar({"run", "--help"}).out, HasSubstr("run [OPTIONS] [PATHS...]\n"));
}

TEST(Output, that_cannot_be_written_is_exit_3_with_its_name_and_the_cause) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"--version"}, {"check", "x"}}) {
    const Ended ended = nightjar(arguments, {.output_file = "/dev/full"});
    EXPECT_EQ(ended.code, 3);
    EXPECT_THAT(ended.err, AllOf(HasSubstr("standard output"), HasSubstr("No space left")));
  }
}

class Models : public Workplace {};

TEST_F(Models, are_listed_and_shown) {
  EXPECT_THAT(
      nightjar({"models"}, options()).out,
      StartsWith(
          "stub\n  what       Three bands of pitch\n  task       tags\n  labels     low, middle, high\n"
          "  input      16000 Hz, segments of 1.000 s, one every 0.500 s\n  licence    CC0-1.0\n"
          "  size       19 B\n  speed      not stated; --measure tells that of this machine\n"
          "  folder     " +
          (folder_ / "models/stub\n")));
  const Ended shown = nightjar({"models", "stub"}, options());
  EXPECT_EQ(shown.code, 0);
  for (const char* fact : {"CC0-1.0", "sha256", "middle", "sigmoid", "1.000 s", "It has no card"})
    EXPECT_THAT(shown.out, HasSubstr(fact));
}

TEST_F(Models, have_a_card_that_is_shown_without_what_would_steer_the_terminal) {
  std::ofstream(folder_ / "models/stub/CARD.md") << "# stub\n\nH\xC3\xB6rt \x1B[2Jzu\n| a | b |\n";
  EXPECT_THAT(nightjar({"models", "stub"}, options()).out,
              EndsWith("\n# stub\n\nH\xC3\xB6rt \\x1b[2Jzu\n| a | b |\n"));
}

TEST_F(Models, that_others_hide_are_listed_with_them) {
  std::filesystem::create_directories(folder_ / "mine");
  std::filesystem::copy(folder_ / "models/stub", folder_ / "mine/stub");
  const std::string listed = nightjar({"models", "--models", folder_ / "mine"}, options()).out;
  EXPECT_THAT(listed, AllOf(HasSubstr("  folder     " + (folder_ / "mine/stub\n")),
                            HasSubstr("  hides      " + (folder_ / "models/stub\n"))));
  EXPECT_THAT(nightjar({"models", "stub", "--models", folder_ / "mine"}, options()).out,
              HasSubstr(folder_ / "mine/stub"));
}

TEST_F(Models, state_their_speed_and_are_measured_on_request) {
  std::string manifest = test::read_text(folder_ / "models/stub/manifest.json");
  const std::string speed = R"("speed": {"x_real_time": 430, "measured_on": "one core of a toaster"}, )";
  std::ofstream(folder_ / "models/stub/manifest.json") << manifest.insert(manifest.find("\"task\""), speed);
  EXPECT_THAT(nightjar({"models"}, options()).out,
              HasSubstr("\n  speed      430 x real time, one core of a toaster\n"));
  EXPECT_THAT(nightjar({"models", "stub", "--measure"}, options()).out,
              ContainsRegex("\nspeed here      [1-9][0-9]* x real time, measured now, on one core"));
}

TEST_F(Models, a_bad_one_is_named_and_the_others_still_listed) {
  std::ofstream(folder_ / "models/stub/manifest.json") << "{}";
  const Ended ended = nightjar({"models"}, options());
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("manifest.json"));
}

class Doctor : public Workplace {};

TEST_F(Doctor, knows_the_machine_and_its_parts) {
  const Ended ended = nightjar({"doctor", "--json"}, options());
  const json report = json::parse(ended.out);
  EXPECT_GE(report["cores"]["usable"], 1);
  EXPECT_EQ(report["inference"]["library"], "stub");
  EXPECT_EQ(report["models"]["folders"][0], folder_ / "models");
  EXPECT_EQ(report["models"]["names"][0], "stub");
  EXPECT_THAT(report["errors"], IsEmpty());
  EXPECT_EQ(ended.code, report["warnings"].empty() ? 0 : 1) << "there are machines that are worth a warning";
#if NIGHTJAR_HAS_JEMALLOC
  EXPECT_THAT(report["allocator"]["name"].get<std::string>(), StartsWith("jemalloc"));
  EXPECT_THAT(report["allocator"]["malloc from"].get<std::string>(), StartsWith("libjemalloc"));
#endif
}

TEST_F(Doctor, tells_what_hints_come_to_on_each_device) {
  const Ended ended = nightjar({"doctor", "--devices"}, options());
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, ContainsRegex("\nCPU +throughput +[0-9]+ .* CPU\n"));
  EXPECT_THAT(ended.out, ContainsRegex("\nCPU +latency +1 .* CPU\n"));
  EXPECT_EQ(json::parse(nightjar({"doctor", "--devices", "--json"}, options()).out).size(), 2U);
}

TEST_F(Doctor, works_without_libtorch_and_warns_of_the_environment) {
  ProgramOptions broken = options();
  broken.environment["NIGHTJAR_TORCH_BACKEND"] = "/no/such/object.so";
  broken.environment["OMP_NUM_THREADS"] = "7";
  const Ended ended = nightjar({"doctor"}, broken);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, ContainsRegex("\nerror: .*/no/such/object.so"));
  EXPECT_THAT(ended.out, ContainsRegex("\nwarning: OMP_NUM_THREADS=7"));
  EXPECT_THAT(ended.out, Not(HasSubstr("all is well")));
}

}  // namespace
}  // namespace nightjar::cli
