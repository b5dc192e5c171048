// `nightjar match build` and `match find` from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <csignal>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/stages/match/tune.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class MatchCommand : public Workplace {
 protected:
  MatchCommand() {
    std::filesystem::create_directory(folder_ / "known");
    for (unsigned i = 0; i < 3; ++i)
      write("known/" + std::to_string(i) + ".wav", test::make_tune(i, 10, 16000));
  }
  std::string write(const std::string& name, const std::vector<float>& sound) {
    test::write_sound(folder_ / name, sound, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / name;
  }
  // Four seconds of tune 1, from its second 3 on, between silence.
  std::vector<float> programme() {
    const std::vector<float> tune = test::make_tune(1, 10, 16000);
    std::vector<float> sound(5 * 16000);
    sound.insert(sound.end(), tune.begin() + 3 * 16000, tune.begin() + 7 * 16000);
    sound.resize(14 * 16000);
    return sound;
  }
  Ended build() { return nightjar({"match", "build", index_, folder_ / "known"}); }

  const std::string index_ = folder_ / "index";
};

TEST_F(MatchCommand, says_what_plays_where) {
  const Ended built = build();
  EXPECT_EQ(built.code, 0) << built.err;
  EXPECT_THAT(built.out, HasSubstr(R"("type":"indexed")"));
  const std::string path = write("programme.wav", programme());
  const Ended found = nightjar({"match", "find", index_, path});
  EXPECT_EQ(found.code, 0) << found.err;
  const auto lines = test::parse_json_lines(found.out);
  ASSERT_EQ(lines.size(), 5U) << found.out;
  EXPECT_EQ(lines[0]["type"], "run");
  EXPECT_EQ(lines[0]["references"], 3);
  EXPECT_EQ(lines[1]["type"], "recording");
  EXPECT_EQ(lines[2]["type"], "match");
  EXPECT_EQ(lines[2]["path"], path);
  EXPECT_EQ(lines[2]["id"], folder_ / "known/1.wav");
  EXPECT_NEAR(lines[2]["start_s"], 5, 0.5);
  EXPECT_NEAR(lines[2]["end_s"], 9, 0.5);
  EXPECT_NEAR(lines[2]["offset_s"].get<double>() - lines[2]["start_s"].get<double>(), 3 - 5, 0.032);
  EXPECT_EQ(lines[2]["start_sample"].get<std::int64_t>() % 512, 0);
  EXPECT_EQ(lines[3]["type"], "end");
  EXPECT_EQ(lines[3]["events"], 1);
  EXPECT_EQ(lines[4]["type"], "done");
}

TEST_F(MatchCommand, tells_of_damage_in_the_order_of_time) {
  build();
  std::vector<float> sound = programme();
  for (const int second : {1, 7, 12}) {
    std::fill_n(sound.begin() + second * 16000, 160, std::numeric_limits<float>::quiet_NaN());
  }
  const std::string path = write("programme.wav", sound);
  const Ended found = nightjar({"match", "find", index_, path});
  EXPECT_EQ(found.code, 1);
  std::string types;
  std::int64_t start = 0;
  for (const json& line : test::parse_json_lines(found.out)) {
    types += line["type"].get<std::string>() + " ";
    if (!line.contains("start_sample")) continue;
    EXPECT_GE(line["start_sample"], start);
    start = line["start_sample"];
  }
  EXPECT_EQ(types, "run recording gap match gap gap end done ");
}

TEST_F(MatchCommand, has_a_table_for_people) {
  build();
  const std::string path = write("programme.wav", programme());
  ProgramOptions wide;
  wide.environment["COLUMNS"] = "200";
  const Ended found = nightjar({"match", "find", index_, path, "--format", "table"}, wide);
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_THAT(found.out, testing::StartsWith(path + "\n     0:0"));
  EXPECT_THAT(found.out, HasSubstr("known/1.wav from 0:0"));
  EXPECT_THAT(found.out, HasSubstr("\n  ok: 14.0 s, 1 known sound\n1 recording: 1 ok"));
}

TEST_F(MatchCommand, counts_what_it_left_out_of_folders) {
  build();
  std::filesystem::create_directory(folder_ / "in");
  write("in/a.wav", programme());
  test::write_bytes(folder_ / "in/letter.txt", test::FileBytes(10));
  std::filesystem::create_directory(folder_ / "in/locked");
  std::filesystem::permissions(folder_ / "in/locked", std::filesystem::perms::none);
  ProgramOptions with;
  with.bound_by_permissions = true;
  const Ended found = nightjar({"match", "find", index_, folder_ / "in"}, with);
  std::filesystem::permissions(folder_ / "in/locked", std::filesystem::perms::owner_all);
  EXPECT_EQ(found.code, 1);
  const json done = test::parse_json_lines(found.out).back();
  EXPECT_EQ(done["not_audio"], 1);
  EXPECT_EQ(done["unreadable_folders"], 1);
}

TEST_F(MatchCommand, refuses_recordings_by_name_and_goes_on) {
  test::WavFields fields;
  fields.sample_rate_hz = 0;
  test::write_bytes(folder_ / "known/a.wav", test::make_wav(fields, test::FileBytes(3200)));
  const Ended built = build();
  EXPECT_EQ(built.code, 1);
  EXPECT_THAT(built.out, HasSubstr(R"("code":"bad_sample_rate")"));
  const Ended found =
      nightjar({"match", "find", index_, folder_ / "missing", write("programme.wav", programme())});
  EXPECT_EQ(found.code, 1);
  EXPECT_THAT(found.out, HasSubstr(R"("code":"not_found")"));
  EXPECT_THAT(found.out, HasSubstr(R"("type":"match")"));
}

TEST_F(MatchCommand, says_which_recording_can_never_be_found) {
  write("known/silence.wav", std::vector<float>(32000));
  const Ended built = build();
  EXPECT_EQ(built.code, 1);
  EXPECT_THAT(built.err, HasSubstr("silence.wav: nothing that could be found again"));
}

TEST_F(MatchCommand, gives_the_same_bytes_for_any_number_of_workers) {
  build();
  const std::string index = test::read_text(index_);
  EXPECT_EQ(nightjar({"match", "build", index_, folder_ / "known", "--workers", "1"}).code, 0);
  EXPECT_EQ(test::read_text(index_), index);
  const std::string one = nightjar({"match", "find", index_, folder_ / "known", "--workers", "1"}).out;
  EXPECT_EQ(nightjar({"match", "find", index_, folder_ / "known", "--workers", "5"}).out, one);
}

TEST_F(MatchCommand, that_is_wrong_is_a_usage_error) {
  const std::string path = write("programme.wav", programme());
  for (const auto& arguments : {std::vector<std::string>{"match"},
                                {"match", "build"},
                                {"match", "find", path, path},
                                {"match", "find", folder_ / "missing", path}}) {
    const Ended ended = nightjar(arguments);
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.out, testing::IsEmpty());
  }
  EXPECT_THAT(nightjar({"match", "find", path, path}).err,
              HasSubstr("no index of sounds; make it again with match build"));
  EXPECT_THAT(nightjar({"match", "find", folder_ / "missing", path}).err,
              HasSubstr("missing: no such file; make it with match build"));
  EXPECT_THAT(nightjar({"match", "find"}).err, HasSubstr("nightjar match find --help"));
  for (const char* command : {"build", "find"}) {
    EXPECT_THAT(nightjar({"match", command, "--help"}).out,
                HasSubstr(std::string("Example: nightjar match ") + command));
  }
}

TEST_F(MatchCommand, that_cannot_write_exits_3) {
  const Ended built = nightjar({"match", "build", folder_ / "no/index", folder_ / "known"});
  EXPECT_EQ(built.code, 3);
  EXPECT_THAT(built.err, HasSubstr("no/index"));
  build();
  const Ended found = nightjar({"match", "find", index_, folder_ / "known"}, {.output_file = "/dev/full"});
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.err, HasSubstr("standard output"));
}

TEST_F(MatchCommand, that_is_interrupted_says_what_it_did_not_read) {
  build();
  test::write_clicks(folder_ / "day.wav", "rf64", 8000, 24 * 3600, {});
  Program program(
      {"match", "find", index_, folder_ / "day.wav", write("programme.wav", programme()), "--workers", "1"});
  program.read_line();
  program.signal(SIGINT);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  const auto lines = test::parse_json_lines(ended.out);
  ASSERT_GE(lines.size(), 3U);
  EXPECT_EQ(lines.back()["type"], "done");
  EXPECT_EQ(lines.back()["recordings"], 2);
  EXPECT_EQ(lines.back()["ok"], 0);
}

}  // namespace
}  // namespace nightjar::cli
