// Files that are not what they seem, or do not stay what they were.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/json_lines.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

class OddFiles : public Workplace {
 protected:
  static std::vector<json> lines_of(const Ended& ended) {
    const std::vector<json> lines = test::parse_json_lines(ended.out);
    for (const json& line : lines) {
      if (line["type"] != "end") continue;
      EXPECT_EQ(line["frames"],
                line["processed"].get<int>() + line["gap"].get<int>() + line["skipped"].get<int>());
    }
    return lines;
  }
  static json last(const std::vector<json>& lines, const std::string& type) {
    for (auto line = lines.rbegin(); line != lines.rend(); ++line)
      if ((*line)["type"] == type) return *line;
    ADD_FAILURE() << "no line of type " << type;
    return {};
  }
  Ended run(std::vector<std::string> paths) const {
    paths.insert(paths.begin(), {"run", "--model", "stub"});
    return nightjar(paths, options());
  }

  // Runs over `paths`, one batch at a time, and calls `change` while the first batch is at work.
  template <class Change>
  Ended run_while(std::vector<std::string> paths, Change&& change) {
    ProgramOptions with = options();
    with.environment["NIGHTJAR_STUB_WAITS_FOR"] = folder_ / "changed";
    with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
    paths.insert(paths.begin(), {"run", "--model", "stub", "--workers", "1", "--memory", "min"});
    Program program(paths, with);
    EXPECT_TRUE(eventually([this] { return fs::exists(folder_ / "begun"); }));
    change();
    std::ofstream(folder_ / "changed") << "changed";
    return program.wait();
  }
};

TEST_F(OddFiles, a_link_to_itself_is_refused_by_name_and_left_out_of_folders) {
  fs::create_symlink("loop.wav", folder_ / "loop.wav");
  const auto lines = lines_of(run({folder_ / "loop.wav"}));
  EXPECT_EQ(last(lines, "error")["code"], "unreadable");
  EXPECT_EQ(last(lines_of(run({folder_ / ""})), "done")["recordings"], 0);
}

TEST_F(OddFiles, folders_that_link_in_a_circle_are_each_entered_once) {
  fs::create_directories(folder_ / "a/b");
  recording("a/b/x.wav");
  fs::create_directory_symlink("../..", folder_ / "a/b/up");
  fs::create_directory_symlink(".", folder_ / "a/self");
  const Ended ended = run({folder_ / "a"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(last(lines_of(ended), "done")["recordings"], 1);
}

TEST_F(OddFiles, a_fifo_and_devices_are_refused_and_not_waited_for) {
  ASSERT_EQ(mkfifo((folder_ / "fifo.wav").c_str(), 0600), 0);
  for (const std::string& path : {folder_ / "fifo.wav", std::string("/dev/zero"), std::string("/dev/null")}) {
    const Ended ended = run({path});
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(last(lines_of(ended), "error")["code"], "not_a_regular_file") << path;
    EXPECT_EQ(nightjar({"check", "--deep", path}).code, 1);
  }
  EXPECT_EQ(last(lines_of(run({folder_ / ""})), "done")["recordings"], 0);
}

TEST_F(OddFiles, an_unreadable_folder_is_told_of_and_exit_1_and_the_rest_is_done) {
  recording("in/a.wav");
  recording("in/closed/b.wav");
  fs::permissions(folder_ / "in/closed", fs::perms::none);
  ProgramOptions with = options();
  with.bound_by_permissions = true;
  const Ended ended = nightjar({"run", "--model", "stub", folder_ / "in"}, with);
  const Ended checked = nightjar({"check", folder_ / "in"}, with);
  fs::permissions(folder_ / "in/closed", fs::perms::owner_all);
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(checked.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("folder left out"));
  EXPECT_THAT(ended.err, HasSubstr("closed"));
  EXPECT_EQ(last(lines_of(ended), "done")["ok"], 1);
}

TEST_F(OddFiles, an_unreadable_file_in_a_folder_is_refused_by_name) {
  const std::string path = recording("in/a.wav");
  fs::permissions(path, fs::perms::none);
  ProgramOptions with = options();
  with.bound_by_permissions = true;
  const auto lines = lines_of(nightjar({"run", "--model", "stub", folder_ / "in"}, with));
  EXPECT_EQ(last(lines, "error")["code"], "unreadable");
  EXPECT_EQ(last(lines, "error")["path"], path);
}

TEST_F(OddFiles, one_that_is_cut_while_it_is_read_has_a_gap_from_there) {
  const std::string path = recording("a.wav", 60);
  const Ended ended = run_while({path}, [&] { fs::resize_file(path, 44 + 30 * 32000); });
  EXPECT_EQ(ended.code, 1);
  const auto lines = lines_of(ended);
  EXPECT_EQ(last(lines, "gap")["code"], "truncated");
  EXPECT_EQ(last(lines, "gap")["start_sample"], 30 * 16000);
  EXPECT_EQ(last(lines, "end")["status"], "partial");
}

TEST_F(OddFiles, one_that_grows_while_it_is_read_is_what_it_was_when_it_was_opened) {
  const std::string path = recording("a.wav", 40);
  const Ended ended = run_while(
      {path}, [&] { std::ofstream(path, std::ios::app | std::ios::binary) << std::string(1 << 20, 'x'); });
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(last(lines_of(ended), "end")["processed"], 40 * 16000);
}

TEST_F(OddFiles, one_that_vanishes_is_read_to_its_end_if_open_and_else_refused) {
  const std::string a = recording("a.wav", 40), b = recording("b.wav");
  const Ended ended = run_while({a, b}, [&] {
    fs::remove(a);
    fs::remove(b);
  });
  EXPECT_EQ(ended.code, 1);
  const auto lines = lines_of(ended);
  EXPECT_EQ(last(lines, "error")["path"], b);
  EXPECT_EQ(last(lines, "error")["code"], "not_found");
  EXPECT_EQ(last(lines, "done")["ok"], 1);
}

TEST_F(OddFiles, names_with_newlines_and_other_bytes_go_through_every_command) {
  const std::string newline = recording("in/a\nb.wav"), latin1 = recording("in/caf\xe9.wav");
  const Ended ended = run({folder_ / "in"});
  EXPECT_EQ(ended.code, 0);
  const auto lines = lines_of(ended);
  EXPECT_EQ(lines[1]["path"], newline);
  EXPECT_FALSE(lines[4].contains("path"));
  EXPECT_EQ(last(lines, "done")["ok"], 2);
  const Ended table = nightjar({"check", folder_ / "in"});
  EXPECT_EQ(table.code, 0);
  EXPECT_THAT(table.out, HasSubstr("a\\x0ab.wav\n"));
  EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), 4) << "a row for each";
}

}  // namespace
}  // namespace nightjar::cli
