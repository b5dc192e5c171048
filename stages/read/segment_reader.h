// Reads a recording as batches of consecutive segments of mono sound at the model's rate.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/record.h"
#include "stages/base/timeline.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

struct ReadSpec {
  std::int64_t sample_rate_hz = 0;  // the model's
  SegmentGrid grid;                 // at the model's rate
  std::int64_t batch_segments = 1;  // B, a power of two
};

// Consecutive segments of one recording. Segment i of the batch hears samples [i * hop, i * hop + segment).
struct SoundBatch {
  std::int64_t first_segment = 0;
  std::int64_t segments = 0;       // B, or at the end one of B/2, B/4 ... 1
  std::vector<float> samples;      // [(segments - 1) * hop + segment], zeros past the end and where sound is missing
  std::vector<std::uint8_t> heard; // [segments] 0 where the whole owned span of the segment is missing
  Span owned_frames;               // of the file; the batches of a recording partition [0, frames)
  std::vector<Gap> gaps;           // missing sound inside owned_frames, in order, disjoint
  bool last = false;               // no batch follows
};

// The batches are a pure function of (recording, spec): the same for any timing or number of readers of other
// recordings. Memory: one block of sound (about 5 s) at the file's rate and channels, plus one batch.
class SegmentReader {
 public:
  // Borrows nothing: takes the source over.
  SegmentReader(std::unique_ptr<AudioSource> source, const ReadSpec& spec);
  ~SegmentReader();

  // The next batch; after one with `last`, none. Missing sound is a gap in a batch, never an error.
  std::optional<SoundBatch> next();

  // All frames of the recording: the declared ones or those delivered, whichever is more. Final after the last batch;
  // before it the declared number, or what was delivered so far.
  std::int64_t frames() const;

  // An upper bound of this object's memory for a recording of that kind, in bytes.
  static std::int64_t memory_bytes(const RecordingInfo& info, const ReadSpec& spec);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
