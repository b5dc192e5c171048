// What ffmpeg says is wrong, what it puts in, and a program that hangs or never ends, played by scripts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <stop_token>
#include <thread>

#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"
#include "tests/stages/validate/fake_ffmpeg.h"

namespace nightjar {
namespace {

using testing::HasSubstr;

class FfmpegDamage : public FakeFfmpeg {
 protected:
  // Reads to the end.
  static std::vector<Gap> gaps_of(SegmentReader& reader) {
    std::vector<Gap> gaps;
    while (const auto batch = reader.next()) gaps.insert(gaps.end(), batch->gaps.begin(), batch->gaps.end());
    return gaps;
  }
};

TEST_F(FfmpegDamage, that_reports_damage_gives_what_there_is_and_an_error_at_the_end) {
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

TEST_F(FfmpegDamage, that_fails_at_once_makes_one_gap_and_an_end) {
  const std::string path = recording(test::make_noise(10'000, 1), 8000, 1);
  ffprobe(8000, 1);
  script("ffmpeg", "echo no such codec >&2\nexit 1");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  SegmentReader reader(std::move(*source), {16000, {1000, 1000}, 8});
  const std::vector<Gap> gaps = gaps_of(reader);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].code, ErrorCode::decode_error);
  EXPECT_THAT(gaps[0].message, HasSubstr("no such codec"));
}

TEST_F(FfmpegDamage, that_ends_before_the_containers_length_leaves_a_gap_up_to_it) {
  const std::string path = recording(test::make_noise(40'000, 1), 8000, 1, kM4a);
  ffprobe(8000, 1, "echo duration=N/A\necho duration=10.01");
  script("ffmpeg", "/usr/bin/tail -c +13 /proc/self/fd/0");
  auto source = open_recording(path);
  ASSERT_TRUE(source) << source.error().message;
  SegmentReader reader(std::move(*source), {8000, {1000, 1000}, 8});
  const std::vector<Gap> gaps = gaps_of(reader);
  EXPECT_EQ(reader.frames(), 80'080);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].code, ErrorCode::truncated);
  EXPECT_EQ(gaps[0].start_frame, 40'000);
  EXPECT_EQ(gaps[0].end_frame, 80'080);
}

TEST_F(FfmpegDamage, that_ends_about_where_the_container_says_ends_there) {
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

TEST_F(FfmpegDamage, frames_that_it_put_in_are_missing_and_silence_is_not) {
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

TEST_F(FfmpegDamage, makes_later_times_uncertain_where_the_container_has_none) {
  std::vector<float> sound = test::make_noise(20'000, 1);
  std::fill_n(sound.begin() + 5'000, 1'000, 0.0F);
  ffprobe(8000, 1);
  const auto uncertain_from = [&](const char* magic, const std::string& play) {
    const std::string path = recording(sound, 8000, 1, magic);
    script("ffmpeg", play);
    auto source = open_recording(path).value();
    std::vector<float> got(10'000);
    EXPECT_EQ(source->read(0, got), 10'000);
    EXPECT_EQ(source->damage().missing.size(), 1U);
    return source->damage().uncertain_from;
  };
  EXPECT_EQ(uncertain_from("#!AMR\n", kPlay), 5'000);
  EXPECT_EQ(uncertain_from(kM4a, "/usr/bin/tail -c +13 /proc/self/fd/0"), std::nullopt);
}

TEST_F(FfmpegDamage, that_hangs_is_ended_by_a_stop) {
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

TEST_F(FfmpegDamage, that_never_ends_is_ended) {
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

TEST_F(FfmpegDamage, that_has_much_to_say_is_heard_out) {
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

}  // namespace
}  // namespace nightjar
