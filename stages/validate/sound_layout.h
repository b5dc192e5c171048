// What a file's header says, once it has been checked against the rules of its format and the file's size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/alac_table.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

struct SoundLayout {
  std::string container;
  std::string codec;
  std::int64_t sample_rate_hz = 0;
  std::int64_t channels = 0;
  std::optional<std::int64_t> declared_frames;  // none where the header does not say
  std::int64_t available_frames = 0;            // at most so many can be in the file; >= 0

  // The part of the file that libsndfile is shown, and its format there: SF_FORMAT_RAW with an encoding where
  // the sound alone is enough, or 0 for what libsndfile recognises for itself.
  std::int64_t begin = 0;
  std::int64_t bytes = 0;
  int sndfile_format = 0;
  // What libsndfile is shown before that part: a header of our own for a codec that it reads in no raw form,
  // so that whatever else a file's header says reaches no second parser. Often empty.
  std::vector<std::uint8_t> preface;
  // Its length shows that bytes are missing somewhere, or came in: see sound_extent.h.
  bool times_in_doubt = false;
  std::optional<Error> flaw;  // as in Damage
  AlacTable alac;             // where `codec` is "alac"
  // The decoder's state goes on from block to block: to get anywhere, all before is decoded.
  bool in_sequence = false;
};

// Declared lengths beyond a century are lies, and keeping them out keeps all sample arithmetic far inside
// int64.
inline constexpr std::int64_t kMaxSeconds = 100LL * 366 * 24 * 3600;

inline constexpr std::int64_t kMostFrames = std::int64_t{1} << 50;

// How many frames a compressed stream of `bytes` can hold at most: a bound that no header can raise, and that
// stays far inside int64 for sparse files of any size.
constexpr std::int64_t most_frames(std::int64_t bytes, std::int64_t frames_per_byte) {
  return bytes < kMostFrames / frames_per_byte ? bytes * frames_per_byte : kMostFrames;
}

// Each reads a bounded part of the file and allocates a bounded amount, whatever the header says. `file` has
// the magic of that format. Errors: bad_header, unsupported_format, unreadable, and from check_limits().
Expected<SoundLayout> read_wav_header(const RegularFile& file);
Expected<SoundLayout> read_aiff_header(const RegularFile& file);
Expected<SoundLayout> read_au_header(const RegularFile& file);
Expected<SoundLayout> read_caf_header(const RegularFile& file);
Expected<SoundLayout> read_flac_header(const RegularFile& file);
Expected<SoundLayout> read_vorbis_header(const RegularFile& file);
Expected<SoundLayout> read_opus_header(const RegularFile& file);
Expected<SoundLayout> read_ogg_flac_header(const RegularFile& file);
Expected<SoundLayout> read_mpeg_header(const RegularFile& file);

// Errors: bad_sample_rate (not 1 to 384,000 Hz), too_many_channels (over 64), bad_header (no channel, or a
// length of more than kMaxSeconds).
Expected<void> check_limits(const std::string& path, std::int64_t sample_rate_hz, std::int64_t channels,
                            std::optional<std::int64_t> declared_frames);

}  // namespace nightjar
