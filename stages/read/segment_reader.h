// Reads a recording, or a part of it, as batches of consecutive segments of mono sound at the model's rate.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/record.h"
#include "stages/base/timeline.h"
#include "stages/read/read_spec.h"
#include "stages/read/wanted_segments.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

// Consecutive segments of one recording. Segment i of the batch hears samples [i * hop, i * hop + segment).
struct SoundBatch {
  std::int64_t channel = 0;  // with ChannelChoice::each; else 0
  std::int64_t first_segment = 0;
  std::int64_t segments = 0;  // B, or at the end one of B/2, B/4 ... 1
  // [(segments - 1) * hop + segment], zeros where sound is missing; past the end what the padding says. With
  // SegmentPadding::none a last segment that is shorter is a batch of its own, and this is as long as it.
  // Empty where all segments lie before ReadSpec::first_sounding, and of a batch that is skipped.
  std::vector<float> samples;
  std::vector<std::uint8_t> heard;  // [segments] 0 where the whole owned span of the segment is missing
  bool skipped = false;             // none of them is wanted: no samples, and nothing is heard
  // Of the file; the batches of a channel partition the part that was selected. A boundary is
  // RateRatio::to_src_floor(owned_begin(the segment after it)).
  Span owned_frames;
  // Missing sound inside owned_frames, in order, disjoint. An empty one at the very end says what is wrong
  // with the recording where nothing tells which frames that concerns: see Damage::flaw.
  std::vector<Gap> gaps;
  // From this frame on times are estimates; none where they are not, or not yet known to be.
  std::optional<std::int64_t> uncertain_from;
  bool ends_channel = false;  // no batch of this channel follows
  bool last = false;          // nor of another
};

// The batches are a pure function of (recording, spec): the same for any timing or number of readers of other
// recordings. Memory: one block of mono sound (5 s and its rolls) at the file's rate, one unit of it (16,384
// frames) with all channels, and two batches.
//
// Of a part (Selection), the segments are those of the whole recording that own something of it, and they
// hear the same sound as there: up to a segment of what lies outside is read too, in whole blocks. The rest
// is not decoded, where the header says how long the recording is; where it does not, a decoder cannot search
// either, and what lies before the part is decoded and dropped. A part that begins after the end gives one
// batch of one segment that is not heard.
//
// With ChannelChoice::each the file is still read once: the batches of the same segments come one after
// another, that of channel 0 first. Memory is per channel, but for the unit.
//
// A recording of which nothing can be read gives one batch of one segment that is not heard. What the header
// declares beyond what can be read is one gap (`truncated`) in the last batch; nothing is allocated for it.
//
//   auto source = open_recording("yard.wav");
//   const ReadSpec spec{.sample_rate_hz = 16000, .grid = {16000, 8000}, .batch_segments = 8};
//   SegmentReader reader(std::move(*source), spec);
//   while (auto batch = reader.next()) work_on(*batch);
//
// One thread at a time. next() throws std::bad_alloc where memory is short, and nothing else.
class SegmentReader {
 public:
  // Borrows nothing: takes the source over.
  SegmentReader(std::unique_ptr<AudioSource> source, const ReadSpec& spec);
  ~SegmentReader();

  // The next batch; after one with `last`, none. Missing sound is a gap in a batch, never an error. With
  // `wanted`, a batch is of segments that are all wanted, or all skipped; to be called once `wanted` knows
  // all frames before asks_to(). Sound that no wanted segment hears is decoded, but not resampled.
  std::optional<SoundBatch> next(const Wanted& wanted = {});
  std::int64_t asks_to() const;

  // All frames of the recording: the declared ones or those delivered, whichever is more. Final after the
  // last batch; before it the declared number, or what was delivered so far. Where no number is declared and
  // the part ends before the recording, it counts up to there.
  std::int64_t frames() const;

  // Of those that were read so far: clipped_frames.h.
  std::int64_t clipped_frames() const;

  // How many batches there are of the same segments.
  std::int64_t channels() const;
  // The first segment that is read, and the frames that were selected, not cut to the recording's.
  std::int64_t first_segment() const;
  Span selected() const;

  // An upper bound of this object's memory for a recording of that kind, in bytes: the source and its
  // decoder, and the batch that next() returns, included. It grows with rate and channels; an empty codec
  // stands for any, so that of 384,000 Hz and 64 channels bounds every recording.
  static std::int64_t memory_bytes(const RecordingInfo& info, const ReadSpec& spec);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
