// A recording in blocks of mono sound at the model's rate, or of one sound for each channel.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "nightjar/record.h"
#include "nightjar/selection.h"
#include "stages/base/timeline.h"
#include "stages/read/mono_reader.h"
#include "stages/read/resampler.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

struct Block {
  std::span<const float> samples;  // [block_samples], at the recording's end fewer, after it none
  std::vector<Gap> missing;        // spans of its frames, in order, disjoint; their samples come from zeros
};

// Block k holds samples [k * 5 s, (k + 1) * 5 s). It starts on a whole second, so on an integer of both
// rates. It is resampled from a fresh state, with real sound on both sides (Resampler::roll_frames), and so
// is a pure function of (file, k): the same bytes alone, in sequence, after damage, or by another reader. One
// thread at a time.
class BlockReader {
 public:
  static constexpr std::int64_t kBlockSeconds = 5;

  // `sample_rate_hz`: the model's, 1 to 384,000.
  BlockReader(std::unique_ptr<AudioSource> source, std::int64_t sample_rate_hz,
              ChannelChoice channels = ChannelChoice::mix);

  const RecordingInfo& info() const { return mono_.info(); }
  RateRatio ratio() const { return ratio_; }
  std::int64_t block_samples() const { return block_samples_; }
  std::int64_t lanes() const { return mono_.lanes(); }

  // Block k >= 0 of one sound. Valid until the next call. In sequence, and for every sound before the next
  // block, nothing is read twice. Where it is not to sound, its samples are zeros, and all else is the same.
  const Block& read(std::int64_t k, std::int64_t lane = 0, bool sounds = true);

  // How many frames could be read; none before a block reached the end.
  std::optional<std::int64_t> end_frame() const { return mono_.end(); }
  std::optional<std::int64_t> uncertain_from() const { return mono_.uncertain_from(); }
  const std::optional<Error>& flaw() const { return mono_.flaw(); }
  std::int64_t clipped_frames() const { return mono_.clipped_frames(); }

  // An upper bound of this object's memory, the source's decoder included, in bytes.
  static std::int64_t memory_bytes(const RecordingInfo& info, std::int64_t sample_rate_hz,
                                   ChannelChoice channels = ChannelChoice::mix);

 private:
  RateRatio ratio_;  // file -> model
  std::int64_t block_frames_;
  std::int64_t block_samples_;
  std::int64_t roll_frames_;
  MonoReader mono_;
  Resampler resampler_;
  std::vector<float> samples_;
  Block block_;
};

}  // namespace nightjar
