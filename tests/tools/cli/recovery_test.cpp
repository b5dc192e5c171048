// Where results could not be written: what is said of it, and that --resume completes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/stages/write/file_size_limit.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Recovery : public Workplace {
 protected:
  void recordings(int count, double seconds = 3) {
    for (int i = 10; i < 10 + count; ++i) recording("in/" + std::to_string(i) + ".wav", seconds);
  }
  std::vector<std::string> arguments_of(const std::string& out, std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"run", "--model", "stub", "--workers", "1", "--out", folder_ / out, folder_ / "in"});
    return more;
  }
  ProgramOptions slow() const {
    ProgramOptions with = options();
    with.environment["NIGHTJAR_STUB_BATCH_MS"] = "20";
    return with;
  }
  bool eventually_there(const std::string& name) const {
    return eventually([&] { return fs::exists(folder_ / name); });
  }
  // Resumed, all is as in a run to which nothing happened.
  void expect_resume_completes() {
    const Ended whole = nightjar(arguments_of("whole"), options());
    ASSERT_EQ(whole.code, 0) << whole.err;
    const Ended resumed = nightjar(arguments_of("out", {"--resume"}), options());
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(resumed.out, whole.out);
    EXPECT_EQ(files("out"), files("whole"));
  }
};

TEST_F(Recovery, from_a_full_disk) {
  fs::create_directory(folder_ / "out");
  if (mount("none", (folder_ / "out").c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "a small disk cannot be mounted here";
  }
  recordings(40, 1);
  const Ended ended = nightjar(arguments_of("out"), options());
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("out/"), HasSubstr(": No space left on device")));
  EXPECT_EQ(nightjar(arguments_of("out", {"--resume"}), options()).code, 3);
  ASSERT_EQ(mount("none", (folder_ / "out").c_str(), "tmpfs", MS_REMOUNT, "size=4m"), 0);
  expect_resume_completes();
  umount((folder_ / "out").c_str());
}

TEST_F(Recovery, from_a_pipe_that_was_closed) {
  recordings(10, 6);
  Program program(arguments_of("out"), slow());
  program.read_line();
  program.close_output();
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("standard output was closed by its reader"));
  expect_resume_completes();
}

TEST_F(Recovery, from_a_folder_that_vanished) {
  recordings(10, 6);
  Program program(arguments_of("out"), slow());
  ASSERT_TRUE(eventually_there("out/11.wav.jsonl"));
  fs::remove_all(folder_ / "out");
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("out/"), HasSubstr("No such file or directory")));
  expect_resume_completes();
}

TEST_F(Recovery, from_a_folder_that_was_made_read_only) {
  recordings(10, 6);
  ProgramOptions with = slow();
  with.bound_by_permissions = true;
  Program program(arguments_of("out"), with);
  ASSERT_TRUE(eventually_there("out/11.wav.jsonl"));
  fs::permissions(folder_ / "out", fs::perms::owner_read | fs::perms::owner_exec);
  const Ended ended = program.wait();
  fs::permissions(folder_ / "out", fs::perms::owner_all);
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("out/"), HasSubstr(".wav.jsonl: Permission denied")));
  expect_resume_completes();
}

TEST_F(Recovery, from_files_that_lost_their_end) {
  recordings(3);
  ASSERT_EQ(nightjar(arguments_of("out"), options()).code, 0);
  const std::string file = folder_ / "out/11.wav.jsonl";
  for (const std::uintmax_t bytes : {fs::file_size(file) - 1, std::uintmax_t{0}}) {
    fs::resize_file(file, bytes);
    const Ended resumed = nightjar(arguments_of("out", {"--resume"}), options());
    EXPECT_THAT(resumed.err, HasSubstr("2 recordings done before"));
    expect_resume_completes();
    fs::remove_all(folder_ / "whole");
  }
}

// What only serves a later run costs this one nothing.
TEST_F(Recovery, is_given_up_where_a_checkpoint_cannot_be_written_and_the_results_can) {
  recordings(1, 120);
  Ended ended;
  {
    const FileSizeLimit limit(3000);
    ended = nightjar(arguments_of("out", {"--checkpoint", "20"}), options());
  }
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.err, HasSubstr("out/10.wav.nightjar-checkpoint: File too large; going on without it"));
  EXPECT_EQ(files("out").size(), 1u);
  expect_resume_completes();
}

TEST_F(Recovery, of_a_long_recording_whose_file_failed_takes_its_scores_from_the_checkpoint) {
  recordings(1, 120);
  fs::create_directories(folder_ / "out");
  Program program(arguments_of("out", {"--checkpoint", "20"}), slow());
  ASSERT_TRUE(eventually_there("out/10.wav.nightjar-checkpoint"));
  fs::create_directory(folder_ / "out/10.wav.jsonl");  // a file cannot be renamed to it
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("out/10.wav.jsonl"));
  fs::remove(folder_ / "out/10.wav.jsonl");
  const Ended resumed = nightjar(arguments_of("out", {"--checkpoint", "20", "--resume"}), options());
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("2:00 of sound taken from checkpoints"));
  EXPECT_EQ(files("out").size(), 1u);
}

}  // namespace
}  // namespace nightjar::cli
