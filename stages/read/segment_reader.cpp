#include "stages/read/segment_reader.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <span>
#include <utility>

#include "stages/read/append_gap.h"
#include "stages/read/block_reader.h"

namespace nightjar {

struct SegmentReader::Impl {
  Impl(std::unique_ptr<AudioSource> source, const ReadSpec& read_spec)
      : spec(read_spec),
        blocks(std::move(source), read_spec.sample_rate_hz, read_spec.selection.channels),
        segments_wanted(read_spec.grid, blocks.ratio(), history_samples(read_spec)),
        range(selected_frames(read_spec.selection, blocks.info().sample_rate_hz)),
        first_segment(first_of_range()),
        end_segment(range.end == kOpenEnd ? kOpenEnd : owner(range.end - 1) + 1),
        next_segment(first_segment),
        lanes(static_cast<std::size_t>(blocks.lanes())) {
    for (Lane& lane : lanes) lane.held.reserve(static_cast<std::size_t>(max_held(spec)));
    if (blocks.info().declared_frames) next_block = first_block();
    held_begin = next_block * blocks.block_samples();
    owned_frames_end = range.begin;
  }

  // One sound of the recording: samples from held_begin on, and missing frames, that batches still need.
  struct Lane {
    std::vector<float> held;
    std::vector<Gap> missing;
  };

  // A batch's samples, and the block that showed that more follow.
  static std::int64_t batch_samples(const ReadSpec& spec) {
    return (spec.batch_segments - 1) * spec.grid.hop_samples + spec.grid.segment_samples;
  }
  static std::int64_t max_held(const ReadSpec& spec) {
    return history_samples(spec) + batch_samples(spec) + BlockReader::kBlockSeconds * spec.sample_rate_hz + 1;
  }

  std::int64_t held_end() const { return held_begin + static_cast<std::int64_t>(lanes.front().held.size()); }
  std::int64_t declared() const { return blocks.info().declared_frames.value_or(0); }
  std::int64_t delivered() const;  // frames; final once `ended`
  std::int64_t frames() const;
  std::int64_t segments_left() const;

  std::int64_t owner(std::int64_t frame) const {  // the segment in whose owned frames it lies
    return spec.grid.owner(blocks.ratio().to_dst_ceil(frame + 1) - 1);
  }
  std::int64_t first_of_range() const;
  std::int64_t needed_from(std::int64_t segment) const {  // the first sample that decides what it hears
    return std::max<std::int64_t>(0, spec.grid.window(segment).begin - history_samples(spec));
  }
  std::int64_t first_block() const { return needed_from(first_segment) / blocks.block_samples(); }

  void begin_round(const Wanted& wanted);
  std::int64_t segments_of_batch(std::int64_t left) const;
  void read_past(std::int64_t sample, const Wanted& wanted);
  SoundBatch make_batch(std::int64_t channel) const;
  std::vector<float> copy_samples(const Lane& lane) const;
  bool is_heard(const Lane& lane, std::int64_t segment, bool last) const;
  std::vector<Gap> gaps_in(const Lane& lane, Span frames, bool last) const;
  void forget_before(std::int64_t segment);

  ReadSpec spec;
  BlockReader blocks;
  WantedSegments segments_wanted;
  Span range;                  // what was selected
  std::int64_t first_segment;  // of it
  std::int64_t end_segment;
  std::int64_t next_block = 0;
  std::int64_t next_segment;
  bool ended = false;  // the recording's end was reached
  bool done = false;   // the last batch was given
  std::vector<Lane> lanes;
  std::int64_t held_begin = 0;

  // The round at hand: the batches of the same segments, one for each lane.
  std::size_t next_lane = 0;
  std::int64_t segments = 0;
  bool skipped = false;
  bool last = false;
  std::int64_t owned_frames_begin = 0;
  std::int64_t owned_frames_end = 0;
};

// Where frames are longer than hops, several segments begin to own in the same one: the part has all of them.
// The last segment owns all that follows, so a part at the very end begins with it.
std::int64_t SegmentReader::Impl::first_of_range() const {
  const std::int64_t owned_from = blocks.ratio().to_src_floor(spec.grid.owned_begin(owner(range.begin)));
  const std::int64_t first =
      owned_from == 0 ? 0 : spec.grid.owner(blocks.ratio().to_dst_ceil(owned_from) - 1) + 1;
  if (!blocks.info().declared_frames) return first;
  const std::int64_t count = spec.grid.count(blocks.ratio().to_dst_ceil(declared()));
  return std::clamp<std::int64_t>(count - 1, 0, first);
}

std::int64_t SegmentReader::Impl::delivered() const {
  return ended ? *blocks.end_frame() : blocks.ratio().to_src_floor(held_end());
}

std::int64_t SegmentReader::Impl::frames() const {
  return std::max(declared(), ended ? delivered() : std::min(delivered(), range.end));
}

// At least one batch of one segment is due, also where nothing could be read.
std::int64_t SegmentReader::Impl::segments_left() const {
  const std::int64_t end = std::min(spec.grid.count(held_end()), end_segment);
  return std::max<std::int64_t>(1, end - next_segment);
}

void SegmentReader::Impl::read_past(std::int64_t sample, const Wanted& wanted) {
  while (!ended && held_end() <= sample) {
    const bool in_part = next_block >= first_block();
    const Span block{next_block * blocks.block_samples(), (next_block + 1) * blocks.block_samples()};
    const bool sounds =
        block.end > needed_from(spec.first_sounding) && segments_wanted.hears(block, next_segment, wanted);
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      const Block& read = blocks.read(next_block, static_cast<std::int64_t>(i), sounds);
      // Only a block that is not full tells the end; after one that is just full comes an empty one.
      ended = static_cast<std::int64_t>(read.samples.size()) < blocks.block_samples();
      if (!in_part) break;
      lanes[i].held.insert(lanes[i].held.end(), read.samples.begin(), read.samples.end());
      for (const Gap& gap : read.missing) append_gap(lanes[i].missing, gap);
    }
    ++next_block;
    if (!in_part) held_begin = next_block * blocks.block_samples();
    forget_before(next_segment);
  }
}

// Only a sample after a full batch's last one shows that another segment, and so another batch, follows;
// unless the part ends with it.
void SegmentReader::Impl::begin_round(const Wanted& wanted) {
  const std::int64_t end = std::min(next_segment + spec.batch_segments, end_segment);
  read_past(spec.grid.window(end - 1).end - (end == end_segment ? 1 : 0), wanted);
  const std::int64_t left = segments_left();
  const std::int64_t most = segments_of_batch(left);
  const auto wants = [&](std::int64_t i) {
    return segments_wanted.wants(next_segment + i, i + 1 == left, wanted);
  };
  skipped = !wants(0);
  for (segments = 1; segments < most && wants(segments) != skipped;) ++segments;
  segments = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(segments)));
  last = segments == left && (ended || next_segment + segments == end_segment);
  owned_frames_begin = std::min(owned_frames_end, frames());
  const std::int64_t boundary = blocks.ratio().to_src_floor(spec.grid.owned_begin(next_segment + segments));
  owned_frames_end = std::max(owned_frames_begin, last ? std::min(range.end, frames()) : boundary);
}

std::int64_t SegmentReader::Impl::segments_of_batch(std::int64_t left) const {
  const bool short_tail = spec.padding == SegmentPadding::none && ended && left > 1 &&
                          spec.grid.window(next_segment + left - 1).end > held_end();
  const std::int64_t most = std::min(short_tail ? left - 1 : left, spec.batch_segments);
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(most)));
}

SoundBatch SegmentReader::Impl::make_batch(std::int64_t channel) const {
  const Lane& lane = lanes[static_cast<std::size_t>(channel)];
  SoundBatch batch;
  batch.channel = channel;
  batch.first_segment = next_segment;
  batch.segments = segments;
  batch.skipped = skipped;
  batch.ends_channel = last;
  batch.last = last && channel + 1 == std::ssize(lanes);
  batch.samples = copy_samples(lane);
  const std::int64_t next = next_segment + segments;
  for (std::int64_t i = next_segment; i < next; ++i) {
    batch.heard.push_back(!skipped && is_heard(lane, i, last && i + 1 == next) ? 1 : 0);
  }
  batch.owned_frames = {owned_frames_begin, owned_frames_end};
  batch.gaps = gaps_in(lane, batch.owned_frames, last);
  batch.uncertain_from = blocks.uncertain_from();
  return batch;
}

std::vector<float> SegmentReader::Impl::copy_samples(const Lane& lane) const {
  if (skipped || next_segment + segments <= spec.first_sounding) return {};
  const std::int64_t begin = spec.grid.window(next_segment).begin;
  std::int64_t end = spec.grid.window(next_segment + segments - 1).end;
  if (spec.padding == SegmentPadding::none && ended)
    end = std::min(end, std::max(held_end(), begin + spec.shortest_samples));
  std::vector<float> samples(static_cast<std::size_t>(end - begin), 0.0F);
  const std::int64_t count = std::clamp<std::int64_t>(held_end() - begin, 0, end - begin);
  std::copy_n(lane.held.begin() + (begin - held_begin), count, samples.begin());
  if (ended) pad_end(spec.padding, lane.held, std::span(samples).subspan(static_cast<std::size_t>(count)));
  return samples;
}

// The owned span is rounded outwards: at a low rate of the file it may lie between two frames.
bool SegmentReader::Impl::is_heard(const Lane& lane, std::int64_t segment, bool is_last) const {
  const std::int64_t begin = blocks.ratio().to_src_floor(spec.grid.owned_begin(segment));
  const std::int64_t end = is_last ? (ended ? delivered() : range.end)
                                   : blocks.ratio().to_src_ceil(spec.grid.owned_begin(segment + 1));
  const Span owned = intersect({begin, std::max(begin, end)}, range);
  std::int64_t present = owned.size();
  for (const Gap& gap : lane.missing) present -= intersect(owned, {gap.start_frame, gap.end_frame}).size();
  return present > 0;
}

std::vector<Gap> SegmentReader::Impl::gaps_in(const Lane& lane, Span frames, bool is_last) const {
  std::vector<Gap> gaps;
  for (const Gap& gap : lane.missing) {
    const Span part = intersect(frames, {gap.start_frame, gap.end_frame});
    if (!part.empty()) gaps.push_back({part.begin, part.end, gap.code, gap.message});
  }
  if (!is_last || !ended) return gaps;
  const Span cut_off = intersect({delivered(), std::max(delivered(), declared())}, range);
  if (cut_off.empty()) {
    if (blocks.flaw() && delivered() >= range.begin && delivered() <= range.end)
      gaps.push_back({delivered(), delivered(), blocks.flaw()->code, blocks.flaw()->message});
    return gaps;
  }
  // Where nothing of the part is there, it was not seen how much is there before it.
  const std::string got = cut_off.begin == range.begin && range.begin > 0
                              ? "none from " + std::to_string(range.begin) + " on could be read"
                              : "got " + std::to_string(delivered());
  gaps.push_back({cut_off.begin, cut_off.end, ErrorCode::truncated,
                  "the header declares " + std::to_string(declared()) + " frames; " + got +
                      "; the recording is cut short: copy it again from its source"});
  return gaps;
}

void SegmentReader::Impl::forget_before(std::int64_t segment) {
  const std::int64_t sample = std::clamp(needed_from(segment), held_begin, held_end());
  const std::int64_t frame = blocks.ratio().to_src_floor(spec.grid.owned_begin(segment));
  for (Lane& lane : lanes) {
    lane.held.erase(lane.held.begin(), lane.held.begin() + (sample - held_begin));
    std::erase_if(lane.missing, [&](const Gap& gap) { return gap.end_frame <= frame; });
  }
  held_begin = sample;
}

SegmentReader::SegmentReader(std::unique_ptr<AudioSource> source, const ReadSpec& spec) {
  assert(spec.sample_rate_hz >= 1 && std::has_single_bit(static_cast<std::uint64_t>(spec.batch_segments)));
  assert(spec.grid.hop_samples >= 1 && spec.grid.hop_samples <= spec.grid.segment_samples);
  impl_ = std::make_unique<Impl>(std::move(source), spec);
}

SegmentReader::~SegmentReader() = default;

std::int64_t SegmentReader::asks_to() const {
  if (impl_->done || impl_->next_lane > 0) return 0;
  const ReadSpec& spec = impl_->spec;
  const std::int64_t block = impl_->blocks.block_samples();
  const std::int64_t end = spec.grid.window(impl_->next_segment + spec.batch_segments - 1).end;
  return impl_->segments_wanted.asks_to((end / block + 1) * block);  // of the last block that is read
}

std::optional<SoundBatch> SegmentReader::next(const Wanted& wanted) {
  Impl& reader = *impl_;
  if (reader.done) return std::nullopt;
  if (reader.next_lane == 0) reader.begin_round(wanted);
  SoundBatch batch = reader.make_batch(static_cast<std::int64_t>(reader.next_lane));
  if (++reader.next_lane < reader.lanes.size()) return batch;
  reader.next_lane = 0;
  reader.next_segment += reader.segments;
  reader.done = batch.last;
  reader.forget_before(reader.next_segment);
  return batch;
}

std::int64_t SegmentReader::memory_bytes(const RecordingInfo& info, const ReadSpec& spec) {
  const ChannelChoice channels = spec.selection.channels;
  const RateRatio ratio(info.sample_rate_hz, spec.sample_rate_hz);
  // Missing spans are listed twice: those still needed, and those of the batch that is given.
  const std::int64_t gaps = MonoReader::gap_bytes(ratio.to_src_ceil(Impl::max_held(spec)));
  const auto sample_bytes = static_cast<std::int64_t>(sizeof(float));
  const std::int64_t of_a_lane = Impl::max_held(spec) * sample_bytes + gaps;
  const std::int64_t of_the_batch = Impl::batch_samples(spec) * sample_bytes + spec.batch_segments + gaps;
  return static_cast<std::int64_t>(sizeof(Impl)) +
         BlockReader::memory_bytes(info, spec.sample_rate_hz, channels) +
         MonoReader::lanes(info, channels) * of_a_lane + of_the_batch;
}

std::int64_t SegmentReader::frames() const {
  return impl_->frames();
}
std::int64_t SegmentReader::clipped_frames() const {
  return impl_->blocks.clipped_frames();
}
std::int64_t SegmentReader::channels() const {
  return std::ssize(impl_->lanes);
}
std::int64_t SegmentReader::first_segment() const {
  return impl_->first_segment;
}
Span SegmentReader::selected() const {
  return impl_->range;
}

}  // namespace nightjar
