// Recordings that only ffmpeg reads: through scripts that play its part, and through the real one where it
// is.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sndfile.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <thread>

#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using test::FileBytes;
using testing::HasSubstr;

class Ffmpeg : public testing::Test {
 protected:
  // Only the scripts are found, and only where they were made.
  void SetUp() override {
    std::filesystem::create_directory(folder_ / "bin");
    ::setenv("PATH", (folder_ / "bin").c_str(), 1);
  }
  void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

  void script(const std::string& name, const std::string& lines) {
    const std::string path = folder_ / "bin/" + name;
    std::ofstream(path) << "#!/bin/sh\n" << lines << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  void ffprobe(int rate, int channels, const std::string& more = "") {
    script("ffprobe", "echo codec_name=amr_nb\necho sample_rate=" + std::to_string(rate) +
                          "\necho channels=" + std::to_string(channels) + "\n" + more);
  }
  // A recording with the mark of `magic`, in which `sound` follows as AU: what `play` then gives.
  std::string recording(const std::vector<float>& sound, int rate, int channels,
                        const std::string& magic = "#!AMR\n") {
    test::write_sound(folder_ / "sound.au", sound, rate, channels, SF_FORMAT_AU | SF_FORMAT_FLOAT);
    const FileBytes au = test::read_bytes(folder_ / "sound.au");
    FileBytes bytes(magic.begin(), magic.end());
    bytes.insert(bytes.end(), au.begin(), au.end());
    test::write_bytes(folder_ / "-i http:x.amr", bytes);  // a name to be careful with
    return folder_ / "-i http:x.amr";
  }
  static constexpr const char* kPlay = "/usr/bin/tail -c +7 /proc/self/fd/0";
  static constexpr const char* kM4a =
      "\x20\x20\x20\x20"
      "ftypM4A ";

  // The process ids that scripts left by `mkdir`: they cannot write files.
  std::vector<pid_t> started() {
    std::vector<pid_t> ids;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("pid.")) ids.push_back(std::stoi(name.substr(4)));
    }
    return ids;
  }
  std::string leave_id() { return "/bin/mkdir '" + folder_.path() + "/pid.'$$\n"; }

  test::TempFolder folder_;
  std::string path_ = std::getenv("PATH");
};

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

TEST_F(Ffmpeg, that_reports_damage_gives_what_there_is_and_an_error_at_the_end) {
  const auto sound = test::make_noise(10'000, 1);
  const std::string path = recording(sound, 8000, 1);
  ffprobe(8000, 1);
  for (const char* end : {"echo first >&2\necho bad packet >&2", "exit 3", "kill -11 $$"}) {
    SCOPED_TRACE(end);
    script("ffmpeg", std::string(kPlay) + "\n" + end);
    auto source = open_recording(path);
    ASSERT_TRUE(source) << source.error().message;
    std::vector<float> got(4000);
    ASSERT_EQ((*source)->read(4000, got), 4000);
    EXPECT_TRUE(std::equal(got.begin(), got.end(), sound.begin() + 4000));
    const auto last = (*source)->read(8000, got);
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, ErrorCode::decode_error);
    EXPECT_THAT(last.error().message, HasSubstr("damage that ffmpeg met ("));
    EXPECT_EQ((*source)->read(0, got), 4000);  // what was sound is still
  }
}

TEST_F(Ffmpeg, that_fails_at_once_makes_one_gap_and_an_end) {
  const std::string path = recording(test::make_noise(10'000, 1), 8000, 1);
  ffprobe(8000, 1);
  script("ffmpeg", "echo no such codec >&2\nexit 1");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  SegmentReader reader(std::move(*source), {16000, {1000, 1000}, 8});
  std::vector<Gap> gaps;
  while (const auto batch = reader.next()) gaps.insert(gaps.end(), batch->gaps.begin(), batch->gaps.end());
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].code, ErrorCode::decode_error);
  EXPECT_THAT(gaps[0].message, HasSubstr("no such codec"));
}

TEST_F(Ffmpeg, that_ends_before_the_containers_length_leaves_a_gap_up_to_it) {
  const std::string path = recording(test::make_noise(40'000, 1), 8000, 1, kM4a);
  ffprobe(8000, 1, "echo duration=N/A\necho duration=10.01");
  script("ffmpeg", "/usr/bin/tail -c +13 /proc/self/fd/0");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  SegmentReader reader(std::move(*source), {8000, {1000, 1000}, 8});
  std::vector<Gap> gaps;
  while (const auto batch = reader.next()) gaps.insert(gaps.end(), batch->gaps.begin(), batch->gaps.end());
  EXPECT_EQ(reader.frames(), 80'080);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].code, ErrorCode::truncated);
  EXPECT_EQ(gaps[0].start_frame, 40'000);
  EXPECT_EQ(gaps[0].end_frame, 80'080);
}

TEST_F(Ffmpeg, that_ends_about_where_the_container_says_ends_there) {
  const std::string path = recording(test::make_noise(40'000, 1), 8000, 1, kM4a);
  ffprobe(8000, 1, "echo duration=5.023");
  script("ffmpeg", "/usr/bin/tail -c +13 /proc/self/fd/0");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> got(50'000);
  EXPECT_EQ((*source)->available_frames(), 40'184);
  EXPECT_EQ((*source)->read(0, got), 40'000);
  EXPECT_EQ((*source)->available_frames(), 40'000);
  EXPECT_EQ((*source)->info().declared_frames, std::nullopt);
}

TEST_F(Ffmpeg, frames_that_it_put_in_are_missing_and_silence_is_not) {
  std::vector<float> sound(2 * 30'000, 2.8e-18F);  // silence, as the filter leaves it
  std::fill_n(sound.begin(), 2 * 1'000, 0.0F);     // before the sound begins
  std::fill_n(sound.begin() + 2 * 10'000, 2 * 5'000, 0.0F);
  for (std::size_t frame = 21'000; frame < 29'000; frame += 100)
    sound[2 * frame] = sound[2 * frame + 1] = 0.0F;
  const std::string path = recording(sound, 8000, 2);
  ffprobe(8000, 2);
  script("ffmpeg", kPlay);
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> got(2 * 10'000, 1.0F);
  const auto missing = [&]() -> const std::vector<Gap>& { return (*source)->damage().missing; };
  ASSERT_EQ((*source)->read(0, got), 10'000);
  EXPECT_TRUE(missing().empty());
  EXPECT_TRUE(std::ranges::all_of(got, [](float x) { return x == 0.0F; }));
  ASSERT_EQ((*source)->read(12'000, got), 10'000);
  ASSERT_EQ(missing().size(), 11U);
  EXPECT_EQ(missing()[0].start_frame, 12'000);
  EXPECT_EQ(missing()[0].end_frame, 15'000);
  EXPECT_EQ(missing()[0].code, ErrorCode::lost_samples);
  ASSERT_EQ((*source)->read(20'000, got), 10'000);
  ASSERT_EQ(missing().size(), 16U);  // one for all of the rest
  EXPECT_EQ(missing().back().end_frame, 28'901);
}

TEST_F(Ffmpeg, that_hangs_is_ended_by_a_stop) {
  const std::string path = recording(test::make_noise(1000, 1), 8000, 1);
  std::stop_source stop;
  ffprobe(8000, 1);
  // The stop comes when it is known to hang, from another thread.
  script("ffmpeg", std::string(kPlay) + "\n" + leave_id() + "exec /bin/sleep 1000");
  auto source = open_recording(path, stop.get_token());
  ASSERT_TRUE(source) << source.error().message;
  std::jthread stopper([&] {
    while (started().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  std::vector<float> got(2000);
  const auto read = (*source)->read(0, got);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("the run was ended"));
  ASSERT_EQ(started().size(), 1U);
  EXPECT_EQ(::kill(started()[0], 0), -1);

  script("ffprobe", "exec /bin/sleep 1000");
  EXPECT_FALSE(open_recording(path, stop.get_token()));
}

TEST_F(Ffmpeg, that_never_ends_is_ended) {
  const std::string path = recording({0.5F}, 8000, 1);
  ffprobe(8000, 1);
  script("ffmpeg", std::string(kPlay) + "\nexec /bin/cat /dev/zero");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> got(1 << 20);
  std::int64_t begin = 0;
  Expected<std::int64_t> read = 0;
  while ((read = (*source)->read(begin, got)) && *read > 0) begin += *read;
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("no end of its sound"));
}

TEST_F(Ffmpeg, that_has_much_to_say_is_heard_out) {
  const std::string path = recording(test::make_noise(100, 1), 8000, 1);
  ffprobe(8000, 1);
  script("ffmpeg",
         "/usr/bin/head -c 300000 /dev/zero >&2\n" + std::string(kPlay) + "\necho >&2\necho the end >&2");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  std::vector<float> got(101);
  ASSERT_EQ((*source)->read(0, std::span(got).first(50)), 50);
  const auto end = (*source)->read(50, got);
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().message, HasSubstr("(the end)"));
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
