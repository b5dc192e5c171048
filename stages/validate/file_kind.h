// What a file is, by its first bytes. Names never decide: they lie, or are missing.
#pragma once

#include "stages/validate/bytes.h"

namespace nightjar {

enum class FileKind {
  wav,   // RIFF/WAVE
  rf64,  // RF64 and BW64
  w64,   // Sony Wave64
  aiff,  // AIFF and AIFF-C
  au,    // of either byte order
  caf,
  flac,
  ogg_vorbis,
  ogg_opus,
  ogg_flac,
  mpeg,         // MP3, and layers I and II
  other_audio,  // sound, or something with sound in it, that only ffmpeg reads
  unknown
};

// What to tell of a file: its kind, and its usual name ("MP3", "AIFF"), empty for `unknown`.
struct FileMagic {
  FileKind kind = FileKind::unknown;
  const char* name = "";
  const char* demuxer = "";    // ffmpeg's name for the container
  bool states_length = false;  // whether that container does, rather than ffmpeg guessing
};

// How many bytes are worth reading for it. An Ogg page's first packet starts after 27 + 1 bytes.
inline constexpr std::int64_t kMagicBytes = 64;

// `start` is the start of a file: kMagicBytes, or fewer where the file is shorter.
FileMagic identify(Bytes start);

}  // namespace nightjar
