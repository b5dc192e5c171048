// TagAssembler's heap against its own bound. The program's operator new counts what is alive.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>

#include "stages/decode/tags.h"

namespace {
std::int64_t alive_bytes = 0;
std::int64_t peak_bytes = 0;
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  void* p = std::malloc(size);
  if (p == nullptr) throw std::bad_alloc();
  alive_bytes += static_cast<std::int64_t>(malloc_usable_size(p));
  peak_bytes = std::max(peak_bytes, alive_bytes);
  return p;
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
  alive_bytes -= static_cast<std::int64_t>(malloc_usable_size(p));
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  operator delete(p);
}

namespace nightjar {
namespace {

Manifest manifest(std::size_t labels) {
  Manifest m;
  m.sample_rate_hz = 16000;
  m.segment_samples = 16000;
  m.hop_samples = 8000;
  for (std::size_t i = 0; i < labels; ++i) m.labels.push_back("a label of some length " + std::to_string(i));
  m.tags.activation = "sigmoid";
  m.tags.thresholds_on.assign(labels, 0.5F);
  m.tags.thresholds_off.assign(labels, 0.5F);
  return m;
}

constexpr std::int64_t kDaySegments = 24 * 3600 * 2;

// The peak of the assembler's own memory over `segments` whose scores `fill` writes.
template <class Fill>
std::int64_t peak_of(const Manifest& m, std::int64_t segments, Fill&& fill, std::int64_t channels = 1) {
  ScoreBatch batch{0, 1, std::vector<float>(m.labels.size()), {1}};
  const std::int64_t before = alive_bytes;
  peak_bytes = before;
  TagAssembler assembler(
      m, RateRatio(48000, 16000), kDefaultMaxEventSeconds, [](Event&&) {}, ScoredPart{.channels = channels});
  for (batch.first_row = 0; batch.first_row < segments; ++batch.first_row) {
    fill(batch.first_row, batch.scores);
    for (batch.channel = 0; batch.channel < channels; ++batch.channel) assembler.push(batch);
  }
  for (std::int64_t c = 0; c < channels; ++c) assembler.finish(segments * 24000, c);
  return peak_bytes - before;
}

// The worst there is: one label never ends, all others are on and off in turn and wait for it.
void one_stays_others_blink(std::int64_t segment, std::vector<float>& row) {
  std::fill(row.begin(), row.end(), segment % 2 == 0 ? 1.0F : 0.0F);
  row[0] = 1;
}

TEST(TagMemory, the_worst_day_stays_below_the_stated_bound) {
  for (const std::size_t labels : {13U, 200U}) {
    const Manifest m = manifest(labels);
    const std::int64_t peak = peak_of(m, labels == 200 ? 5000 : kDaySegments, one_stays_others_blink);
    EXPECT_LE(peak, TagAssembler::memory_bytes(m)) << labels;
    EXPECT_GE(peak, TagAssembler::memory_bytes(m) / 3) << labels << ": the bound is far from what is used";
  }
}

TEST(TagMemory, the_bound_holds_for_each_of_several_channels) {
  const Manifest m = manifest(13);
  const std::int64_t peak = peak_of(m, 3000, one_stays_others_blink, 8);
  EXPECT_LE(peak, TagAssembler::memory_bytes(m, kDefaultMaxEventSeconds, 8));
  EXPECT_GE(peak, TagAssembler::memory_bytes(m, kDefaultMaxEventSeconds, 8) / 3);
}

TEST(TagMemory, the_bound_holds_with_top_k_smoothing_and_rules) {
  Manifest m = manifest(200);
  m.tags.top_k = 3;
  m.tags.smoothing_segments = 9;
  m.tags.merge_gap_s = 2;
  m.tags.min_duration_s = 1;
  std::mt19937 random(3);
  const auto noise = [&](std::int64_t, std::vector<float>& row) {
    for (float& x : row) x = static_cast<float>(random() % 1000) / 1000;
    row[0] = 1;
  };
  EXPECT_LE(peak_of(m, 5000, noise), TagAssembler::memory_bytes(m));
}

TEST(TagMemory, a_day_takes_no_more_than_an_hour) {
  const Manifest m = manifest(13);
  // malloc may hand out a block that is a little larger than what was asked for, and not the same one each
  // time.
  constexpr std::int64_t kRounding = 256;
  EXPECT_LE(peak_of(m, kDaySegments, one_stays_others_blink),
            peak_of(m, 7200, one_stays_others_blink) + kRounding);
}

}  // namespace
}  // namespace nightjar
