// The decoder's heap against its own bound, and no allocation in the steady state. In a program of its own,
// because it counts what the whole program allocates.
#include <gtest/gtest.h>

#include "tests/stages/decode/ctc_support.h"
#include "tests/stages/decode/live_bytes.h"
#include "tests/stages/decode/toy_ngrams.h"

namespace nightjar {
namespace {

constexpr std::size_t kWidth = 12;
constexpr std::int64_t kHour = 3600 * 50;

CtcVocabulary vocabulary() {
  return test::letters("abcdefghij|");
}

// The worst there is: nobody ever pauses, and everything is as likely as everything else.
test::Emissions babble(std::size_t frames) {
  return test::random_logits(frames, kWidth, 1, 1);
}

// Speech with pauses, as log-probabilities that need not add up.
test::Emissions speech() {
  test::Emissions rows;
  for (unsigned i = 0; i < 20; ++i) {
    auto some = test::random_logits(40 + 10 * i, kWidth, i, 8);
    for (float& value : some) value -= 8;
    rows.insert(rows.end(), some.begin(), some.end());
    const auto pause = test::say("abcdefghij|", std::string(60, '_'), 0.999);
    rows.insert(rows.end(), pause.begin(), pause.end());
  }
  return rows;
}

TEST(CtcMemory, the_worst_stays_below_the_stated_bound) {
  for (const std::int64_t width : {0, 10, 100}) {
    CtcOptions options{.emissions = "logits", .beam_width = width, .max_utterance_frames = 300};
    options.hotwords = {{"abba", 3}};
    options.language_model = test::load_arpa_text(test::kToyArpa);
    const auto rows = babble(700);
    const std::int64_t before = test::live_bytes();
    test::reset_peak_bytes();
    {
      CtcDecoder decoder(vocabulary(), options, [](CtcUtterance&&) {});
      decoder.push(rows);
    }
    const std::int64_t peak = test::peak_bytes() - before;
    EXPECT_LE(peak, CtcDecoder::memory_bytes(vocabulary(), options)) << width;
    EXPECT_EQ(test::live_bytes(), before);
  }
}

TEST(CtcMemory, a_day_takes_no_more_than_its_first_hour) {
  CtcOptions options{.n_best = 3};
  const auto rows = speech();
  const auto frames = static_cast<std::int64_t>(rows.size() / kWidth);
  for (const std::int64_t width : {0, 2}) {
    options.beam_width = width;
    std::int64_t utterances = 0;
    CtcDecoder decoder(vocabulary(), options, [&](CtcUtterance&&) { ++utterances; });
    while (decoder.next_frame() < kHour) decoder.push(rows);
    test::reset_peak_bytes();
    const std::int64_t after_an_hour = test::live_bytes();
    const std::int64_t end = width == 0 ? 24 * kHour : 2 * kHour;  // in a beam the whole day takes long
    while (decoder.next_frame() < end) decoder.push(rows);
    EXPECT_EQ(test::live_bytes(), after_an_hour) << width;
    EXPECT_GE(utterances, end / frames);
  }
}

TEST(CtcMemory, a_frame_allocates_nothing_in_the_steady_state) {
  for (const std::int64_t width : {0, 20}) {
    CtcOptions options{.emissions = "logits", .beam_width = width, .max_utterance_frames = 400};
    CtcDecoder decoder(vocabulary(), options, [](CtcUtterance&&) {});
    const auto rows = babble(390);
    decoder.push(rows);
    decoder.reset(0);
    const long before = test::allocations();
    decoder.push(rows);
    EXPECT_EQ(test::allocations(), before) << width;
  }
}

}  // namespace
}  // namespace nightjar
