// A recording that passed validation: random access to its frames.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/record.h"

namespace nightjar {

// What a source knows to be missing or doubtful.
struct Damage {
  // Of what the last read() delivered, in order, disjoint: zeros stand there.
  std::vector<Gap> missing;
  // From this frame on times are estimates: bytes were lost, and the format does not say how much they held.
  std::optional<std::int64_t> uncertain_from;
  // Once the end was reached: what is wrong with the recording, where nothing says which frames it concerns.
  // `truncated`: it must have gone on; `altered`: it is not what was written.
  std::optional<Error> flaw;
};

// Not safe for concurrent use: one reader at a time.
class AudioSource {
 public:
  virtual ~AudioSource() = default;

  // A length that the header only estimates becomes a declared one at the end, if much is missing of it.
  virtual const RecordingInfo& info() const = 0;

  // How many frames can be there: the declared ones, cut to what the file's size can hold. It is a bound for
  // loops, never for an allocation; read() tells how many there are.
  virtual std::int64_t available_frames() const = 0;

  // Reads frames [begin, begin + out.size() / channels) into `out`, interleaved, full scale +-1. Returns how
  // many frames were delivered: fewer than asked for only at the end of what can be read. Non-finite samples
  // are delivered as they are. After an error nothing in `out` counts, and a later read may succeed: one
  // error loses what was asked for, not more. Errors: decode_error, lost_samples, unreadable.
  virtual Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) = 0;

  // What is known after the last read(). By default nothing: a source that loses nothing, or fails.
  virtual const Damage& damage() const;
};

// Opens and validates the file. Every refusal has a code of its own (not_found ... too_many_channels) and a
// message that says what, where, got, expected, remedy. Allocates a bounded amount whatever the header says.
// Reading waits for nothing but the disk, and where a program decodes, for that: a stop ends this wait at
// once, as an error.
Expected<std::unique_ptr<AudioSource>> open_recording(const std::string& path, std::stop_token stop = {});

// The most memory that the source of such a recording holds, its decoder included, in bytes; of sound in
// memory, without the sound. An empty codec stands for any. Measured, with room: see
// tests/stages/read/memory_test.cpp.
std::int64_t source_memory_bytes(const RecordingInfo& info);

// True when the first bytes are those of a container that open_recording may take. For the choice of files in
// a folder: it reads at most 4 KiB, and is false for anything that is not a readable regular file.
bool looks_like_audio(const std::string& path);

// Sound in memory, interleaved; shares the samples, or takes them over. Throws SetupError(bad_option) for a
// wrong rate or channels.
std::unique_ptr<AudioSource> make_memory_source(std::shared_ptr<const std::vector<float>> interleaved,
                                                std::int64_t sample_rate_hz, std::int64_t channels);
std::unique_ptr<AudioSource> make_memory_source(std::vector<float> interleaved, std::int64_t sample_rate_hz,
                                                std::int64_t channels);

}  // namespace nightjar
