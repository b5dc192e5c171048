#include "stages/read/block_reader.h"

#include <algorithm>
#include <utility>

namespace nightjar {

BlockReader::BlockReader(std::unique_ptr<AudioSource> source, std::int64_t sample_rate_hz,
                         ChannelChoice channels)
    : ratio_(source->info().sample_rate_hz, sample_rate_hz),
      block_frames_(kBlockSeconds * source->info().sample_rate_hz),
      block_samples_(kBlockSeconds * sample_rate_hz),
      roll_frames_(Resampler::roll_frames(ratio_)),
      mono_(std::move(source), block_frames_ + 2 * roll_frames_, channels),
      resampler_(ratio_),
      samples_(static_cast<std::size_t>(block_samples_)) {}

std::int64_t BlockReader::memory_bytes(const RecordingInfo& info, std::int64_t sample_rate_hz,
                                       ChannelChoice channels) {
  const RateRatio ratio(info.sample_rate_hz, sample_rate_hz);
  const std::int64_t block_frames = kBlockSeconds * info.sample_rate_hz;
  // Rates without a common divisor have a roll of a whole second. Counted for all of them, so that the bound
  // grows with the rate, and that of the highest rate is one for every recording.
  const std::int64_t roll = ratio.to_src_ceil(Resampler::kReach) + Resampler::kReach + info.sample_rate_hz;
  return source_memory_bytes(info) + MonoReader::memory_bytes(block_frames + 2 * roll, info, channels) +
         Resampler::memory_bytes(ratio) + MonoReader::gap_bytes(block_frames) +
         kBlockSeconds * sample_rate_hz * static_cast<std::int64_t>(sizeof(float));
}

const Block& BlockReader::read(std::int64_t k, std::int64_t lane, bool sounds) {
  const Span frames{k * block_frames_, (k + 1) * block_frames_};
  const std::int64_t from = std::max<std::int64_t>(0, frames.begin - roll_frames_);
  const std::span<const float> sound = mono_.window(from, frames.end + roll_frames_, lane);

  std::int64_t count = block_samples_;
  if (const auto end = mono_.end()) {
    count = std::clamp<std::int64_t>(ratio_.to_dst_ceil(*end) - k * block_samples_, 0, block_samples_);
  }
  const std::span<float> out = std::span<float>(samples_).first(static_cast<std::size_t>(count));
  if (!sounds || std::ranges::all_of(sound, [](float x) { return x == 0.0F; })) {
    std::ranges::fill(out, 0.0F);  // what would come out; of a long gap much sooner
  } else {
    // Exact: both `from` and the block's begin are multiples of src / gcd.
    resampler_.run(sound, ratio_.to_dst_floor(frames.begin - from), out);
  }

  block_.samples = out;
  block_.missing.clear();
  for (const Gap& gap : mono_.missing(lane)) {
    const Span part = intersect(frames, {gap.start_frame, gap.end_frame});
    if (!part.empty()) block_.missing.push_back({part.begin, part.end, gap.code, gap.message});
  }
  return block_;
}

}  // namespace nightjar
