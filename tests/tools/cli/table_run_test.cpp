// `nightjar run` on a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TableRun : public Workplace {
 protected:
  ProgramOptions on_terminal(int columns = 80) const {
    ProgramOptions with = options();
    with.terminal_columns = columns;
    with.output_to_terminal = true;
    with.environment.insert({{"TERM", "xterm"}, {"NO_COLOR", "1"}, {"LC_ALL", "C.UTF-8"}});
    return with;
  }
  // What the terminal was sent.
  std::string run(std::vector<std::string> arguments, const ProgramOptions& with) const {
    arguments.insert(arguments.begin(), {"run", "--model", "stub"});
    return nightjar(arguments, with).err;
  }
};

TEST_F(TableRun, prints_a_table_in_input_order_with_totals) {
  const auto a = recording("a.wav"), b = recording("b.wav");
  const std::string text = run({b, folder_ / "missing", a, "--quiet"}, on_terminal(200));
  EXPECT_THAT(text, testing::MatchesRegex(
                        b + "\r\n     0:00.00     0:03.00  [^\r]+  low\r\n  ok: 3.0 s, 1 event\r\n" +
                        (folder_ / "missing") + "\r\n  not_found: [^\r]+\r\n  refused\r\n" + a +
                        "\r\n     0:00.00[^\r]+  low\r\n  ok: 3.0 s, 1 event\r\n" +
                        "3 recordings: 2 ok, 1 refused . 2 events . 6.0 s of sound\r\n"));
}

TEST_F(TableRun, is_json_lines_where_asked_or_where_standard_output_is_no_terminal) {
  const auto a = recording("a.wav");
  EXPECT_THAT(run({a, "--format", "jsonl", "--quiet"}, on_terminal()), StartsWith("{\"type\":\"run\""));
  EXPECT_THAT(run({a, "--out", folder_ / "out", "--quiet"}, on_terminal()), StartsWith("{\"type\":\"run\""));
  ProgramOptions piped = on_terminal();
  piped.output_to_terminal = false;
  EXPECT_THAT(nightjar({"run", "--model", "stub", a}, piped).out, StartsWith("{\"type\":\"run\""));
  const Ended table = nightjar({"run", "--model", "stub", a, "--format", "table"}, piped);
  EXPECT_THAT(table.out, StartsWith(a + "\n     0:00.00"));
  piped.environment["COLUMNS"] = "40";
  EXPECT_THAT(nightjar({"run", "--model", "stub", a, "--format", "table"}, piped).out,
              AllOf(StartsWith(a + "\n     0:00.00  "), HasSubstr("     low\n  ok: ")));
  EXPECT_THAT(table.err, AllOf(HasSubstr("3.0 s of sound in"), Not(HasSubstr("1 ok"))));
  EXPECT_EQ(nightjar({"run", a, "--format", "table", "--out", folder_ / "out"}, options()).code, 2);
  EXPECT_EQ(nightjar({"run", a, "--format", "csv"}, options()).code, 2);
}

TEST_F(TableRun, does_not_depend_on_workers) {
  for (int i = 0; i < 12; ++i) recording("take " + std::to_string(i) + ".wav", 1 + 1.1 * i);
  const std::vector<std::string> arguments{"run", "--model", "stub", "--format", "table", folder_ / ""};
  const auto with_workers = [&](const char* n) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--workers", n});
    return nightjar(all, options()).out;
  };
  const std::string first = with_workers("1");
  EXPECT_THAT(first, HasSubstr("12 ok"));
  EXPECT_EQ(with_workers("8"), first);
}

TEST_F(TableRun, has_colours_unless_they_are_not_wanted) {
  const auto a = recording("a.wav");
  const std::vector<std::string> arguments{a, "--quiet"};
  ProgramOptions with = on_terminal();
  EXPECT_THAT(run(arguments, with), Not(HasSubstr("\x1b")));
  with.environment["NO_COLOR"] = "";
  EXPECT_THAT(run(arguments, with), StartsWith("\x1b[1m" + a + "\x1b[0m\r\n"));
  for (const char* plain : {"dumb", ""}) {
    with.environment["TERM"] = plain;
    EXPECT_THAT(run(arguments, with), Not(HasSubstr("\x1b"))) << plain;
  }
}

TEST_F(TableRun, progress_is_away_while_rows_are_written) {
  ProgramOptions with = on_terminal();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "100";
  std::vector<std::string> arguments{"--workers", "1"};
  for (int i = 0; i < 3; ++i) arguments.push_back(recording(std::to_string(i) + ".wav", 8));
  const std::string text = run(arguments, with);
  EXPECT_THAT(text, HasSubstr(" x real time | "));
  // Each line that ends is one of the table, or the last one: what was drawn before it is erased.
  std::size_t lines = 0;
  for (std::size_t begin = 0, end; (end = text.find("\r\n", begin)) != std::string::npos;
       begin = end + 2, ++lines) {
    std::string line = text.substr(begin, end - begin);
    const std::size_t erased = line.rfind("\r\x1b[K");
    if (erased != std::string::npos) line.erase(0, erased + 4);
    EXPECT_TRUE(line.starts_with(folder_ / "") || line.starts_with("     0:") ||
                line == "  ok: 8.0 s, 1 event" || line.starts_with("3 recordings: 3 ok") ||
                line.starts_with("nightjar: 24.0 s of sound"))
        << testing::PrintToString(line);
  }
  EXPECT_EQ(lines, 3U * 3 + 2);
  EXPECT_THAT(text, EndsWith(" x real time\r\n"));
}

TEST_F(TableRun, on_a_dumb_terminal_progress_is_not_redrawn) {
  ProgramOptions with = on_terminal();
  with.environment["TERM"] = "dumb";
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "100";
  EXPECT_THAT(run({recording("a.wav", 6), "--workers", "1"}, with), Not(HasSubstr("\x1b")));
}

TEST_F(TableRun, a_terminal_that_is_lost_ends_it_with_exit_3) {
  ProgramOptions with = on_terminal();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "200";  // to the end it would take a quarter of an hour
  with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
  const auto a = recording("a.wav", 1);
  for (int i = 0; i < 3600; ++i) with.input += a + "\n";
  Program program({"run", "--model", "stub", "--workers", "1", "--list", "-"}, with);
  ASSERT_TRUE(eventually([this] { return std::filesystem::exists(folder_ / "begun"); }));
  program.close_terminal();
  EXPECT_TRUE(eventually([&program] { return !program.running(); }));
  EXPECT_EQ(program.wait_without_reading().code, 3);
}

TEST_F(TableRun, an_interrupt_ends_the_table_with_what_was_not_done) {
  ProgramOptions with = on_terminal();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "300";
  with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
  const auto a = recording("a.wav", 600), b = recording("b.wav");
  Program program({"run", "--model", "stub", "--workers", "1", "--memory", "min", "--quiet", a, b}, with);
  ASSERT_TRUE(eventually([this] { return std::filesystem::exists(folder_ / "begun"); }));
  program.signal(SIGINT);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("  gap  "), HasSubstr("\r\n  interrupted: 10:00, "),
                               HasSubstr("2 recordings: 1 interrupted, 1 not started"), Not(HasSubstr(b))));
}

}  // namespace
}  // namespace nightjar::cli
