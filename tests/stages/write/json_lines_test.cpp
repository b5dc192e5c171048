#include "stages/write/json_lines.h"

#include <gmock/gmock.h>

#include <cmath>
#include <locale>
#include <nlohmann/json.hpp>
#include <random>

#include "stages/write/json_text.h"
#include "stages/write/number_text.h"

namespace nightjar {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string line_of(const Record& record, std::string_view path = "a.wav", std::int64_t rate = 48000) {
  std::string out;
  append_line(out, record, path, rate);
  return out;
}

// The line as JSON, after a check that it is one line and nothing else.
Json parse(const std::string& line) {
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.back(), '\n');
  return Json::parse(line);
}

std::vector<std::string> keys(const Json& line) {
  std::vector<std::string> out;
  for (const auto& [key, value] : line.items()) out.push_back(key);
  return out;
}

TEST(JsonLines, a_recording_line_is_complete) {
  RecordingInfo info{"ignored", "wav", "pcm_s16", 44100, 2, 1234};
  EXPECT_EQ(
      line_of(info),
      R"({"type":"recording","path":"a.wav","container":"wav","codec":"pcm_s16","sample_rate_hz":44100,)"
      R"("channels":2,"declared_frames":1234})"
      "\n");
  info.declared_frames.reset();
  EXPECT_TRUE(parse(line_of(info))["declared_frames"].is_null());
}

TEST(JsonLines, an_event_line_is_complete) {
  EXPECT_EQ(line_of(Event{48000, 72001, "dog", 0.98766F, false}),
            R"({"type":"event","path":"a.wav","start_sample":48000,"end_sample":72001,"start_s":1.000000,)"
            R"("end_s":1.500021,"label":"dog","score":0.9877})"
            "\n");
  const Json part = parse(line_of(Event{0, 1, "dog", 1, true}));
  EXPECT_EQ(keys(part).back(), "continues");
  EXPECT_EQ(part["continues"], true);
}

TEST(JsonLines, word_and_transcript_lines_are_complete) {
  EXPECT_EQ(line_of(Word{48000, 72001, "d\xc3\xa9j\xc3\xa0", 0.98766F}),
            R"({"type":"word","path":"a.wav","start_sample":48000,"end_sample":72001,"start_s":1.000000,)"
            "\"end_s\":1.500021,\"text\":\"d\xc3\xa9j\xc3\xa0\",\"score\":0.9877}\n");
  EXPECT_EQ(keys(parse(line_of(Word{0, 1, "a", 1, 2, true}))).back(), "time_uncertain");
  EXPECT_EQ(parse(line_of(Word{0, 1, "a", 1, 2, true}))["channel"], 2);
  EXPECT_EQ(line_of(Transcript{0, 24000, "a b", 0.5F}),
            R"({"type":"transcript","path":"a.wav","start_sample":0,"end_sample":24000,"start_s":0.000000,)"
            R"("end_s":0.500000,"text":"a b","score":0.5000})"
            "\n");
  const std::string all = line_of(Transcript{0, 1, "a", 1, {{"a", 0.75}, {"\"b\"", 0.12345}}, true, 1, true});
  EXPECT_THAT(all, HasSubstr(R"("channel":1,"text":"a","score":1.0000,"n_best":[{"text":"a","score":0.7500},)"
                             R"({"text":"\"b\"","score":0.1235}],"continues":true,"time_uncertain":true})"));
  parse(all);
}

TEST(JsonLines, words_are_counted_where_there_are_any) {
  const Summary heard{.status = Status::ok, .frames = 9, .processed = 9, .words = 3, .transcripts = 1};
  EXPECT_THAT(line_of(heard), HasSubstr(R"("events":0,"words":3,"transcripts":1})"));
  DoneLine done;
  done.add(heard, 16000);
  done.add(heard, 16000);
  std::string out;
  append_line(out, done);
  EXPECT_THAT(out, HasSubstr(R"("events":0,"words":6,"transcripts":2,"processed_s")"));
}

TEST(JsonLines, a_run_line_states_what_was_asked_of_the_search) {
  RunLine run{"0.1.0", "words", "ab12", std::nullopt, 600};
  run.transcripts = {
      .beam_width = 25, .n_best = 3, .hotwords = std::vector<Hotword>{{"tawny owl", 4.5}, {"x", -1}}};
  run.language_model_sha256 = "cd34";
  std::string out;
  append_line(out, run);
  EXPECT_THAT(
      out, HasSubstr(R"("to_s":null,"beam_width":25,"n_best":3,"hotwords":[{"text":"tawny owl","boost":4.5},)"
                     R"({"text":"x","boost":-1}],"language_model_sha256":"cd34"})"));
}

TEST(JsonLines, a_gap_line_is_complete) {
  EXPECT_EQ(
      line_of(Gap{0, 24000, ErrorCode::truncated, "cut at 0.5 s"}),
      R"({"type":"gap","path":"a.wav","start_sample":0,"end_sample":24000,"start_s":0.000000,"end_s":0.500000,)"
      R"("code":"truncated","message":"cut at 0.5 s"})"
      "\n");
}

TEST(JsonLines, a_skipped_line_is_complete) {
  EXPECT_EQ(line_of(Skipped{0, 48000, ErrorCode::outside_range, "outside"}),
            R"({"type":"skipped","path":"a.wav","start_sample":0,"end_sample":48000,"start_s":0.000000,)"
            R"("end_s":1.000000,"code":"outside_range","message":"outside"})"
            "\n");
}

TEST(JsonLines, events_and_gaps_of_a_channel_say_which) {
  EXPECT_EQ(parse(line_of(Event{0, 1, "dog", 1, false, 3}))["channel"], 3);
  EXPECT_EQ(parse(line_of(Gap{0, 1, ErrorCode::truncated, "", 0}))["channel"], 0);
  EXPECT_FALSE(parse(line_of(Event{0, 1, "dog", 1, false})).contains("channel"));
}

TEST(JsonLines, times_that_are_estimates_are_marked_and_others_are_not) {
  EXPECT_EQ(keys(parse(line_of(Event{0, 1, "dog", 1, true, kAllChannels, true}))).back(), "time_uncertain");
  EXPECT_EQ(parse(line_of(Gap{0, 1, ErrorCode::lost_samples, "", kAllChannels, true}))["time_uncertain"],
            true);
  EXPECT_FALSE(parse(line_of(Gap{0, 1, ErrorCode::lost_samples, ""})).contains("time_uncertain"));
}

TEST(JsonLines, an_error_line_is_complete) {
  EXPECT_EQ(line_of(Error{ErrorCode::bad_header, "no data chunk", "ignored", 44}),
            R"({"type":"error","path":"a.wav","code":"bad_header","message":"no data chunk","offset":44})"
            "\n");
  EXPECT_TRUE(parse(line_of(Error{ErrorCode::not_found, "", "", -1}))["offset"].is_null());
}

TEST(JsonLines, an_end_line_is_complete_for_each_status) {
  EXPECT_EQ(
      line_of(Summary{
          .status = Status::partial, .frames = 100, .processed = 80, .gap = 15, .skipped = 5, .events = 3}),
      R"({"type":"end","path":"a.wav","status":"partial","frames":100,"processed":80,"gap":15,"skipped":5,)"
      R"("events":3})"
      "\n");
  for (const Status s :
       {Status::ok, Status::partial, Status::refused, Status::interrupted, Status::not_started}) {
    EXPECT_EQ(parse(line_of(Summary{.status = s}))["status"], name(s));
  }
}

TEST(JsonLines, run_and_done_lines_are_complete) {
  std::string out;
  append_line(out, RunLine{"0.1.0", "sounds", "ab12", std::nullopt, 600});
  EXPECT_EQ(
      out,
      R"({"type":"run","format":1,"version":"0.1.0","model":"sounds","model_sha256":"ab12","profile":null,)"
      R"("max_event_s":600,"channels":"mix","from_s":0,"to_s":null})"
      "\n");
  out.clear();
  append_line(out, RunLine{"0.1.0", "sounds", "ab12", "fast.json", 0.1, {ChannelChoice::each, 1.5, 90}});
  EXPECT_THAT(out, HasSubstr(R"("channels":"each","from_s":1.5,"to_s":90})"));
  EXPECT_EQ(parse(out)["profile"], "fast.json");
  EXPECT_EQ(parse(out)["max_event_s"], 0.1);

  DoneLine done;
  done.add({.status = Status::ok, .frames = 48001, .processed = 48001, .events = 2}, 48000);
  done.add(
      {.status = Status::partial, .frames = 300, .processed = 100, .gap = 150, .skipped = 50, .events = 1},
      100);
  done.add({.status = Status::refused}, 0);
  done.add({.status = Status::interrupted}, 0);
  done.add({.status = Status::not_started}, 0);
  done.add(Causes{{ErrorCode::truncated, 150}, {ErrorCode::not_started, 0}}, 100);
  done.refused_bytes = 44;
  out.clear();
  append_line(out, done);
  EXPECT_EQ(
      out,
      R"({"type":"done","recordings":5,"ok":1,"partial":1,"refused":1,"interrupted":1,"not_started":1,"not_audio":0,"events":3,)"
      R"("processed_s":2.000021,"gap_s":1.500000,"skipped_s":0.500000,"refused_bytes":44,)"
      R"("reasons":[{"code":"not_started","recordings":1,"seconds":0.000000},)"
      R"({"code":"truncated","recordings":1,"seconds":1.500000}]})"
      "\n");
}

TEST(JsonLines, any_text_parses_back) {
  const std::string odd = "quote\" back\\slash \n\r\t\b\f \x01\x1f\x7f \u2028 \u00e9 \U0001F426 </script>";
  const Json event = parse(line_of(Event{0, 1, odd, 0, false}, odd));
  EXPECT_EQ(event["label"], odd);
  EXPECT_EQ(event["path"], odd);
  EXPECT_EQ(parse(line_of(Gap{0, 1, ErrorCode::truncated, odd}))["message"], odd);
}

TEST(JsonLines, a_path_that_is_not_utf8_is_base64_and_a_message_has_replacements) {
  const Json line = parse(line_of(Error{ErrorCode::not_found, "no caf\xe9.wav", "", -1}, "caf\xe9.wav"));
  EXPECT_THAT(keys(line), ElementsAre("type", "path_base64", "code", "message", "offset"));
  EXPECT_EQ(line["path_base64"], "Y2Fm6S53YXY=");
  EXPECT_EQ(line["message"], "no caf\ufffd.wav");
}

TEST(JsonLines, seconds_are_exact_after_a_day_at_the_highest_rate) {
  constexpr std::int64_t kRate = 384000;
  constexpr std::int64_t kDay = 86400 * kRate;
  const std::string line = line_of(Event{kDay + 1, kDay + 383999, "x", 0, false}, "a", kRate);
  EXPECT_THAT(line, HasSubstr(R"("start_s":86400.000003,"end_s":86400.999997)"));  // 2.6 and 997.4 us
}

TEST(JsonLines, seconds_round_half_up_and_carry) {
  EXPECT_EQ(to_microseconds(1, 2000000), 1);  // 0.5 us
  EXPECT_EQ(to_microseconds(1, 2000001), 0);  // just below
  EXPECT_EQ(to_microseconds(383999, 384000), 999997);
  EXPECT_EQ(to_microseconds(2999999, 3000000), 1000000);  // 0.99999967 s
  EXPECT_EQ(to_microseconds(std::int64_t{1} << 40, 1), (std::int64_t{1} << 40) * 1000000);
  std::mt19937_64 random(5);
  for (int i = 0; i < 100000; ++i) {
    const auto rate = static_cast<std::int64_t>(1 + random() % 384000);
    const auto frame = static_cast<std::int64_t>(random() % (std::uint64_t{1} << 36));
    const long double want =
        std::floor(static_cast<long double>(frame) * 1e6L / static_cast<long double>(rate) + 0.5L);
    ASSERT_EQ(to_microseconds(frame, rate), static_cast<std::int64_t>(want)) << frame << " / " << rate;
  }
}

struct GermanNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(JsonLines, the_locale_changes_nothing) {
  const Event event{1234567, 2345678, "x", 0.25F, false};
  const std::string plain = line_of(event);
  const std::locale before = std::locale::global(std::locale(std::locale(), new GermanNumbers));
  const std::string translated = line_of(event);
  std::locale::global(before);
  EXPECT_EQ(translated, plain);
}

}  // namespace
}  // namespace nightjar
