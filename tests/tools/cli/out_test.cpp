// `nightjar run --out`: which files come to be, and what becomes of them where something goes wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "stages/write/formats.h"
#include "tests/stages/write/file_size_limit.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Out : public Workplace {
 protected:
  std::vector<std::string> arguments_of(std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", "--model", "stub", "--out", folder_ / "out"});
    return more;
  }
  Ended run(const std::vector<std::string>& more) const { return nightjar(arguments_of(more), options()); }

  // Paths below the folder of results, but for the journal.
  std::set<std::string> files() const {
    std::set<std::string> found;
    if (!fs::exists(folder_ / "out")) return found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "out")) {
      if (entry.is_directory() || entry.path().filename() == ".nightjar-journal") continue;
      found.insert(entry.path().string().substr((folder_ / "out/").size()));
    }
    return found;
  }
  std::string result(const std::string& name) const { return test::read_text(folder_ / ("out/" + name)); }

  static std::vector<std::string> types_in(const std::string& text) {
    return test::types_of(test::parse_json_lines(text));
  }

  // Runs over `more`, one batch at a time, and calls `change` while the first batch is at work.
  template <class Change>
  Ended run_while(std::vector<std::string> more, Change&& change) {
    ProgramOptions with = options();
    with.environment["NIGHTJAR_STUB_WAITS_FOR"] = folder_ / "changed";
    with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
    more.insert(more.end(), {"--workers", "1", "--memory", "min"});
    Program program(arguments_of(more), with);
    EXPECT_TRUE(eventually([this] { return fs::exists(folder_ / "begun"); }));
    change(program);
    std::ofstream(folder_ / "changed") << "changed";
    return program.wait();
  }
};

TEST_F(Out, keeps_the_tree_of_folders_and_the_names_of_files) {
  recording("in/may/dawn.wav");
  recording("in/may/dawn.flac");
  recording("in/x.wav");
  const auto named = recording("elsewhere/y.wav");
  const Ended ended = run({folder_ / "in/may/..", named, "--format", "csv,jsonl"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(files(), UnorderedElementsAre("may/dawn.wav.csv", "may/dawn.wav.jsonl", "may/dawn.flac.csv",
                                            "may/dawn.flac.jsonl", "x.wav.csv", "x.wav.jsonl", "y.wav.csv",
                                            "y.wav.jsonl"));
  EXPECT_THAT(types_in(ended.out), ElementsAre("run", "end", "end", "end", "end", "done"));
  EXPECT_THAT(types_in(result("x.wav.jsonl")), ElementsAre("run", "recording", "event", "end"));
}

TEST_F(Out, has_the_lines_that_standard_output_would_have) {
  recording("in/a.wav", 5);
  recording("in/b.wav", 7);
  const std::string plain = nightjar({"run", "--model", "stub", folder_ / "in"}, options()).out;
  EXPECT_EQ(run({folder_ / "in", "--quiet"}).err, "");
  std::string joined;
  for (const char* name : {"a.wav.jsonl", "b.wav.jsonl"}) {
    const std::string text = result(name);
    const std::string run_line = text.substr(0, text.find('\n') + 1);
    EXPECT_EQ(plain.substr(0, run_line.size()), run_line);
    joined += joined.empty() ? text : text.substr(run_line.size());
  }
  EXPECT_EQ(plain.substr(0, joined.size()), joined);
}

TEST_F(Out, takes_names_of_any_bytes) {
  recording("in/a\nb.wav");
  recording("in/caf\xe9/\xff.wav");
  EXPECT_EQ(run({folder_ / "in"}).code, 0);
  EXPECT_THAT(files(), UnorderedElementsAre("a\nb.wav.jsonl", "caf\xe9/\xff.wav.jsonl"));
}

TEST_F(Out, names_both_where_two_would_be_one) {
  const auto x = recording("x/a.wav"), y = recording("y/a.wav");
  const Ended ended = run({x, y});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, AllOf(HasSubstr(x + " and " + y), HasSubstr("out/a.wav.jsonl")));
  EXPECT_EQ(run({x, x}).code, 2);
  EXPECT_EQ(run({folder_ / "x", folder_ / "y"}).code, 2);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  EXPECT_EQ(run({folder_ / "x", "--format", "csv"}).code, 0);
  // A file where another recording's folder is.
  recording("z/a.wav.jsonl/b.wav");
  const Ended over = run({x, folder_ / "z"});
  EXPECT_EQ(over.code, 2);
  EXPECT_THAT(over.err, HasSubstr("a folder of other inputs"));
  EXPECT_EQ(run({recording(std::string(240, 'n') + ".wav")}).code, 2);
}

TEST_F(Out, replaces_nothing_unless_asked_and_never_a_recording) {
  const auto a = recording("a.wav");
  ASSERT_EQ(run({a}).code, 0);
  std::ofstream(folder_ / "out/a.wav.jsonl") << "mine";
  const Ended refused = run({a});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_THAT(refused.err, AllOf(HasSubstr("out/a.wav.jsonl"), HasSubstr("--overwrite")));
  EXPECT_EQ(result("a.wav.jsonl"), "mine");
  EXPECT_EQ(run({a, "--overwrite"}).code, 0);
  EXPECT_THAT(types_in(result("a.wav.jsonl")), ElementsAre("run", "recording", "event", "end"));

  const auto odd = recording("out/b.wav.csv");  // a recording with the name that a result would have
  const auto b = recording("b.wav");
  const Ended over = run({b, odd, "--format", "csv", "--overwrite"});
  EXPECT_EQ(over.code, 2);
  EXPECT_THAT(over.err, HasSubstr("is one of the recordings"));
  fs::create_directory(folder_ / "out/c.wav.csv");
  EXPECT_THAT(run({recording("c.wav"), "--format", "csv", "--overwrite"}).err, HasSubstr("is no file"));
}

TEST_F(Out, options_that_contradict_each_other_are_usage_errors) {
  const auto a = recording("a.wav");
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{"--out", folder_ / "out", "--format", "srt"}, "these do: jsonl, csv, audacity, raven, textgrid\n"},
      {{"--out", folder_ / "out", "--format", "mp3"}, "no such format"},
      {{"--format", "csv"}, "--out DIR"},
      {{"--overwrite"}, "--out DIR"}};
  for (const auto& [options_given, expected] : wrong) {
    std::vector<std::string> arguments{"run", "--model", "stub", a};
    arguments.insert(arguments.end(), options_given.begin(), options_given.end());
    const Ended ended = nightjar(arguments, options());
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.err, HasSubstr(expected));
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(files(), IsEmpty());
  }
  EXPECT_EQ(nightjar({"run", "--model", "stub", a, "--format", "jsonl"}, options()).code, 0);
}

TEST_F(Out, says_of_a_refused_recording_only_in_json) {
  const Ended ended = run({folder_ / "missing", recording("a.wav"), "--format", "jsonl,csv"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(types_in(ended.out), ElementsAre("run", "error", "end", "end", "done"));
  EXPECT_THAT(files(), UnorderedElementsAre("missing.jsonl", "a.wav.jsonl", "a.wav.csv"));
  EXPECT_THAT(types_in(result("missing.jsonl")), ElementsAre("run", "error", "end"));
}

TEST_F(Out, of_an_interrupted_run_has_what_was_done_and_json_of_what_was_not) {
  recording("in/a.wav", 1);
  recording("in/b.wav", 600);
  recording("in/c.wav", 600);
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "300";
  Program program(
      arguments_of({folder_ / "in", "--format", "jsonl,csv", "--workers", "1", "--memory", "min"}), with);
  ASSERT_TRUE(eventually([this] { return fs::exists(folder_ / "out/a.wav.csv"); }));
  program.signal(SIGINT);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_FALSE(files().contains("b.wav.csv"));
  for (const json& line : test::parse_json_lines(ended.out)) {
    if (line["type"] != "end" || line["status"] == "ok") continue;
    const std::string name = fs::path(line["path"].get<std::string>()).filename().string() + ".jsonl";
    ASSERT_EQ(files().contains(name), line["status"] == "interrupted") << line;
    if (!files().contains(name)) continue;
    EXPECT_EQ(test::parse_json_lines(result(name)).back()["status"], "interrupted");
  }
  for (const std::string& name : files()) EXPECT_THAT(name, Not(HasSubstr(".part")));
}

TEST_F(Out, goes_on_without_a_folder_that_vanishes_and_is_exit_3) {
  recording("in/a/x.wav", 40);
  recording("in/b/y.wav");
  const Ended ended =
      run_while({folder_ / "in"}, [this](const Program&) { fs::remove_all(folder_ / "out/b"); });
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("out/b/y.wav.jsonl: No such file or directory; going on"),
                               HasSubstr("1 file could not be written")));
  EXPECT_THAT(files(), ElementsAre("a/x.wav.jsonl"));
  EXPECT_EQ(test::parse_json_lines(result("a/x.wav.jsonl")).back()["status"], "ok");
  EXPECT_EQ(test::parse_json_lines(ended.out).back()["type"], "done");
}

TEST_F(Out, to_a_folder_that_must_not_be_written_to_is_exit_3_before_the_work) {
  const auto a = recording("a.wav");
  fs::create_directories(folder_ / "out");
  fs::permissions(folder_ / "out", fs::perms::owner_read | fs::perms::owner_exec);
  ProgramOptions with = options();
  with.bound_by_permissions = true;
  const Ended ended = nightjar(arguments_of({a}), with);
  fs::permissions(folder_ / "out", fs::perms::owner_all);
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err,
              HasSubstr("cannot write to the folder " + (folder_ / "out") + ": Permission denied"));
  EXPECT_THAT(ended.out, IsEmpty());
  std::ofstream(folder_ / "file") << "no folder";
  EXPECT_EQ(nightjar({"run", "--model", "stub", a, "--out", folder_ / "file"}, options()).code, 3);
}

TEST_F(Out, a_file_that_cannot_grow_costs_that_file_alone) {
  const auto a = recording("a.wav"), b = recording("b.wav");
  const FileSizeLimit limit(600);  // the csv has less, the jsonl more
  const Ended ended = run({a, b, "--format", "jsonl,csv"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr(".wav.jsonl: File too large"), HasSubstr("2 files could not")));
  EXPECT_THAT(files(), ElementsAre("a.wav.csv", "b.wav.csv"));
}

TEST_F(Out, to_a_full_disk_is_exit_3_with_its_name_and_leaves_whole_files_alone) {
  fs::create_directory(folder_ / "out");
  if (mount("none", (folder_ / "out").c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "a small disk cannot be mounted here";
  }
  for (int i = 10; i < 50; ++i) recording("in/" + std::to_string(i) + ".wav", 1);
  const Ended ended = run({folder_ / "in"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr(".wav.jsonl: No space left on device"));
  EXPECT_THAT(files(), Not(IsEmpty()));
  for (const std::string& name : files())
    EXPECT_EQ(test::parse_json_lines(result(name)).back()["type"], "end") << name;
  umount((folder_ / "out").c_str());
}

TEST_F(Out, help_names_every_format) {
  const std::string help = nightjar({"run", "--help"}).out;
  for (const ResultFormat& format : result_formats()) {
    EXPECT_THAT(help, testing::ContainsRegex("[ ,]" + std::string(format.name) + "[,; .\n]")) << format.name;
  }
}

}  // namespace
}  // namespace nightjar::cli
