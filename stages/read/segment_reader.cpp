#include "stages/read/segment_reader.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include "stages/read/append_gap.h"
#include "stages/read/block_reader.h"

namespace nightjar {

struct SegmentReader::Impl {
  Impl(std::unique_ptr<AudioSource> source, const ReadSpec& read_spec)
      : spec(read_spec), blocks(std::move(source), read_spec.sample_rate_hz) {
    held.reserve(static_cast<std::size_t>(max_held(spec)));
  }

  // A batch's samples, and the block that showed that more follow.
  static std::int64_t batch_samples(const ReadSpec& spec) {
    return (spec.batch_segments - 1) * spec.grid.hop_samples + spec.grid.segment_samples;
  }
  static std::int64_t max_held(const ReadSpec& spec) {
    return batch_samples(spec) + BlockReader::kBlockSeconds * spec.sample_rate_hz + 1;
  }

  std::int64_t held_end() const { return held_begin + static_cast<std::int64_t>(held.size()); }
  std::int64_t declared() const { return blocks.info().declared_frames.value_or(0); }
  std::int64_t delivered() const;  // frames; final once `ended`
  std::int64_t segments_left() const;
  Span owned_samples(std::int64_t segment, bool last) const;

  void read_past(std::int64_t sample);
  std::vector<float> copy_samples(std::int64_t segments) const;
  bool is_heard(std::int64_t segment, bool last) const;
  std::vector<Gap> gaps_in(Span frames, bool last) const;
  void forget_before(std::int64_t segment);

  ReadSpec spec;
  BlockReader blocks;
  std::int64_t next_block = 0;
  std::int64_t next_segment = 0;
  std::int64_t owned_frames_end = 0;  // of the batches so far
  bool ended = false;                 // the recording's end was reached
  bool done = false;                  // the last batch was given
  std::vector<float> held;            // samples from held_begin on that batches still need
  std::int64_t held_begin = 0;
  std::vector<Gap> missing;  // spans of frames that batches still need
};

std::int64_t SegmentReader::Impl::delivered() const {
  return ended ? *blocks.end_frame() : blocks.ratio().to_src_floor(held_end());
}

// At least one batch of one segment is due, also where nothing could be read.
std::int64_t SegmentReader::Impl::segments_left() const {
  return std::max<std::int64_t>(1, spec.grid.count(held_end())) - next_segment;
}

void SegmentReader::Impl::read_past(std::int64_t sample) {
  while (!ended && held_end() <= sample) {
    const Block& block = blocks.read(next_block++);
    held.insert(held.end(), block.samples.begin(), block.samples.end());
    for (const Gap& gap : block.missing) append_gap(missing, gap);
    // Only a block that is not full tells the end; after one that is just full comes an empty one.
    ended = static_cast<std::int64_t>(block.samples.size()) < blocks.block_samples();
  }
}

std::vector<float> SegmentReader::Impl::copy_samples(std::int64_t segments) const {
  const std::int64_t begin = spec.grid.window(next_segment).begin;
  const std::int64_t end = spec.grid.window(next_segment + segments - 1).end;
  std::vector<float> samples(static_cast<std::size_t>(end - begin), 0.0F);
  const std::int64_t count = std::clamp<std::int64_t>(held_end() - begin, 0, end - begin);
  std::copy_n(held.begin(), count, samples.begin());
  return samples;
}

// The owned span is rounded outwards: at a low rate of the file it may lie between two frames.
bool SegmentReader::Impl::is_heard(std::int64_t segment, bool last) const {
  const std::int64_t begin = blocks.ratio().to_src_floor(spec.grid.owned_begin(segment));
  const std::int64_t end =
      last ? delivered() : blocks.ratio().to_src_ceil(spec.grid.owned_begin(segment + 1));
  std::int64_t present = end - begin;
  for (const Gap& gap : missing) present -= intersect({begin, end}, {gap.start_frame, gap.end_frame}).size();
  return present > 0;
}

std::vector<Gap> SegmentReader::Impl::gaps_in(Span frames, bool last) const {
  std::vector<Gap> gaps;
  for (const Gap& gap : missing) {
    const Span part = intersect(frames, {gap.start_frame, gap.end_frame});
    if (!part.empty()) gaps.push_back({part.begin, part.end, gap.code, gap.message});
  }
  if (last && delivered() < declared()) {
    gaps.push_back({delivered(), declared(), ErrorCode::truncated,
                    "the header declares " + std::to_string(declared()) + " frames; got " +
                        std::to_string(delivered()) +
                        "; the recording is cut short: copy it again from its source"});
  } else if (last && !blocks.cut_short().empty()) {
    gaps.push_back({delivered(), delivered(), ErrorCode::truncated, blocks.cut_short()});
  }
  return gaps;
}

void SegmentReader::Impl::forget_before(std::int64_t segment) {
  const std::int64_t sample = std::min(spec.grid.window(segment).begin, held_end());
  held.erase(held.begin(), held.begin() + (sample - held_begin));
  held_begin = sample;
  const std::int64_t frame = blocks.ratio().to_src_floor(spec.grid.owned_begin(segment));
  std::erase_if(missing, [&](const Gap& gap) { return gap.end_frame <= frame; });
}

SegmentReader::SegmentReader(std::unique_ptr<AudioSource> source, const ReadSpec& spec) {
  assert(spec.sample_rate_hz >= 1 && std::has_single_bit(static_cast<std::uint64_t>(spec.batch_segments)));
  assert(spec.grid.hop_samples >= 1 && spec.grid.hop_samples <= spec.grid.segment_samples);
  impl_ = std::make_unique<Impl>(std::move(source), spec);
}

SegmentReader::~SegmentReader() = default;

std::optional<SoundBatch> SegmentReader::next() {
  Impl& reader = *impl_;
  if (reader.done) return std::nullopt;
  const std::int64_t most = reader.spec.batch_segments;
  // Only a sample after a full batch's last one shows that another segment, and so another batch, follows.
  reader.read_past(reader.spec.grid.window(reader.next_segment + most - 1).end);
  const std::int64_t left = reader.segments_left();

  SoundBatch batch;
  batch.first_segment = reader.next_segment;
  batch.segments =
      static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(std::min(left, most))));
  batch.last = reader.ended && batch.segments == left;
  batch.samples = reader.copy_samples(batch.segments);
  const std::int64_t next = batch.first_segment + batch.segments;
  for (std::int64_t i = batch.first_segment; i < next; ++i) {
    batch.heard.push_back(reader.is_heard(i, batch.last && i + 1 == next) ? 1 : 0);
  }
  const std::int64_t owned_end =
      batch.last ? frames() : reader.blocks.ratio().to_src_floor(reader.spec.grid.owned_begin(next));
  batch.owned_frames = {reader.owned_frames_end, owned_end};
  batch.gaps = reader.gaps_in(batch.owned_frames, batch.last);
  batch.uncertain_from = reader.blocks.uncertain_from();

  reader.owned_frames_end = owned_end;
  reader.next_segment = next;
  reader.done = batch.last;
  reader.forget_before(next);
  return batch;
}

std::int64_t SegmentReader::memory_bytes(const RecordingInfo& info, const ReadSpec& spec) {
  const std::int64_t samples = Impl::max_held(spec) + Impl::batch_samples(spec);
  const RateRatio ratio(info.sample_rate_hz, spec.sample_rate_hz);
  // Missing spans are listed twice: those still needed, and those of the batch that is given.
  const std::int64_t gaps = 2 * MonoReader::gap_bytes(ratio.to_src_ceil(Impl::max_held(spec)));
  return static_cast<std::int64_t>(sizeof(Impl)) + BlockReader::memory_bytes(info, spec.sample_rate_hz) +
         samples * static_cast<std::int64_t>(sizeof(float)) + spec.batch_segments + gaps;
}

std::int64_t SegmentReader::frames() const {
  return std::max(impl_->declared(), impl_->delivered());
}

}  // namespace nightjar
