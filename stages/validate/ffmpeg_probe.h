// What ffprobe says of a recording.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/file_kind.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

// How long a decoder may give nothing before it is taken for hung.
inline constexpr std::chrono::seconds kDecoderPatience{30};

struct ProbedSound {
  std::string codec;
  std::int64_t sample_rate_hz = 0;
  std::int64_t channels = 0;
  std::optional<double> seconds;  // where the container says it; to within a packet or two
};

// The options of ffprobe and ffmpeg that name the recording, which is their standard input. As a file in
// /proc it can be sought in, and is the very file that was checked; and no name in it can be read as an
// option.
std::vector<std::string> ffmpeg_input(const FileMagic& magic);

// Errors: as `unread` (no ffprobe), not_audio, bad_header, and from check_limits().
Expected<ProbedSound> probe_with_ffmpeg(const RegularFile& file, const FileMagic& magic, const Error& unread,
                                        const std::stop_token& stop);

}  // namespace nightjar
