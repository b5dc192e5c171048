// A recording longer than any disk: made ahead of its reader, and taken away behind it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "stages/write/temporary_file.h"

namespace nightjar::cli {

// An RF64 file (EBU Tech 3306) that has no name any more, so nothing is left behind: 44.1 kHz mono 16 bit,
// the same minute again and again. Of its length only this one and what is around the reader take room on
// the disk, where the file system can punch holes.
class EndlessRecording {
 public:
  static constexpr std::int64_t kRateHz = 44100;
  static constexpr std::int64_t kMostFrames = std::int64_t{1} << 40;  // 288 days: 2 TiB, if it were all there

  // Frames up to `ahead_frames` after the last heard() are there. Throws SetupError(bad_option) where the
  // folder, TMPDIR, is full or cannot hold such a file.
  EndlessRecording(std::int64_t frames, std::int64_t ahead_frames, std::uint64_t seed);
  EndlessRecording(const EndlessRecording&) = delete;
  EndlessRecording& operator=(const EndlessRecording&) = delete;

  std::string path() const { return file_.path(); }
  std::int64_t frames() const { return frames_; }

  // Nobody will read before `frame` any more. One call at a time, by rising frames. Throws std::runtime_error
  // where the disk is full.
  void heard(std::int64_t frame);

 private:
  void write(std::span<const char> bytes, std::int64_t offset);
  void write_header();
  void write_tape(std::uint64_t seed);
  void make_up_to(std::int64_t frame);
  void take_away_before(std::int64_t frame);

  const std::int64_t frames_;
  const std::int64_t ahead_frames_;
  TemporaryFile file_;
  std::int64_t tape_frames_ = 0;  // its begin, which the rest repeats
  std::int64_t made_ = 0;         // frames
  std::int64_t taken_away_ = 0;   // frames, from the end of the tape
};

}  // namespace nightjar::cli
