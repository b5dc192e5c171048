// The assembler's heap against its own bound.
#include <gtest/gtest.h>

#include "stages/decode/transcripts.h"
#include "tests/stages/decode/ctc_support.h"
#include "tests/stages/decode/live_bytes.h"

namespace nightjar {
namespace {

// A letter in every other row, as words of one letter: the most words there can be.
ScoreBatch chatter(std::int64_t rows) {
  std::string said;
  for (std::int64_t i = 0; i < rows; ++i) said += "a|b|"[i % 4];
  ScoreBatch batch{0, rows, test::say("ab|", said), {}};
  batch.valid.assign(static_cast<std::size_t>(rows), 1);
  return batch;
}

std::int64_t peak_of(const CtcOptions& options, std::int64_t channels, std::int64_t batch_rows,
                     std::int64_t batches) {
  const SegmentGrid rows{320, 320, 0};
  ScoreBatch batch = chatter(batch_rows);
  test::reset_peak_bytes();
  const std::int64_t already = test::live_bytes();
  {
    TranscriptAssembler assembler(test::letters("ab|"), options, rows, RateRatio(16000, 16000),
                                  {.channels = channels}, [](Found&&) {});
    for (std::int64_t i = 0; i < batches; ++i) {
      batch.first_row = i * batch_rows;
      for (batch.channel = 0; batch.channel < channels; ++batch.channel) assembler.push(batch);
    }
    for (std::int64_t c = 0; c < channels; ++c) assembler.finish(batches * batch_rows * 320, c);
  }
  return test::peak_bytes() - already;
}

TEST(TranscriptMemory, stays_below_the_stated_bound_for_any_length) {
  for (const std::int64_t channels : {1, 8}) {
    for (const std::int64_t width : {0, 8}) {
      CtcOptions options{.beam_width = width, .n_best = width == 0 ? 1 : 4, .max_utterance_frames = 300};
      const std::int64_t bound =
          TranscriptAssembler::memory_bytes(test::letters("ab|"), options, channels, 100);
      const std::int64_t brief = peak_of(options, channels, 100, 20);
      const std::int64_t all = peak_of(options, channels, 100, width == 0 ? 400 : 60);
      EXPECT_LE(brief, bound) << channels << " " << width;
      EXPECT_LE(all, bound) << channels << " " << width;
      EXPECT_LE(all, brief + brief / 10) << channels << " " << width;
    }
  }
}

// Where utterances are short and batches long, what waits for the other channels is most of it.
TEST(TranscriptMemory, the_bound_holds_for_what_waits_for_other_channels) {
  const CtcOptions options{.utterance_gap_frames = 1, .max_utterance_frames = 10};
  const std::int64_t bound = TranscriptAssembler::memory_bytes(test::letters("ab|"), options, 8, 2000);
  const std::int64_t peak = peak_of(options, 8, 2000, 4);
  EXPECT_LE(peak, bound);
  EXPECT_GE(peak, bound / 4) << "the bound is far from what is used";
}

}  // namespace
}  // namespace nightjar
