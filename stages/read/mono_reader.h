// A recording as mono sound at its own rate, or as one for each channel, with lists of what is missing in it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nightjar/record.h"
#include "nightjar/selection.h"
#include "stages/base/timeline.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

// Reads in units of a fixed grid: what unit j gives depends on the file and j alone, also where the file is
// damaged. The last window's units are kept, so windows that overlap cost no second reading. One thread at a
// time.
class MonoReader {
 public:
  // Frames read at once: some 130 KiB of stereo. A unit in which decoding fails is missing as a whole.
  static constexpr std::int64_t kUnitFrames = 16384;
  // A unit with more separate spans that are missing than this has one that covers them all.
  static constexpr std::size_t kMaxSpansPerUnit = 4;

  // `max_window`: frames of the longest window that will be asked for.
  MonoReader(std::unique_ptr<AudioSource> source, std::int64_t max_window,
             ChannelChoice channels = ChannelChoice::mix);

  const RecordingInfo& info() const { return source_->info(); }

  // How many sounds the recording is read as. They are read together, once.
  std::int64_t lanes() const { return static_cast<std::int64_t>(lanes_.size()); }
  static std::int64_t lanes(const RecordingInfo& info, ChannelChoice channels) {
    return channels == ChannelChoice::each ? info.channels : 1;
  }

  // Frames [begin, end) of one sound, 0 <= begin < end, full scale +-1; zeros where sound is missing.
  // Shorter, or empty, where the recording ends. Valid until another window is asked for.
  std::span<const float> window(std::int64_t begin, std::int64_t end, std::int64_t lane = 0);

  // What is missing of one sound in the units that are held, in order, disjoint: decode_error, unreadable,
  // lost_samples (as the source says) and non_finite_samples.
  const std::vector<Gap>& missing(std::int64_t lane = 0) const {
    return lanes_[static_cast<std::size_t>(lane)].missing;
  }

  // How many frames could be read; none before the end was reached.
  std::optional<std::int64_t> end() const { return end_; }

  // From this frame on times are estimates, and what is wrong with the whole, at its end: see Damage.
  std::optional<std::int64_t> uncertain_from() const { return source_->damage().uncertain_from; }
  const std::optional<Error>& flaw() const { return source_->damage().flaw; }
  // Of the units that were read, each counted once and by itself.
  std::int64_t clipped_frames() const { return clipped_; }

  static std::int64_t memory_bytes(std::int64_t max_window, const RecordingInfo& info,
                                   ChannelChoice channels);
  // The most memory that a list of what is missing in `frames` takes, in bytes.
  static std::int64_t gap_bytes(std::int64_t frames);

 private:
  struct Lane {
    std::vector<float> held;  // consecutive units
    std::vector<Gap> missing;
  };

  void keep_from(std::int64_t frame);
  void read_unit();
  void take(std::int64_t frames);
  void count_clipped(std::int64_t begin, std::int64_t frames);
  void lose(const Gap& gap);
  void list_missing(Lane& lane, std::int64_t unit_begin) const;
  std::vector<Span> silence_non_finite(Lane& lane, std::int64_t unit_begin) const;
  std::int64_t held_end() const {
    return held_begin_ + static_cast<std::int64_t>(lanes_.front().held.size());
  }

  std::unique_ptr<AudioSource> source_;
  const ChannelChoice channels_;
  std::vector<float> interleaved_;  // one unit as the source gives it
  std::vector<Lane> lanes_;
  std::int64_t held_begin_ = 0;  // a multiple of kUnitFrames
  std::optional<std::int64_t> end_;
  std::int64_t clipped_ = 0;
  std::int64_t clipped_counted_to_ = 0;
};

}  // namespace nightjar
