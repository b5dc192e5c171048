#include "stages/validate/decoder_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

namespace nightjar {
namespace {

using testing::HasSubstr;

TEST(DecoderProcess, that_gives_nothing_for_too_long_is_killed) {
  const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  auto process = DecoderProcess::start({"/bin/sleep", "1000"}, input, std::chrono::milliseconds(50));
  ::close(input);
  ASSERT_TRUE(process) << process.error().message;
  std::vector<std::uint8_t> bytes(10);
  EXPECT_EQ(process->read(bytes), 0);
  EXPECT_THAT(process->complaint(), HasSubstr("gave no more output"));
}

TEST(DecoderProcess, that_is_not_there_is_told_apart_from_one_that_fails) {
  const auto process = DecoderProcess::start({"no-such-program"}, STDIN_FILENO, std::chrono::seconds(1));
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error().code, ErrorCode::backend_unavailable);
}

}  // namespace
}  // namespace nightjar
