#include "tests/stages/write/scenes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace nightjar::test {
namespace {

TextSpan event(std::int64_t start, std::int64_t end, std::string_view label, float score) {
  return {.start_frame = start, .end_frame = end, .text = label, .score = score};
}

TextSpan of_channel(std::int64_t channel, TextSpan span) {
  span.channel = channel;
  return span;
}

TextSpan said(SpanKind kind, std::int64_t start, std::int64_t end, std::string_view text) {
  return {.kind = kind, .start_frame = start, .end_frame = end, .text = text, .score = 0.9F};
}

// An utterance and its words, all of the same length.
void say(Scene& scene, std::int64_t start, std::int64_t word_frames, std::string_view text) {
  std::vector<TextSpan> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::int64_t at = start + static_cast<std::int64_t>(words.size()) * word_frames;
    words.push_back(said(SpanKind::word, at, at + word_frames, text.substr(begin, end - begin)));
    begin = end + 1;
  }
  scene.spans.emplace_back(said(SpanKind::transcript, start, words.back().end_frame, text));
  for (const TextSpan& word : words) scene.spans.emplace_back(word);
}

// The fields that all of them have.
template <class Kind>
Kind record_of(const TextSpan& span) {
  Kind record;
  record.start_frame = span.start_frame;
  record.end_frame = span.end_frame;
  record.score = span.score;
  record.channel = span.channel;
  record.time_uncertain = span.time_uncertain;
  return record;
}

void put(ResultWriter& writer, const TextSpan& span) {
  if (span.kind == SpanKind::word) {
    auto word = record_of<Word>(span);
    word.text = span.text;
    ASSERT_TRUE(writer.write(std::move(word)));
  } else if (span.kind == SpanKind::transcript) {
    auto transcript = record_of<Transcript>(span);
    transcript.text = span.text;
    transcript.continues = span.continues;
    ASSERT_TRUE(writer.write(std::move(transcript)));
  } else {
    auto event = record_of<Event>(span);
    event.label = span.text;
    event.continues = span.continues;
    ASSERT_TRUE(writer.write(std::move(event)));
  }
}

}  // namespace

Scene yard() {
  Scene scene{.name = "yard",
              .path = "field/may/dawn chorus.v2.wav",
              .task = "tags",
              .labels = {"speech", "rain, \"heavy\"", "Kohlmeise \u2642", "bell"},
              .info = {"", "wav", "pcm_s16", 44100, 1, 44100 * 60},
              .spans = {},
              .summary = {.status = Status::partial,
                          .frames = 44100 * 60,
                          .processed = 44100 * 50,
                          .gap = 44100 * 10,
                          .events = 5}};
  scene.spans.emplace_back(event(0, 44100 * 20, "rain, \"heavy\"", 0.91236F));
  scene.spans.emplace_back(event(44100, 44100 * 4 + 1, "speech", 0.75F));
  scene.spans.emplace_back(event(44100 * 2, 44100 * 3, "Kohlmeise \u2642", 1));
  scene.spans.emplace_back(Gap{44100 * 20, 44100 * 30, ErrorCode::lost_samples, "lost, \"here\""});
  TextSpan part = event(44100 * 30 + 7, 44100 * 60, "speech", 0.5F);
  part.continues = part.time_uncertain = true;
  scene.spans.emplace_back(event(44100 * 30, 44100 * 31, "bell", 0.6F));
  scene.spans.emplace_back(part);
  return scene;
}

Scene stereo() {
  Scene scene{.name = "stereo",
              .path = "desk.flac",
              .task = "tags",
              .labels = {"speaker A", "speaker B"},
              .info = {"", "flac", "flac", 22050, 2, 22050 * 10},
              .spans = {},
              .summary = {.status = Status::ok, .frames = 22050 * 10, .processed = 22050 * 10, .events = 3}};
  scene.spans.emplace_back(of_channel(0, event(1, 22050 * 4, "speaker A", 0.8F)));
  scene.spans.emplace_back(of_channel(1, event(22050 * 3, 22050 * 5, "speaker A", 0.7F)));
  scene.spans.emplace_back(of_channel(1, event(22050 * 5, 22050 * 9 + 11, "speaker B", 0.6F)));
  return scene;
}

Scene interview() {
  Scene scene{.name = "interview",
              .path = "interview.wav",
              .task = "transcripts",
              .labels = {},
              .info = {"", "wav", "pcm_s16", 16000, 1, 16000 * 90},
              .spans = {},
              .summary = {.status = Status::ok, .frames = 16000 * 90, .processed = 16000 * 90}};
  say(scene, 16000, 4000, "good morning");
  say(scene, 16000 * 3, 3200, "is 1 < 2 & 3 > 2 --> \"yes\"");
  say(scene, 16000 * 10, 6400,
      "this is a longer answer which does not fit into two lines of forty two characters and so it is shown "
      "as several subtitles one after the other without any overlap");
  say(scene, 16000 * 40, 48000, "very slow words take long");
  say(scene, 16000 * 60, 16000,
      "Donaudampfschifffahrtselektrizit\u00e4tenhauptbetriebswerkbauunterbeamtengesellschaft");
  scene.spans.emplace_back(said(SpanKind::transcript, 16000 * 70, 16000 * 72, "\u4eca\u5929\u597d"));
  scene.spans.emplace_back(said(SpanKind::word, 16000 * 70, 16000 * 71, "\u4eca\u5929"));
  scene.spans.emplace_back(said(SpanKind::word, 16000 * 71, 16000 * 72, "\u597d"));
  scene.spans.emplace_back(said(SpanKind::transcript, 16000 * 80, 16000 * 82, "no times of words"));
  return scene;
}

std::string written(const Scene& scene, const ResultFormat& format) {
  std::string text;
  const auto writer = format.make(
      [&text](std::string_view more) -> Expected<void> {
        text += more;
        return {};
      },
      {.path = scene.path, .task = scene.task, .labels = scene.labels});
  EXPECT_TRUE(writer->write(scene.info));
  for (const auto& span : scene.spans) {
    if (const auto* gap = std::get_if<Gap>(&span)) {
      EXPECT_TRUE(writer->write(*gap));
    } else {
      put(*writer, std::get<TextSpan>(span));
    }
  }
  EXPECT_TRUE(writer->write(scene.summary));
  return text;
}

const ResultFormat& format_of(std::string_view name) {
  return *parse_formats(name).front();
}

}  // namespace nightjar::test
