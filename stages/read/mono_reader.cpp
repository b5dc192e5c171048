#include "stages/read/mono_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "stages/base/timeline.h"
#include "stages/read/append_gap.h"
#include "stages/read/clipped_frames.h"

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

// The mean of `channels` interleaved samples a frame. In double, so that equal channels give exactly the same
// as one of them, and no sum overflows.
void mix_down(const float* in, std::size_t channels, std::span<float> out) {
  if (channels == 1) {
    std::copy_n(in, out.size(), out.begin());
    return;
  }
  if (channels == 2) {  // by far the most usual: a loop that compilers vectorise
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] =
          static_cast<float>((static_cast<double>(in[2 * i]) + static_cast<double>(in[2 * i + 1])) * 0.5);
    }
    return;
  }
  const double scale = 1.0 / static_cast<double>(channels);
  for (float& mean : out) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += static_cast<double>(in[c]);
    mean = static_cast<float>(sum * scale);
    in += channels;
  }
}

// Every `stride`-th sample.
void pick(const float* in, std::size_t stride, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[i * stride];
}

constexpr std::int64_t kMessageBytes = 512;  // of a gap: a reason with a path in it may be as long

constexpr char kNonFiniteMessage[] =
    "samples that are NaN or infinite; expected finite ones; they were taken as silence: export the "
    "recording again";

}  // namespace

MonoReader::MonoReader(std::unique_ptr<AudioSource> source, std::int64_t max_window, ChannelChoice channels)
    : source_(std::move(source)),
      channels_(channels),
      interleaved_(static_cast<std::size_t>(kUnitFrames * source_->info().channels)),
      lanes_(static_cast<std::size_t>(lanes(source_->info(), channels))) {
  for (Lane& lane : lanes_) lane.held.reserve(static_cast<std::size_t>(max_window + 2 * kUnitFrames));
}

std::int64_t MonoReader::memory_bytes(std::int64_t max_window, const RecordingInfo& info,
                                      ChannelChoice channels) {
  const std::int64_t held = max_window + 2 * kUnitFrames;
  const std::int64_t of_a_lane = held * static_cast<std::int64_t>(sizeof(float)) + gap_bytes(held);
  return lanes(info, channels) * of_a_lane +
         kUnitFrames * info.channels * static_cast<std::int64_t>(sizeof(float));
}

std::int64_t MonoReader::gap_bytes(std::int64_t frames) {
  const std::int64_t gaps = (frames / kUnitFrames + 2) * static_cast<std::int64_t>(kMaxSpansPerUnit);
  // Twice: a vector grows by doubling.
  return 2 * gaps * (static_cast<std::int64_t>(sizeof(Gap)) + kMessageBytes);
}

std::span<const float> MonoReader::window(std::int64_t begin, std::int64_t end, std::int64_t lane) {
  keep_from(begin);
  while (held_end() < end && !(end_ && held_end() >= *end_)) read_unit();
  const std::int64_t first = std::min(begin, held_end());
  const std::int64_t last = std::min(end, held_end());
  return std::span<const float>(lanes_[static_cast<std::size_t>(lane)].held)
      .subspan(static_cast<std::size_t>(first - held_begin_), static_cast<std::size_t>(last - first));
}

void MonoReader::keep_from(std::int64_t frame) {
  const std::int64_t unit_begin = frame / kUnitFrames * kUnitFrames;
  const bool elsewhere = unit_begin < held_begin_ || unit_begin > held_end();
  for (Lane& lane : lanes_) {
    if (elsewhere) {
      lane.held.clear();
      lane.missing.clear();
    } else {
      lane.held.erase(lane.held.begin(), lane.held.begin() + (unit_begin - held_begin_));
      std::erase_if(lane.missing, [&](const Gap& gap) { return gap.end_frame <= unit_begin; });
    }
  }
  held_begin_ = unit_begin;
}

void MonoReader::read_unit() {
  const std::int64_t begin = held_end();
  const auto got = source_->read(begin, interleaved_);
  if (got) {
    // Where reading began past the end, that is known no better than the file's size tells.
    const std::int64_t end = *got > 0 ? begin + *got : std::min(begin, source_->available_frames());
    if (*got < kUnitFrames) end_ = std::min(end, end_.value_or(end));
    take(*got);
    count_clipped(begin, *got);
    for (Lane& lane : lanes_) list_missing(lane, begin);
    return;
  }
  // Whatever could be read of the unit depends on where the decoder came from. All of it is missing, always.
  const std::int64_t frames = std::clamp<std::int64_t>(source_->available_frames() - begin, 0, kUnitFrames);
  if (frames < kUnitFrames) end_ = begin + frames;
  for (Lane& lane : lanes_) lane.held.resize(lane.held.size() + static_cast<std::size_t>(frames), 0.0F);
  lose({begin, begin + frames, got.error().code, got.error().message});
}

void MonoReader::take(std::int64_t frames) {
  const auto channels = static_cast<std::size_t>(info().channels);
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    std::vector<float>& held = lanes_[lane].held;
    held.resize(held.size() + static_cast<std::size_t>(frames));
    const std::span<float> out = std::span<float>(held).last(static_cast<std::size_t>(frames));
    if (channels_ == ChannelChoice::mix) {
      mix_down(interleaved_.data(), channels, out);
    } else {
      pick(interleaved_.data() + lane, channels, out);
    }
  }
}

void MonoReader::count_clipped(std::int64_t begin, std::int64_t frames) {
  if (begin < clipped_counted_to_) return;
  clipped_counted_to_ = begin + frames;
  const auto channels = static_cast<std::size_t>(info().channels);
  clipped_ +=
      nightjar::clipped_frames(std::span(interleaved_).first(static_cast<std::size_t>(frames) * channels),
                               channels, clipping_level(info().codec));
}

void MonoReader::lose(const Gap& gap) {
  for (Lane& lane : lanes_) append_gap(lane.missing, gap);
}

// Sets samples that are not finite to zero, and returns where they were: one span for all of many.
std::vector<Span> MonoReader::silence_non_finite(Lane& lane, std::int64_t unit_begin) const {
  const std::span<float> unit =
      std::span<float>(lane.held).subspan(static_cast<std::size_t>(unit_begin - held_begin_));
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

void MonoReader::list_missing(Lane& lane, std::int64_t unit_begin) const {
  std::vector<Gap> unit = source_->damage().missing;
  for (const Span& span : silence_non_finite(lane, unit_begin))
    unit.push_back({span.begin, span.end, ErrorCode::non_finite_samples, kNonFiniteMessage});
  if (unit.empty()) return;
  std::ranges::sort(unit, {}, &Gap::start_frame);
  if (unit.size() > kMaxSpansPerUnit) {
    const auto last = std::ranges::max_element(unit, {}, &Gap::end_frame);
    unit.front().end_frame = last->end_frame;
    unit.resize(1);
  }
  for (Gap& gap : unit) append_gap(lane.missing, std::move(gap));
}

}  // namespace nightjar
