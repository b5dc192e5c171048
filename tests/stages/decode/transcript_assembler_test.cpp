// Rows of log posteriors -> utterances and words in the file's own frames.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "stages/decode/transcripts.h"
#include "tests/stages/decode/ctc_support.h"

namespace nightjar {
namespace {

using testing::ElementsAre;

const std::string kAlphabet = "abc|";
constexpr std::int64_t kStride = 320;
const SegmentGrid kRows{kStride, kStride, 0};
const RateRatio kSameRate(16000, 16000);

ScoreBatch batch_of(const std::string& said, std::int64_t first_row = 0, double p = 0.9) {
  ScoreBatch batch;
  batch.first_row = first_row;
  batch.rows = std::ssize(said);
  batch.scores = test::say(kAlphabet, said, p);
  for (const char c : said) batch.valid.push_back(c == 'x' ? 0 : 1);  // 'x': nothing was heard
  return batch;
}

CtcOptions options_with(std::int64_t gap, std::int64_t margin = 0) {
  CtcOptions options;
  options.utterance_gap_frames = gap;
  options.word_margin_frames = margin;
  return options;
}

// "a b" from 10 to 20: one line each.
std::string described(const Found& found) {
  return std::visit(
      [](const auto& record) {
        std::string text;
        if constexpr (requires { record.n_best; }) text = record.continues ? "says (continues) " : "says ";
        if constexpr (requires { record.text; }) text += record.text;
        return text + " " + std::to_string(record.start_frame) + "-" + std::to_string(record.end_frame) +
               (record.channel > 0 ? " of " + std::to_string(record.channel) : "");
      },
      found);
}

struct Assembled {
  std::vector<std::string> lines;
  std::int64_t settled = 0;

  explicit Assembled(const CtcOptions& options, ScoredPart part = {}, RateRatio ratio = kSameRate)
      : assembler(test::letters(kAlphabet), options, kRows, ratio, part,
                  [this](Found&& found) { lines.push_back(described(found)); }) {}
  TranscriptAssembler assembler;
};

TEST(TranscriptAssembler, an_utterance_comes_before_its_words_and_spans_their_rows) {
  Assembled a(options_with(3));
  a.assembler.push(batch_of("_ab|_c___"));
  EXPECT_THAT(a.lines, ElementsAre("says ab c 320-1920", "ab 320-960", "c 1600-1920"));
  EXPECT_EQ(a.assembler.settled_frame(), 9 * kStride);
}

TEST(TranscriptAssembler, the_same_comes_of_rows_that_are_cut_anywhere) {
  const std::string said = "_ab|_c____a_a|bx__ccb|a____b|_|c_____";
  const auto lines_of = [&](std::size_t step) {
    Assembled a(options_with(3, 1));
    for (std::size_t at = 0; at < said.size(); at += step)
      a.assembler.push(batch_of(said.substr(at, step), static_cast<std::int64_t>(at)));
    a.assembler.finish(std::ssize(said) * kStride, 0);
    return a.lines;
  };
  const auto expected = lines_of(said.size());
  EXPECT_GT(expected.size(), 9U);
  for (std::size_t step = 1; step < said.size(); ++step) EXPECT_EQ(lines_of(step), expected);
}

TEST(TranscriptAssembler, words_are_not_joined_across_rows_that_are_missing) {
  Assembled a(options_with(100));
  a.assembler.push(batch_of("abxxca"));
  a.assembler.finish(6 * kStride, 0);
  EXPECT_THAT(a.lines, ElementsAre("says ab 0-640", "ab 0-640", "says ca 1280-1920", "ca 1280-1920"));
}

TEST(TranscriptAssembler, words_are_not_joined_across_a_break_between_rows) {
  for (const std::int64_t at : {0, 1, 2, 3}) {
    Assembled a(options_with(100));
    ScoreBatch batch = batch_of("abc");
    batch.breaks = {at, at};
    a.assembler.push(batch);
    a.assembler.push(batch_of("ab", 3));
    a.assembler.finish(5 * kStride, 0);
    const std::string all = "abcab";
    std::vector<std::string> words;
    for (const std::string& line : a.lines)
      if (line.starts_with("says ")) words.push_back(line.substr(5, line.rfind(' ') - 5));
    if (at == 0) {
      EXPECT_THAT(words, ElementsAre(all));
    } else {
      const auto cut = static_cast<std::size_t>(at);
      EXPECT_THAT(words, ElementsAre(all.substr(0, cut), all.substr(cut)));
    }
  }
}

TEST(TranscriptAssembler, nothing_reaches_beyond_the_recording_or_begins_before_the_part) {
  Assembled a(options_with(1, 4), {.channels = 1, .first_row = 10, .begin_frame = 3300});
  ScoreBatch last = batch_of("aa_", 10);
  last.end_frame = 4000;
  a.assembler.push(last);
  EXPECT_THAT(a.lines, ElementsAre("says a 3300-4000", "a 3300-4000"));
  Assembled open(options_with(50, 4));
  open.assembler.push(batch_of("_aab"));
  open.assembler.finish(1000, 0);
  EXPECT_THAT(open.lines, ElementsAre("says ab 0-1000", "ab 0-1000"));
}

TEST(TranscriptAssembler, times_are_rounded_down_to_frames_of_the_file) {
  Assembled a(options_with(50), {}, RateRatio(44100, 16000));
  a.assembler.push(batch_of("_a|b_"));
  a.assembler.finish(5000, 0);
  EXPECT_THAT(a.lines, ElementsAre("says a b 882-3528", "a 882-1764", "b 2646-3528"));
  Assembled slow(options_with(50), {}, RateRatio(20, 16000));  // several rows share a frame
  slow.assembler.push(batch_of("_a|b_"));
  slow.assembler.finish(2, 0);
  EXPECT_THAT(slow.lines, ElementsAre("says a b 0-2", "a 0-1", "b 1-2"));
}

TEST(TranscriptAssembler, channels_leave_in_one_order) {
  Assembled a(options_with(3), {.channels = 2});
  const auto push = [&](std::int64_t channel, const std::string& said, std::int64_t first) {
    ScoreBatch batch = batch_of(said, first);
    batch.channel = channel;
    a.assembler.push(batch);
  };
  push(0, "a|_b|_c_", 0);
  push(1, "_ca___a_", 0);
  EXPECT_THAT(a.lines, ElementsAre());  // channel 0 is still at it, from row 0 on
  EXPECT_EQ(a.assembler.settled_frame(), 0);
  push(0, "____", 8);
  push(1, "____", 8);
  a.assembler.finish(12 * kStride, 0);
  a.assembler.finish(12 * kStride, 1);
  EXPECT_THAT(a.lines, ElementsAre("says a b c 0-2240", "a 0-320", "says ca 320-960 of 1", "ca 320-960 of 1",
                                   "b 960-1280", "says a 1920-2240 of 1", "c 1920-2240", "a 1920-2240 of 1"));
}

TEST(TranscriptAssembler, alternatives_are_given_where_more_than_one_was_asked_for) {
  CtcOptions options = options_with(3);
  options.beam_width = 10;
  for (const std::int64_t n_best : {1, 3}) {
    options.n_best = n_best;
    std::size_t alternatives = 0;
    TranscriptAssembler assembler(test::letters(kAlphabet), options, kRows, kSameRate, {},
                                  [&](Found&& found) {
                                    if (const auto* said = std::get_if<Transcript>(&found))
                                      alternatives = said->n_best.size();
                                  });
    assembler.push(batch_of("_a_b____", 0, 0.5));
    EXPECT_EQ(alternatives, n_best == 1 ? 0U : 3U);
  }
}

TEST(TranscriptDecoding, scores_are_log_posteriors_and_spoilt_rows_are_none) {
  Manifest m;
  m.task = kTranscripts;
  m.stride_samples = m.hop_samples = m.segment_samples = kStride;
  m.sample_rate_hz = 16000;
  m.batch_segments = 1;
  m.labels = {"_", "a", "b"};
  m.ctc.style = "characters";
  m.ctc.casing = "as_is";
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (const char* emissions : {"logits", "log_probs"}) {
    m.ctc.emissions = emissions;
    ScoreBatch batch{
        0,
        6,
        {1, 2, 3, 0, kNan, 0, 0, kInfinity, 0, 5, 5, 5, -kInfinity, -kInfinity, -kInfinity, 0, -kInfinity, 0},
        {1, 1, 1, 0, 1, 1}};
    TranscriptDecoding(m, {}).score(batch);
    EXPECT_THAT(batch.valid, ElementsAre(1, 0, 0, 0, 0, 1));
    for (std::size_t i = 3; i < 15; ++i) EXPECT_EQ(batch.scores[i], 0);
    EXPECT_EQ(batch.scores[16], -kInfinity);
    const bool logits = m.ctc.emissions == "logits";
    EXPECT_FLOAT_EQ(batch.scores[2], logits ? -0.40760597F : 3);  // ln(e^3 / (e + e^2 + e^3))
    EXPECT_FLOAT_EQ(batch.scores[15], logits ? -0.69314718F : 0);
  }
}

}  // namespace
}  // namespace nightjar
