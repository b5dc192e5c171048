#include "stages/read/mono_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "stages/base/timeline.h"
#include "stages/read/append_gap.h"

namespace nightjar {
namespace {

// Written as a comparison that NaN fails, so that a loop over it needs no branch.
bool is_finite(float x) {
  return std::fabs(x) <= std::numeric_limits<float>::max();
}

bool all_finite(std::span<const float> samples) {
  int bad = 0;
  for (const float x : samples) bad |= is_finite(x) ? 0 : 1;
  return bad == 0;
}

constexpr std::int64_t kMessageBytes = 512;  // of a gap: a reason with a path in it may be as long

constexpr char kNonFiniteMessage[] =
    "samples that are NaN or infinite; expected finite ones; they were taken as silence: export the "
    "recording again";

}  // namespace

MonoReader::MonoReader(std::unique_ptr<AudioSource> source, std::int64_t max_window)
    : source_(std::move(source)),
      interleaved_(static_cast<std::size_t>(kUnitFrames * source_->info().channels)) {
  held_.reserve(static_cast<std::size_t>(max_window + 2 * kUnitFrames));
}

std::int64_t MonoReader::memory_bytes(std::int64_t max_window, std::int64_t channels) {
  const std::int64_t floats = max_window + 2 * kUnitFrames + kUnitFrames * channels;
  return floats * static_cast<std::int64_t>(sizeof(float)) + gap_bytes(max_window + 2 * kUnitFrames);
}

std::int64_t MonoReader::gap_bytes(std::int64_t frames) {
  const std::int64_t gaps = (frames / kUnitFrames + 2) * static_cast<std::int64_t>(kMaxSpansPerUnit);
  // Twice: a vector grows by doubling.
  return 2 * gaps * (static_cast<std::int64_t>(sizeof(Gap)) + kMessageBytes);
}

std::span<const float> MonoReader::window(std::int64_t begin, std::int64_t end) {
  keep_from(begin);
  while (held_end() < end && !(end_ && held_end() >= *end_)) read_unit();
  const std::int64_t first = std::min(begin, held_end());
  const std::int64_t last = std::min(end, held_end());
  return std::span<const float>(held_).subspan(static_cast<std::size_t>(first - held_begin_),
                                               static_cast<std::size_t>(last - first));
}

void MonoReader::keep_from(std::int64_t frame) {
  const std::int64_t unit_begin = frame / kUnitFrames * kUnitFrames;
  if (unit_begin < held_begin_ || unit_begin > held_end()) {
    held_.clear();
    missing_.clear();
    held_begin_ = unit_begin;
    return;
  }
  held_.erase(held_.begin(), held_.begin() + (unit_begin - held_begin_));
  held_begin_ = unit_begin;
  std::erase_if(missing_, [&](const Gap& gap) { return gap.end_frame <= unit_begin; });
}

void MonoReader::read_unit() {
  const std::int64_t begin = held_end();
  const auto got = source_->read(begin, interleaved_);
  if (got) {
    if (*got < kUnitFrames) end_ = std::min(begin + *got, end_.value_or(begin + *got));
    mix_down(*got);
    list_missing(begin);
    return;
  }
  // Whatever could be read of the unit depends on where the decoder came from. All of it is missing, always.
  const std::int64_t frames = std::clamp<std::int64_t>(source_->available_frames() - begin, 0, kUnitFrames);
  if (frames < kUnitFrames) end_ = begin + frames;
  held_.resize(held_.size() + static_cast<std::size_t>(frames), 0.0F);
  append_gap(missing_, {begin, begin + frames, got.error().code, got.error().message});
}

void MonoReader::mix_down(std::int64_t frames) {
  const auto channels = static_cast<std::size_t>(info().channels);
  const auto count = static_cast<std::size_t>(frames);
  const std::size_t base = held_.size();
  held_.resize(base + count);
  if (channels == 1) {
    std::copy_n(interleaved_.begin(), count, held_.begin() + static_cast<std::ptrdiff_t>(base));
    return;
  }
  // In double, so that equal channels give exactly the same as one of them, and no sum overflows.
  const float* in = interleaved_.data();
  if (channels == 2) {  // by far the most usual: a loop that compilers vectorise
    float* out = held_.data() + base;
    for (std::size_t i = 0; i < count; ++i) {
      out[i] =
          static_cast<float>((static_cast<double>(in[2 * i]) + static_cast<double>(in[2 * i + 1])) * 0.5);
    }
    return;
  }
  const double scale = 1.0 / static_cast<double>(channels);
  for (std::size_t i = 0; i < count; ++i, in += channels) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += static_cast<double>(in[c]);
    held_[base + i] = static_cast<float>(sum * scale);
  }
}

// Sets samples that are not finite to zero, and returns where they were: one span for all of many.
std::vector<Span> MonoReader::silence_non_finite(std::int64_t unit_begin) {
  const std::span<float> unit =
      std::span<float>(held_).subspan(static_cast<std::size_t>(unit_begin - held_begin_));
  std::vector<Span> spans;
  if (all_finite(unit)) return spans;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    if (is_finite(unit[i])) continue;
    unit[i] = 0;
    const std::int64_t frame = unit_begin + static_cast<std::int64_t>(i);
    const bool apart = spans.empty() || spans.back().end < frame;
    if (apart && spans.size() <= kMaxSpansPerUnit) spans.push_back({frame, frame});
    spans.back().end = frame + 1;
  }
  if (spans.size() > kMaxSpansPerUnit) spans = {{spans.front().begin, spans.back().end}};
  return spans;
}

void MonoReader::list_missing(std::int64_t unit_begin) {
  std::vector<Gap> unit = source_->damage().missing;
  for (const Span& span : silence_non_finite(unit_begin))
    unit.push_back({span.begin, span.end, ErrorCode::non_finite_samples, kNonFiniteMessage});
  if (unit.empty()) return;
  std::ranges::sort(unit, {}, &Gap::start_frame);
  if (unit.size() > kMaxSpansPerUnit) {
    const auto last = std::ranges::max_element(unit, {}, &Gap::end_frame);
    unit.front().end_frame = last->end_frame;
    unit.resize(1);
  }
  for (Gap& gap : unit) append_gap(missing_, std::move(gap));
}

}  // namespace nightjar
