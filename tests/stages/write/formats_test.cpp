// The table of formats, and what each makes of three scenes.
#include "stages/write/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/stages/write/scenes.h"
#include "tests/support/sound_files.h"

namespace nightjar {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string usage_error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_option);
    return error.what();
  }
  return "no error";
}

// With NIGHTJAR_MAKE_GOLDEN set, the files are made instead.
void expect_golden(const test::Scene& scene, std::string_view format) {
  const ResultFormat& as = test::format_of(format);
  const std::string file =
      std::string(NIGHTJAR_SOURCE_DIR) + "/tests/golden/formats/" + scene.name + std::string(as.extension);
  if (std::getenv("NIGHTJAR_MAKE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << test::written(scene, as);
  }
  EXPECT_EQ(test::written(scene, as), test::read_text(file)) << file;
}

TEST(Formats, of_tags_are_written_as_their_readers_expect) {
  for (const char* format : {"jsonl", "csv", "audacity", "raven", "textgrid", "rttm"}) {
    expect_golden(test::yard(), format);
    expect_golden(test::stereo(), format);
  }
}

TEST(Formats, of_transcripts_are_written_as_their_readers_expect) {
  for (const char* format : {"csv", "audacity", "raven", "textgrid", "srt", "vtt"}) {
    expect_golden(test::interview(), format);
  }
}

TEST(Formats, of_a_recording_without_results_are_whole_files) {
  test::Scene scene = test::yard();
  scene.spans.clear();
  EXPECT_THAT(test::written(scene, test::format_of("csv")), HasSubstr("code\r\n"));
  EXPECT_THAT(test::written(scene, test::format_of("raven")), HasSubstr("Score\n"));
  EXPECT_THAT(
      test::written(scene, test::format_of("textgrid")),
      HasSubstr(
          "size = 1\nitem []:\n    item [1]:\n        class = \"IntervalTier\"\n        name = \"event\"\n"
          "        xmin = 0.000000\n        xmax = 60.000000\n        intervals: size = 1\n"));
  EXPECT_EQ(test::written(scene, test::format_of("vtt")), "WEBVTT\n");
  for (const char* empty : {"audacity", "rttm", "srt"})
    EXPECT_EQ(test::written(scene, test::format_of(empty)), "");
}

TEST(Formats, labels_stay_in_their_field_whatever_they_hold) {
  test::Scene scene = test::yard();
  scene.path = "a b\tc\n.wav";
  scene.spans = {TextSpan{.end_frame = 44100, .text = "speech\tand\nmore \xff", .score = 1}};
  EXPECT_EQ(test::written(scene, test::format_of("audacity")),
            "0.000000\t1.000000\tspeech and more \uFFFD\n");
  EXPECT_THAT(test::written(scene, test::format_of("raven")),
              HasSubstr("\tspeech and more \uFFFD\t1.0000\n"));
  EXPECT_EQ(test::written(scene, test::format_of("rttm")),
            "SPEAKER a_b_c_ 1 0.000000 1.000000 <NA> <NA> speech_and_more_\uFFFD 1.0000 <NA>\n");
  EXPECT_THAT(test::written(scene, test::format_of("csv")), HasSubstr("event,\"a b\tc\n.wav\",,0,44100,"));
}

TEST(Formats, seconds_find_the_sample_after_a_day_at_the_highest_rate) {
  test::Scene scene = test::yard();
  scene.info.sample_rate_hz = 384000;
  constexpr std::int64_t kDay = 86400 * std::int64_t{384000};
  scene.spans = {TextSpan{.start_frame = kDay + 1, .end_frame = kDay + 2, .text = "speech", .score = 1}};
  scene.summary.frames = kDay + 2;
  for (const char* format : {"csv", "audacity", "raven", "textgrid"}) {
    const std::string text = test::written(scene, test::format_of(format));
    EXPECT_THAT(text, HasSubstr("86400.000003")) << format;  // 2.6 us: of frame 1, not of 0 or 2
    EXPECT_THAT(text, HasSubstr("86400.000005")) << format;
  }
  EXPECT_THAT(test::written(scene, test::format_of("rttm")), HasSubstr(" 86400.000003 0.000002 "));
}

TEST(Formats, nothing_is_said_of_a_recording_that_was_refused_but_in_json) {
  for (const ResultFormat& format : result_formats()) {
    std::string text;
    const auto writer = format.make(
        [&](std::string_view more) -> Expected<void> {
          text += more;
          return {};
        },
        {.path = "a.wav"});
    ASSERT_TRUE(writer->write(Error{ErrorCode::not_found, "gone", "a.wav", -1}));
    ASSERT_TRUE(writer->write(Summary{.status = Status::refused}));
    EXPECT_EQ(text.empty(), !format.says_status) << format.name;
  }
}

TEST(Formats, a_failing_sink_is_the_writers_failure) {
  for (const ResultFormat& format : result_formats()) {
    const auto writer = format.make(
        [](std::string_view) -> Expected<void> {
          return Unexpected(Error{ErrorCode::output_failed, "full"});
        },
        {.path = "a.wav"});
    Expected<void> done = writer->write(RecordingInfo{"", "wav", "pcm_s16", 100, 1, 100});
    const TextSpan said{.kind = SpanKind::transcript, .end_frame = 100, .text = "well"};
    if (auto* spans = dynamic_cast<SpanWriter*>(writer.get()); done && spans != nullptr)
      done = spans->span(said);
    if (done) done = writer->write(Event{0, 100, "speech", 1});
    if (done) done = writer->write(Summary{});
    EXPECT_FALSE(done) << format.name;
  }
}

TEST(Formats, no_extension_ends_with_another) {
  for (const ResultFormat& a : result_formats()) {
    for (const ResultFormat& b : result_formats()) {
      EXPECT_TRUE(&a == &b || !a.extension.ends_with(b.extension)) << a.name << b.name;
    }
  }
}

TEST(Formats, lists_that_are_wrong_say_what_is_expected) {
  EXPECT_EQ(parse_formats("csv,jsonl").size(), 2u);
  EXPECT_EQ(parse_formats("csv,jsonl")[0]->name, "csv");
  for (const char* list : {"", "csv,", ",csv", "mp3", "CSV"}) {
    EXPECT_THAT(usage_error_of([&] { parse_formats(list); }), HasSubstr("expected some of jsonl, csv, "))
        << list;
  }
  EXPECT_THAT(usage_error_of([] { parse_formats("csv,raven,csv"); }), HasSubstr("csv is named twice"));
}

TEST(Formats, those_that_do_not_go_with_a_model_name_those_that_do) {
  const std::vector<std::string> sounds{"rain", "bell"}, people{"Male speech, man speaking", "rain"};
  const auto mix = ChannelChoice::mix;
  const auto error = [&](const char* list, const char* task, const std::vector<std::string>& labels,
                         ChannelChoice channels) {
    return usage_error_of([&] { check_formats(parse_formats(list), task, labels, channels); });
  };
  EXPECT_EQ(error("jsonl,csv,audacity,raven,textgrid", "tags", sounds, mix), "no error");
  EXPECT_EQ(error("rttm", "tags", people, mix), "no error");
  EXPECT_EQ(error("jsonl,csv,audacity,raven,textgrid,srt,vtt", "transcripts", {}, mix), "no error");
  EXPECT_THAT(
      error("csv,srt", "tags", people, mix),
      HasSubstr("srt: it does not go with a model of the task tags; these do: jsonl, csv, audacity, raven, "
                "textgrid, rttm"));
  EXPECT_THAT(error("rttm", "tags", sounds, mix),
              AllOf(HasSubstr("with no label of speech or a speaker"), Not(HasSubstr("textgrid, rttm"))));
  EXPECT_THAT(error("rttm", "transcripts", {}, mix), HasSubstr("vtt"));
  EXPECT_THAT(error("vtt", "transcripts", {}, ChannelChoice::each), HasSubstr("it has no channels"));
  EXPECT_EQ(error("csv", "tags", sounds, ChannelChoice::each), "no error");
}

TEST(Formats, speech_is_a_whole_word_of_a_label) {
  for (const char* label : {"speech", "Speech synthesizer", "speaker_01", "SPEAKER 2", "male-speech"}) {
    EXPECT_TRUE(is_speech(label)) << label;
  }
  for (const char* label : {"", "speechless", "loudspeakers", "spee ch", "bell"})
    EXPECT_FALSE(is_speech(label));
}

}  // namespace
}  // namespace nightjar
