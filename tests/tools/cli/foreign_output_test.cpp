// What a library prints to standard error while `run` is at work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ForeignOutputTest : public Workplace {
 protected:
  void SetUp() override {
    if (NIGHTJAR_SANITIZED) GTEST_SKIP() << "a sanitizer ends the program in a way of its own";
    options_ = options();
    options_.environment["NIGHTJAR_STUB_SAYS"] = "[decoder] \x1b odd frame\n";
  }
  Ended run(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"run", "--model", "stub", "--workers", "1", recording("a.wav")});
    return nightjar(more, options_);
  }

  ProgramOptions options_;
};

TEST_F(ForeignOutputTest, becomes_lines_of_the_log) {
  const Ended ended = run();
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.err, HasSubstr("nightjar: warning: a library says: [decoder] \\x1b odd frame\n"));
  EXPECT_THAT(ended.err, HasSubstr("0 gaps\n")) << "a whole line, before or after";
  EXPECT_THAT(run({"--log-level", "error", "--quiet"}).err, IsEmpty());
}

TEST_F(ForeignOutputTest, goes_to_the_log_file_where_there_is_one) {
  EXPECT_THAT(run({"--log-file", folder_ / "log", "--quiet"}).err, IsEmpty());
  EXPECT_THAT(test::read_text(folder_ / "log"), HasSubstr("odd frame"));
}

TEST_F(ForeignOutputTest, does_not_tear_the_progress_line) {
  options_.environment["NIGHTJAR_STUB_BATCH_MS"] = "150";
  options_.terminal_columns = 60;
  const Ended ended =
      nightjar({"run", "--model", "stub", "--workers", "1", recording("a.wav", 15)}, options_);
  const std::string erase = "\r\x1b[K";
  std::size_t told = 0;
  for (std::size_t at = 0; (at = ended.err.find("nightjar: warning", at)) != std::string::npos;
       ++at, ++told) {
    EXPECT_TRUE(at == 0 || ended.err[at - 1] == '\n' ||
                (at >= erase.size() && ended.err.compare(at - erase.size(), erase.size(), erase) == 0));
  }
  EXPECT_GE(told, 3U);
}

// So many lines that the program would be gone before they are all in the log, if it did not wait.
TEST_F(ForeignOutputTest, of_a_program_that_crashes_still_appears_in_full) {
  constexpr int kLines = 500;
  std::string words;
  for (int i = 0; i < kLines; ++i) words += "odd frame\n";
  options_.environment["NIGHTJAR_STUB_SAYS"] = words;
  for (const char* how : {"abort", "exit"}) {
    options_.environment["NIGHTJAR_STUB_ENDS"] = how;
    const Ended ended = run();
    EXPECT_EQ(ended.code, std::string(how) == "exit" ? 7 : -1);
    int told = 0;
    for (std::size_t at = 0; (at = ended.err.find("odd frame", at)) != std::string::npos; ++at) ++told;
    EXPECT_GE(told, kLines - 1) << "one may be cut";
  }
}

}  // namespace
}  // namespace nightjar::cli
