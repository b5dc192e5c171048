// `nightjar run --out --resume`: what was done is not done again, and all else is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Resume : public Workplace {
 protected:
  std::vector<std::string> arguments_of(const std::string& out, std::vector<std::string> more) const {
    more.insert(more.begin(), {"run", "--model", "stub", "--out", folder_ / out, folder_ / "in"});
    return more;
  }
  Ended run(std::vector<std::string> more = {}, const std::string& out = "out") const {
    return nightjar(arguments_of(out, std::move(more)), options());
  }
  // How many recordings a resumed run leaves out.
  std::string left_out(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), "--resume");
    const Ended ended = run(std::move(more));
    EXPECT_EQ(ended.code, 0) << ended.err;
    const std::size_t at = ended.err.find(" done before");
    return at == std::string::npos ? "none" : ended.err.substr(at - 12, 12);
  }
  std::string journal() const { return folder_ / "out/.nightjar-journal"; }
};

TEST_F(Resume, leaves_out_what_is_done_and_says_what_a_whole_run_would) {
  recording("in/a.wav", 3);
  recording("in/c.wav", 4);
  ASSERT_EQ(run().code, 0);
  std::ofstream(folder_ / "out/a.wav.jsonl", std::ios::app) << "kept";
  recording("in/b\n.wav", 5);
  recording("in/\xff.wav", 5);
  const Ended resumed = run({"--resume"});
  EXPECT_EQ(resumed.code, 0);
  EXPECT_THAT(resumed.err, HasSubstr("2 recordings done before"));
  EXPECT_THAT(resumed.err, HasSubstr("4 recordings: 4 ok | 10.0 s of sound in"));
  EXPECT_EQ(run({}, "whole").out, resumed.out);
  auto wanted = files("whole");
  wanted["a.wav.jsonl"] += "kept";
  EXPECT_EQ(files("out"), wanted);
  EXPECT_THAT(run({"--resume"}).err, HasSubstr("4 recordings done before"));
}

TEST_F(Resume, does_again_what_is_not_the_same) {
  const auto a = recording("in/a.wav");
  recording("in/b.wav");
  EXPECT_EQ(left_out(), "none");
  EXPECT_EQ(left_out(), "2 recordings");
  fs::last_write_time(a, fs::last_write_time(a) + std::chrono::seconds(1));
  EXPECT_EQ(left_out(), " 1 recording");
  recording("in/a.wav", 5);
  EXPECT_EQ(left_out(), " 1 recording");
  EXPECT_EQ(left_out(), "2 recordings");
  fs::remove(folder_ / "out/b.wav.jsonl");
  EXPECT_EQ(left_out(), " 1 recording");
  EXPECT_EQ(left_out({"--format", "jsonl,csv"}), "none");
  EXPECT_EQ(left_out({"--format", "csv"}), "2 recordings");
  EXPECT_EQ(left_out({"--max-event", "1"}), "none");
  EXPECT_EQ(left_out({"--max-event", "1"}), "2 recordings");
  // The other run has replaced the files.
  EXPECT_EQ(left_out(), "none");
  std::ofstream(folder_ / "models/stub/weights.pt") << "others";
  EXPECT_EQ(left_out(), "none");
}

TEST_F(Resume, does_again_what_was_refused_or_partial) {
  recording("in/a.wav");
  recording("in/cut.wav");
  fs::resize_file(folder_ / "in/cut.wav", 30'000);
  EXPECT_EQ(run().code, 1);
  const Ended again = run({"--resume"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("1 recording done before"));
}

TEST_F(Resume, mends_a_journal_that_was_cut_off_and_does_not_trust_a_damaged_one) {
  recording("in/a.wav");
  recording("in/b.wav");
  ASSERT_EQ(run({"--workers", "1"}).code, 0);
  const std::string whole = test::read_text(journal());
  for (std::size_t cut = 1; cut < whole.size(); cut += whole.size() / 4) {
    std::ofstream(journal(), std::ios::binary) << whole.substr(0, whole.size() - cut);
    const Ended ended = run({"--resume"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, Not(HasSubstr("2 recordings done before")));
    EXPECT_EQ(left_out(), "2 recordings") << cut;
  }
  for (const std::string damage : {"\n", "{}\n", "{\"run\":1}\n", "[1,2]\n", "nonsense\n"}) {
    std::ofstream(journal(), std::ios::binary) << whole << damage;
    EXPECT_EQ(left_out(), "none") << damage;
  }
  std::ofstream(journal(), std::ios::binary) << std::string(3 << 20, 'x');
  EXPECT_EQ(left_out(), "none");
}

TEST_F(Resume, completes_a_run_that_was_killed) {
  for (int i = 10; i < 20; ++i) recording("in/" + std::to_string(i) + ".wav", i - 8);
  const std::vector<std::string> formats{"--format", "jsonl,csv,textgrid"};
  ASSERT_EQ(run(formats, "whole").code, 0);
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BATCH_MS"] = "20";
  for (const int files_then : {2, 13}) {
    fs::remove_all(folder_ / "out");
    {
      Program killed(arguments_of("out", formats), with);
      ASSERT_TRUE(
          eventually([&] { return fs::exists(folder_ / "out") && std::ssize(files("out")) >= files_then; }));
      killed.signal(SIGKILL);
      killed.wait();
    }
    std::vector<std::string> more = formats;
    more.emplace_back("--resume");
    const Ended resumed = run(more);
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(files("out"), files("whole"));
  }
}

TEST_F(Resume, one_run_at_a_time_writes_to_a_folder) {
  recording("in/a.wav", 60);
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_WAITS_FOR"] = folder_ / "go on";
  with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
  Program first(arguments_of("out", {}), with);
  ASSERT_TRUE(eventually([this] { return fs::exists(folder_ / "begun"); }));
  const Ended second = run({"--resume"});
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.err, HasSubstr("another run is at work there"));
  std::ofstream(folder_ / "go on") << "now";
  EXPECT_EQ(first.wait().code, 0);
}

TEST_F(Resume, needs_a_folder_and_cannot_complete_a_table) {
  recording("in/a.wav");
  EXPECT_EQ(nightjar({"run", "--model", "stub", folder_ / "in", "--resume"}, options()).code, 2);
  EXPECT_THAT(run({"--resume", "--scores", folder_ / "s.csv"}).err, HasSubstr("--scores"));
}

}  // namespace
}  // namespace nightjar::cli
