// Recordings that only ffmpeg reads: through scripts that play its part, and through the real one where it
// is.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "stages/validate/audio_source.h"
#include "tests/stages/validate/fake_ffmpeg.h"

namespace nightjar {
namespace {

using testing::HasSubstr;

using Ffmpeg = FakeFfmpeg;

TEST_F(Ffmpeg, where_there_is_none_the_file_is_named_and_the_remedy) {
  const std::string path = recording({0.5F}, 8000, 1);
  const auto source = open_recording(path);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::unsupported_format);
  EXPECT_THAT(source.error().message, HasSubstr("AMR data in "));
  EXPECT_THAT(source.error().message, HasSubstr("install ffmpeg, or convert it to FLAC"));
}

TEST_F(Ffmpeg, gives_its_sound_at_the_files_own_rate_and_channels) {
  const auto sound = test::make_noise(2 * 50'000, 1);
  const std::string path = recording(sound, 12345, 2);
  ffprobe(12345, 2);
  script("ffmpeg", leave_id() + kPlay);
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->info().container, "amr");
  EXPECT_EQ((*source)->info().codec, "amr_nb");
  EXPECT_EQ((*source)->info().sample_rate_hz, 12345);
  EXPECT_EQ((*source)->info().channels, 2);
  EXPECT_EQ((*source)->info().declared_frames, std::nullopt);
  EXPECT_EQ(started().size(), 0U);  // the header alone
  std::vector<float> got(sound.size() + 10);
  ASSERT_EQ((*source)->read(0, got), 50'000);
  EXPECT_TRUE(std::equal(sound.begin(), sound.end(), got.begin()));
  EXPECT_EQ((*source)->available_frames(), 50'000);
  EXPECT_EQ((*source)->read(50'000, got), 0);
  EXPECT_EQ(started().size(), 1U);
}

TEST_F(Ffmpeg, any_part_in_any_order_is_the_same_sound) {
  const auto sound = test::make_noise(2 * 50'000, 1);
  const std::string path = recording(sound, 8000, 2);
  ffprobe(8000, 2);
  script("ffmpeg", kPlay);
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  for (const std::int64_t begin : {0, 100, 40'000, 3, 49'990, 20'000, 60'000}) {
    std::vector<float> part(2 * 100);
    const std::int64_t expected = std::clamp<std::int64_t>(50'000 - begin, 0, 100);
    ASSERT_EQ((*source)->read(begin, part), expected) << begin;
    EXPECT_TRUE(std::equal(part.begin(), part.begin() + 2 * expected,
                           sound.begin() + 2 * std::min<std::int64_t>(begin, 50'000)))
        << begin;
  }
}

TEST_F(Ffmpeg, is_given_no_name_no_network_no_descriptor_and_a_limit_of_memory) {
  const std::string path = recording(test::make_noise(100, 1), 8000, 1);
  const std::string check =
      "case \" $* \" in *\" -protocol_whitelist file,pipe -f amr -i file:/proc/self/fd/0 \"*) ;; *) exit 9;; "
      "esac\n"
      "case \"$*\" in *http*) exit 8;; esac\n"
      "[ -e /proc/$$/fd/77 ] && exit 7\n"
      "while [ \"$(ulimit -v)\" = unlimited ]; do :; done\n";
  const int leak = ::fcntl(STDERR_FILENO, F_DUPFD, 77);
  ASSERT_EQ(leak, 77);
  ffprobe(8000, 1);
  script("ffmpeg", check + kPlay);
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> got(200);
  const auto read = (*source)->read(0, got);
  ::close(leak);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, 100);
}

TEST_F(Ffmpeg, ends_with_its_recording) {
  const std::string path = recording(test::make_noise(1000, 1), 8000, 1);
  ffprobe(8000, 1);
  script("ffmpeg", leave_id() + kPlay + "\n/bin/sleep 1000");
  {
    auto source = open_recording(path);
    ASSERT_TRUE(source) << source.error().message;
    std::vector<float> got(500);
    ASSERT_EQ((*source)->read(0, got), 500);
    ASSERT_EQ(started().size(), 1U);
    EXPECT_EQ(::kill(started()[0], 0), 0);
  }
  EXPECT_EQ(::kill(started()[0], 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

TEST_F(Ffmpeg, ends_with_the_process_that_started_it) {
  const std::string path = recording(test::make_noise(1000, 1), 8000, 1);
  ffprobe(8000, 1);
  script("ffmpeg", leave_id() + kPlay + "\nexec /bin/cat /dev/zero");
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // so that it becomes our child then
  const pid_t app = ::fork();
  if (app == 0) {
    auto source = open_recording(path);
    std::vector<float> got(500);
    if (source && (*source)->read(0, got)) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(app, &status, 0), app);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(started().size(), 1U);
  EXPECT_EQ(::waitpid(started()[0], &status, 0), started()[0]);
  EXPECT_TRUE(WIFSIGNALED(status));
}

TEST_F(Ffmpeg, opening_refuses_what_it_cannot_read_and_what_has_no_sound) {
  const std::string path = recording({0.5F}, 8000, 1);
  const auto code_of = [&](const std::string& probe, const char* what) {
    script("ffprobe", probe);
    const auto source = open_recording(path);
    EXPECT_FALSE(source);
    if (source) return ErrorCode::internal_error;
    EXPECT_THAT(source.error().message, HasSubstr(what));
    EXPECT_THAT(source.error().message, HasSubstr("; expected "));
    return source.error().code;
  };
  EXPECT_EQ(code_of("echo broken >&2; exit 1", "ffmpeg cannot read (broken)"), ErrorCode::bad_header);
  EXPECT_EQ(code_of("exit 0", "without sound"), ErrorCode::not_audio);
  EXPECT_EQ(code_of("echo codec_name=x; echo sample_rate=0; echo channels=1", "sample rate 0"),
            ErrorCode::bad_sample_rate);
  EXPECT_EQ(code_of("echo codec_name=x; echo sample_rate=8000; echo channels=65", "65 channels"),
            ErrorCode::too_many_channels);
}

}  // namespace
}  // namespace nightjar
