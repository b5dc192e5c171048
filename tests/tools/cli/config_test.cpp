// --config and --print-config.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Config : public Workplace {
 protected:
  std::string config(const std::string& text) const {
    std::ofstream(folder_ / "options.toml", std::ios::binary) << text;
    return folder_ / "options.toml";
  }
  // What --print-config says.
  static std::string printed(std::vector<std::string> arguments) {
    arguments.emplace_back("--print-config");
    const Ended ended = nightjar(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, IsEmpty());
    return ended.out;
  }
};

TEST_F(Config, is_printed_in_full_with_defaults_in_force) {
  EXPECT_EQ(printed({"run", "dawn.wav", "--channels", "each", "--beam", "0", "--resume"}), R"([run]
paths = ["dawn.wav"]
# list: none
model = "sounds"
# models: none
# workers: the cores it may use
# memory: a quarter of what it may use
profile = false
# from: its begin
# to: its end
channels = "each"
# only: everywhere
beam = 0
# n-best: as the model says
# hotwords: none
# language-model: none
max-event = 600
# out: standard output
# format: jsonl; on a terminal table
overwrite = false
resume = true
checkpoint = "10:00"
# scores: none
# embeddings: none
# anomaly: none
normal-share = 0.999
# stats: none
quiet = false
log-level = "warn"
# log-file: stderr
)");
  EXPECT_EQ(printed({"verify"}), R"([verify]
# model: has to be given
# models: none
# recordings: none
# list: none
segments = [4, 7, 10, 30]
first = 120
json = false
)");
}

TEST_F(Config, that_was_printed_gives_the_same_when_it_is_read) {
  const std::string odd = "new\nline \"quoted\" 'a' back\\slash\ttab \x01\x7f \xc3\xa4 [b] # c = d";
  struct Line {
    std::vector<std::string> command, arguments;
  };
  const std::vector<Line> lines{
      {{"run"}, {"x y.wav",  "--model",     "m",           "--workers", "3",
                 "--memory", "1.5 GiB",     "--from",      "0:10",      "--to",
                 "20",       "--channels",  "first",       "--beam",    "7",
                 "--n-best", "2",           "--hotwords",  odd,         "--language-model",
                 "w.arpa",   "--max-event", "0.1",         "--out",     "out dir",
                 "--format", "jsonl,csv",   "--overwrite", "--resume",  "--scores",
                 "s.csv",    "--stats",     "s.json",      "--quiet",   "--log-level",
                 "trace",    "--log-file",  "l",           "--list",    odd}},
      {{"run"}, {odd, "[a,b]", "--", "-c", "--workers"}},
      {{"check"},
       {"--deep", "--json", "--model", "m", "--measure", "2.5", "--speed", "1000.5", "--workers", "1", "a"}},
      {{"verify"}, {"m", "a", "b", "--segments", "0.5,3", "--first", "1", "--json"}},
      {{"features"}, {"m", "a", "-o", odd}},
      {{"bench"},
       {"m",     "--generate", "0.25", "--sweep", "--threads",     "1,2",  "--intra-op", "0,4", "--batch",
        "8",     "--rounds",   "5",    "--queue", "--jobs",        "3",    "-o",         odd,   "-o",
        "b.csv", "--memory",   "1G",   "--json",  "--arrangement", "naive"}},
      {{"soak"}, {"a",           "--hours", "2.5",   "--audio",   "24h",     "--endless",   "--longest",
                  "0:20",        "--seed",  "7",     "--warm-up", "1:00",    "--max-slope", "0.5",
                  "--max-drift", "2.25",    "--out", odd,         "--every", "0.75",        "--json"}},
      {{"run"}, {"a", "--embeddings", "v.npz", "--anomaly", odd, "--normal-share", "0.75"}},
      {{"match", "find"}, {"i", "a", "--format", "table", "--model", "m"}},
      {{"match", "build"}, {"i", "a", "--model", "m"}},
      {{"doctor"}, {"--devices", "--json"}}};
  for (const Line& line : lines) {
    std::vector<std::string> given = line.command;
    given.emplace_back("--print-config");
    given.insert(given.end(), line.arguments.begin(), line.arguments.end());
    const Ended first = nightjar(given);
    EXPECT_EQ(first.code, 0) << first.err;
    std::vector<std::string> again = line.command;
    again.insert(again.end(), {"--config", config(first.out)});
    EXPECT_EQ(printed(again), first.out);
    for (const std::string& argument : line.arguments) {
      if (argument.find_first_of("-/\\,") != std::string::npos) continue;
      EXPECT_THAT(first.out, HasSubstr(argument));
    }
  }
  EXPECT_THAT(printed({"run", "[a,b]"}), HasSubstr("paths = [\"[a,b]\"]\n"));
}

TEST_F(Config, decides_what_a_command_does) {
  recording("a b.wav");
  const std::string file = config("[run]\nmodel = \"stub\"\npaths = ['" + (folder_ / "a b.wav") +
                                  "']\nto = 2\nquiet = true\nformat = \"table\"\n[check]\ndeep = true\n");
  const Ended ended = nightjar({"run", "--config", file}, options());
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, AllOf(StartsWith(folder_ / "a b.wav"), HasSubstr("1.0 s left out")));
  EXPECT_THAT(ended.err, IsEmpty());
}

TEST_F(Config, gives_way_to_the_command_line) {
  const std::string file = config(
      "[run]\npaths = [\"a\", \"b\"]\nworkers = 3\nquiet = true\nchannels = \"each\"\nmemory = 1000000000\n");
  EXPECT_THAT(printed({"run", "--config", file, "--workers", "5", "c", "--quiet=false"}),
              AllOf(HasSubstr("paths = [\"c\"]\n"), HasSubstr("workers = 5\n"), HasSubstr("quiet = false\n"),
                    HasSubstr("channels = \"each\"\n"), HasSubstr("memory = \"1000000000\"\n")));
}

TEST_F(Config, may_have_what_is_required) {
  EXPECT_THAT(nightjar({"features"}).err, HasSubstr("MODEL is required; see nightjar features --help"));
  const std::string file = config("[features]\nmodel = \"no such model\"\nfiles = [\"x\"]\noutput = \"y\"\n");
  EXPECT_THAT(nightjar({"features", "--config", file}).err, HasSubstr("no model 'no such model'"));
}

TEST_F(Config, that_is_wrong_is_exit_2_and_names_file_line_and_key) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"[run]\nworker = 2", "line 2: unknown key \"worker\" of [run]; the nearest known key is \"workers\""},
      {"[check]\ndepp = true", "line 2: unknown key \"depp\" of [check]; the nearest known key is \"deep\""},
      {"[match.find]\nindx = 'i'",
       "line 2: unknown key \"indx\" of [match.find]; the nearest known key is \"index\""},
      {"[rum]\n", "line 1: no section \"rum\"; the nearest is [run]"},
      {"[help]\ncommand = 'run'", "no section \"help\""},
      {"workers = 2\n", "line 1: no section \"workers\""},
      {"[run]\nconfig = 'x'", "unknown key \"config\""},
      {"[run]\nworkers = 0", "line 2, workers: --workers: Value 0 not in range 1 to 1024"},
      {"[run]\nworkers = 'two'", "line 2, workers: "},
      {"[run]\nworkers = true", "line 2, workers: expected a value, got true or false"},
      {"[run]\nworkers = [1, 2]", "line 2, workers: expected one value, got a list"},
      {"[run]\nquiet = 1", "line 2, quiet: expected true or false"},
      {"[run]\npaths = [[1]]", "line 2, paths: expected a string or a number"},
      {"[run]\nfrom = 07:32:00", "line 2, from: expected a string or a number"},
      {"[run]\nmodel = \"a\\u0000b\"", "line 2, model: has a NUL byte"},
      {"[run]\nmax-event = inf", "line 2, max-event: expected a string or a number"},
      {"[run]\nmodel = \"a\nb\"", "line 2: "},
      {"[run]\n[run]\n", "line 2: "},
      {std::string(2 << 20, '#'), "is larger than 1 MiB"}};
  for (const auto& [text, message] : wrong) {
    const std::string file = config(text);
    const Ended ended = nightjar({"run", "--config", file});
    EXPECT_EQ(ended.code, 2) << text.substr(0, 80);
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, AllOf(StartsWith("nightjar: --config " + file), HasSubstr(message)));
  }
  EXPECT_THAT(nightjar({"run", "--config", folder_ / "missing", "x"}).err, HasSubstr("cannot be read"));
  EXPECT_THAT(nightjar({"run", "--config", folder_ / "", "x"}).err, HasSubstr("cannot be read"));
  const Ended latin1 = nightjar({"run", "caf\xe9.wav", "--print-config"});
  EXPECT_EQ(latin1.code, 2);
  EXPECT_THAT(latin1.err, HasSubstr("'caf\\xe9.wav' is not UTF-8"));
}

}  // namespace
}  // namespace nightjar::cli
