// A recording made up for measurements: the same for everyone.
#pragma once

#include <cstdint>
#include <string>

namespace nightjar::cli {

// Where such recordings are made: $TMPDIR, else /tmp.
std::string sound_folder();

// An open file that has no name any more, so nothing is left behind; children inherit it and open `path`.
class SyntheticRecording {
 public:
  // Scenes of noise, tones, sweeps, clicks and silence, 44.1 kHz mono 16-bit FLAC in TMPDIR, a pure function
  // of length and seed. Throws SetupError(bad_option) where the folder is full or cannot be written.
  explicit SyntheticRecording(double seconds, std::uint64_t seed = 20);
  ~SyntheticRecording();
  SyntheticRecording(const SyntheticRecording&) = delete;
  SyntheticRecording& operator=(const SyntheticRecording&) = delete;

  std::string path() const { return "/dev/fd/" + std::to_string(fd_); }

 private:
  int fd_ = -1;
};

}  // namespace nightjar::cli
