#include "tests/support/burst_sound.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include "stages/validate/audio_source.h"

namespace nightjar::test {
namespace {

constexpr double kPi = 3.14159265358979323846;

}  // namespace

BurstSound make_bursts(std::int64_t frames, int sample_rate_hz, int channels, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> noise(-0.01F, 0.01F);
  std::uniform_int_distribution<std::int64_t> apart(sample_rate_hz * 3 / 10, sample_rate_hz * 7 / 10);
  BurstSound sound;
  for (std::int64_t i = 0; i < frames * channels; ++i) sound.samples.push_back(noise(random));
  const std::int64_t burst = sample_rate_hz / 50;
  for (std::int64_t at = apart(random); at + burst < frames; at += apart(random)) {
    sound.onsets.push_back(at);
    for (std::int64_t i = 0; i < burst; ++i) {
      const double tone = std::sin(2 * kPi * 1500 * static_cast<double>(i) / sample_rate_hz);
      for (int c = 0; c < channels; ++c) {
        sound.samples[static_cast<std::size_t>((at + i) * channels + c)] += static_cast<float>(0.6 * tone);
      }
    }
  }
  return sound;
}

std::vector<std::int64_t> find_onsets(const std::vector<float>& mono, int sample_rate_hz) {
  std::vector<std::int64_t> onsets;
  std::int64_t last_loud = -sample_rate_hz;
  for (std::size_t i = 0; i < mono.size(); ++i) {
    if (std::fabs(mono[i]) < 0.2F) continue;
    const auto at = static_cast<std::int64_t>(i);
    if (at - last_loud > sample_rate_hz / 10) onsets.push_back(at);
    last_loud = at;
  }
  return onsets;
}

std::int64_t WholeRead::missing_frames() const {
  std::int64_t sum = 0;
  for (const Gap& gap : missing) sum += gap.end_frame - gap.start_frame;
  return sum;
}

bool WholeRead::lacks(std::int64_t begin, std::int64_t end) const {
  return std::ranges::any_of(missing,
                             [&](const Gap& gap) { return gap.start_frame < end && gap.end_frame > begin; });
}

WholeRead read_whole(const std::string& path) {
  auto source = open_recording(path);
  if (!source) throw std::runtime_error(source.error().message);
  WholeRead read;
  read.info = (*source)->info();
  const auto channels = static_cast<std::size_t>(read.info.channels);
  std::vector<float> block(10'007 * channels);
  for (;;) {
    const auto got = (*source)->read(read.frames(), block);
    if (!got) throw std::runtime_error(got.error().message);
    for (std::size_t i = 0; i < static_cast<std::size_t>(*got); ++i) read.mono.push_back(block[i * channels]);
    const Damage& damage = (*source)->damage();
    for (const Gap& gap : damage.missing) {
      const bool goes_on = !read.missing.empty() && read.missing.back().end_frame == gap.start_frame;
      if (goes_on) {
        read.missing.back().end_frame = gap.end_frame;
      } else {
        read.missing.push_back(gap);
      }
    }
    read.uncertain_from = damage.uncertain_from.value_or(INT64_MAX);
    read.flaw = damage.flaw;
    if (*got < 10'007) return read;
  }
}

std::string wrong_times(const WholeRead& read, const std::vector<std::int64_t>& onsets) {
  const auto rate = static_cast<int>(read.info.sample_rate_hz);
  const std::int64_t hop = rate / 100;
  const std::vector<std::int64_t> found = find_onsets(read.mono, rate);
  const auto near = [&](const std::vector<std::int64_t>& list, std::int64_t at) {
    return std::ranges::any_of(list, [&](std::int64_t x) { return std::abs(x - at) <= hop; });
  };
  const auto name = [&](const char* what, std::int64_t at) {
    return std::string(what) + " at frame " + std::to_string(at) + " of " + std::to_string(read.frames());
  };
  for (const std::int64_t at : found) {
    // One whose beginning is missing begins late.
    if (at >= read.uncertain_from || read.lacks(at - rate / 25, at + 1)) continue;
    if (!near(onsets, at)) return name("a burst out of place", at);
  }
  for (const std::int64_t at : onsets) {
    if (at >= read.uncertain_from - hop || at + rate / 50 > read.frames() ||
        read.lacks(at - hop, at + rate / 50))
      continue;
    if (!near(found, at)) return name("no burst", at);
  }
  return {};
}

}  // namespace nightjar::test
