#include "stages/write/scores_stream.h"

#include <gmock/gmock.h>

#include <cmath>

namespace nightjar {
namespace {

// Writes down what it is told.
struct Notes : ScoresWriter {
  std::string text;
  bool fail = false;

  void note(std::int64_t number) { text.append(" ").append(std::to_string(number)); }

  Expected<void> begin(std::string_view path) override {
    text.append("[").append(path).append("]");
    if (fail) return Unexpected(Error{ErrorCode::output_failed, "full", "", -1});
    return {};
  }
  Expected<void> rows(std::int64_t, std::span<const Span> heard, std::span<const float> scores) override {
    for (const Span& span : heard) note(span.begin), note(span.end);
    for (const float x : scores) {
      if (std::isnan(x)) {
        text += " none";
      } else {
        note(static_cast<std::int64_t>(x));
      }
    }
    return {};
  }
  Expected<void> close() override { return {}; }
};

std::string example() {
  std::string bytes;
  append_begin(bytes, "a.wav");
  const Span heard[] = {{0, 10}, {5, 15}};
  const float scores[] = {1, 2, 0, 0};
  append_rows(bytes, 0, heard, scores, std::vector<std::uint8_t>{1, 0});
  append_begin(bytes, "");
  append_rows(bytes, 0, {}, {}, {});
  append_begin(bytes, "b.wav");
  append_rows(bytes, 0, std::span(heard).first(1), std::span(scores).first(2), std::vector<std::uint8_t>{1});
  return bytes;
}

constexpr char kWant[] = "[a.wav] 0 10 5 15 1 2 none none[][b.wav] 0 10 1 2";

TEST(ScoresStream, tells_the_writer_what_was_appended_wherever_it_is_cut) {
  const std::string bytes = example();
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Notes notes;
    ScoresStream stream(notes, 2);
    ASSERT_TRUE(stream.write(std::span(bytes).first(cut)) && stream.write(std::span(bytes).subspan(cut)));
    ASSERT_EQ(notes.text, kWant) << cut;
  }
  Notes notes;
  ScoresStream stream(notes, 2);
  for (const char& byte : bytes) ASSERT_TRUE(stream.write({&byte, 1}));
  EXPECT_EQ(notes.text, kWant);
}

TEST(ScoresStream, passes_an_error_on) {
  Notes notes;
  notes.fail = true;
  ScoresStream stream(notes, 2);
  const auto written = stream.write(example());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "full");
}

}  // namespace
}  // namespace nightjar
