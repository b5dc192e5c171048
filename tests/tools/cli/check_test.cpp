// `nightjar check` from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "tests/engine/support/stub_model.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Check : public Workplace {
 protected:
  // 20 s at 16 kHz; [5, 6) s is not a number, and the last 4 s are cut off.
  std::string damaged(const std::string& name) {
    std::vector<float> sound = tone(300, 20, 16000);
    std::fill(sound.begin() + 5 * 16000, sound.begin() + 6 * 16000, std::numeric_limits<float>::quiet_NaN());
    test::write_sound(folder_ / name, sound, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    std::filesystem::resize_file(folder_ / name, std::filesystem::file_size(folder_ / name) - 4 * 64000);
    return folder_ / name;
  }
};

TEST_F(Check, tells_good_recordings_from_others_and_exits_1) {
  const std::string good = recording("good.wav", 65);
  std::ofstream(folder_ / "bad.wav") << "not a recording";
  const Ended ended = nightjar({"check", good, folder_ / "bad.wav", folder_ / "missing"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, ContainsRegex("\nok +1:05 +16000 +1  wav/pcm_s16 +[^ ]*good.wav\n"));
  EXPECT_THAT(ended.out, ContainsRegex("\nrefused .* not_audio .*bad.wav: "));
  EXPECT_THAT(ended.out, ContainsRegex("\nrefused .* not_found .*missing: "));
  EXPECT_THAT(ended.out, HasSubstr("\n3 recordings: 1 ok, 2 refused; 1:05 of sound;"));
  EXPECT_THAT(ended.out, Not(HasSubstr("forecast")));
  EXPECT_EQ(nightjar({"check", good}).code, 0);
}

TEST_F(Check, as_json_gives_the_lines_of_run_and_totals) {
  const std::string odd = recording("a\nb\xff.wav");
  const auto lines = test::parse_json_lines(nightjar({"check", "--json", odd, folder_ / "missing"}).out);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0]["declared_frames"], 48000);
  EXPECT_TRUE(lines[0].contains("path_base64"));
  EXPECT_EQ(lines[1]["code"], "not_found");
  EXPECT_EQ(lines[2]["type"], "check");
  EXPECT_EQ(lines[2]["refused"], 1);
  EXPECT_EQ(lines[2]["sound_s"], 3);
}

TEST_F(Check, states_the_length_of_what_is_compressed_and_not_the_most_that_its_bytes_could_hold) {
  constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  if (!test::can_write_sound(16000, 1, kMp3)) GTEST_SKIP() << "libsndfile was built without MP3";
  test::write_sound(folder_ / "a.mp3", test::make_noise(16000 * 3, 1), 16000, 1, kMp3);
  EXPECT_EQ(test::parse_json_lines(nightjar({"check", "--json", folder_ / "a.mp3"}).out).back()["sound_s"],
            3);
}

TEST_F(Check, keeps_the_order_of_many) {
  std::string list;
  for (int i = 0; i < 500; ++i) list += recording("r" + std::to_string(i % 20) + ".wav", 0.1) + "\n";
  const auto lines =
      test::parse_json_lines(nightjar({"check", "--json", "--list", "-"}, {.input = list}).out);
  ASSERT_EQ(lines.size(), 501U);
  for (std::size_t i = 0; i < 500; ++i)
    EXPECT_EQ(lines[i]["path"], folder_ / ("r" + std::to_string(i % 20) + ".wav"));
}

TEST_F(Check, deep_lists_the_damage_that_headers_do_not_show) {
  const std::string bad = damaged("bad.wav"), good = recording("good.wav");
  const Ended ended = nightjar({"check", "--deep", bad, good});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.out, ContainsRegex("\npartial +15.0 s .*bad.wav\n"
                                       "  5.000 to 6.000 s +non_finite_samples .*\n"
                                       "  16.000 to 20.000 s +truncated .*\n"
                                       "ok "));
  EXPECT_THAT(ended.out, HasSubstr("2 recordings: 1 ok, 1 partial, 0 refused; 18.0 s of sound"));
  EXPECT_EQ(nightjar({"check", "--deep", good}).code, 0);
}

TEST_F(Check, deep_marks_uncertain_times_in_the_table_as_in_json) {
  std::vector<float> sound = tone(300, 2, 16000);
  sound[16000] = std::numeric_limits<float>::quiet_NaN();
  test::write_sound(folder_ / "whole.wav", sound, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  for (const auto& [path, uncertain] : {std::pair{damaged("cut.wav"), 2}, {folder_ / "whole.wav", 0}}) {
    const auto lines = test::parse_json_lines(nightjar({"check", "--deep", "--json", path}).out);
    EXPECT_EQ(std::ranges::count_if(lines, [](const json& j) { return j.contains("time_uncertain"); }),
              uncertain);
    std::istringstream table(nightjar({"check", "--deep", path}).out);
    int marked = 0;
    for (std::string row; std::getline(table, row);) marked += row.ends_with(" (time_uncertain)") ? 1 : 0;
    EXPECT_EQ(marked, uncertain);
  }
}

TEST_F(Check, deep_finds_the_gaps_that_run_has) {
  const std::string bad = damaged("bad.wav");
  const auto checked = test::parse_json_lines(nightjar({"check", "--deep", "--json", bad}).out);
  std::vector<json> gaps;
  for (const json& line : test::parse_json_lines(nightjar({"run", "--model", "stub", bad}, options()).out))
    if (line["type"] == "gap") gaps.push_back(line);
  ASSERT_EQ(checked.size(), 2 + gaps.size() + 1);
  EXPECT_EQ(std::vector<json>(checked.begin() + 1, checked.begin() + 1 + std::ssize(gaps)), gaps);
  const json& end = checked[1 + gaps.size()];
  EXPECT_EQ(end["status"], "partial");
  EXPECT_EQ(end["gap"], 5 * 16000);
  EXPECT_EQ(end["processed"], 15 * 16000);
}

TEST_F(Check, deep_lists_the_first_of_many_damages_and_counts_the_rest) {
  // 1,100 spans that are not numbers, four in each 16,384 frames.
  std::vector<float> sound(1'100 * 4'096);
  for (std::size_t i = 0; i < sound.size(); i += 4'096) sound[i] = std::numeric_limits<float>::quiet_NaN();
  test::write_sound(folder_ / "a.wav", sound, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  const Ended ended = nightjar({"check", "--deep", folder_ / "a.wav"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(std::ranges::count(ended.out, '\n'), 1 + 1 + 1'000 + 1 + 1);
  EXPECT_THAT(ended.out, HasSubstr("\n  and 100 more\n1 recording: "));
  const auto lines = test::parse_json_lines(nightjar({"check", "--deep", "--json", folder_ / "a.wav"}).out);
  ASSERT_EQ(lines.size(), 1U + 1'000 + 1 + 1 + 1);
  EXPECT_EQ(lines[1'001]["type"], "more_gaps");
  EXPECT_EQ(lines[1'001]["count"], 100);
  EXPECT_EQ(lines[1'002]["gap"], 1'100);
}

TEST_F(Check, forecasts_from_a_measurement_or_from_a_number) {
  const std::string minute = recording("minute.wav", 60);
  EXPECT_THAT(nightjar({"check", minute, "--speed", "10"}).out,
              HasSubstr("\nforecast for run: 6.0 s at 10 x real time\n"));
  const Ended measured = nightjar({"check", minute, "--model", "stub", "--measure", "0.01"}, options());
  EXPECT_EQ(measured.code, 0) << measured.err;
  EXPECT_THAT(measured.out, ContainsRegex("forecast for run: .* x real time, as measured with .* worker"));
  const auto lines = test::parse_json_lines(
      nightjar({"check", "--json", minute, "--model", "stub", "--measure", "0.01"}, options()).out);
  EXPECT_GT(lines.back()["forecast_s"], 0);
  EXPECT_GT(lines.back()["forecast_memory_bytes"], 1 << 20);
  EXPECT_EQ(nightjar({"check", minute, "--model", "no such"}).code, 2);
  EXPECT_EQ(nightjar({"check", minute, "--model", "stub", "--speed", "2"}).code, 2);
}

TEST_F(Check, a_reader_that_leaves_is_exit_3) {
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "missing" + std::to_string(i) + "\n";
  Program program({"check", "--list", "-"}, {.input = list, .pipe_bytes = 4096});
  program.read_line();
  program.close_output();
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("standard output"));
}

TEST_F(Check, is_interrupted_at_once) {
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "missing" + std::to_string(i) + "\n";
  Program program({"check", "--list", "-"}, {.input = list, .pipe_bytes = 4096});
  program.read_line();  // it stands still: nobody reads on
  program.signal(SIGINT);
  EXPECT_EQ(program.wait().code, 130);
}

}  // namespace
}  // namespace nightjar::cli
