// The chunks of a WAV, RF64 or Wave64 file: where they lie and how long they are.
//
// RIFF: https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
// RF64: EBU Tech 3306, https://tech.ebu.ch/docs/tech/tech3306.pdf
// Wave64: https://wiki.multimedia.cx/index.php/Sony_Wave64
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/regular_file.h"
#include "stages/validate/sound_extent.h"

namespace nightjar {

// What precedes the sound. Each `..._bytes` is as the header says; none where it does not (a streaming writer
// left it open: the sound goes on until the end of the file).
struct WavChunks {
  const char* container = "wav";     // "wav", "rf64" or "w64"
  std::vector<std::uint8_t> format;  // the first bytes of the 'fmt ' chunk's payload: 16 to 40
  std::int64_t format_offset = 0;    // of that payload in the file
  std::int64_t data_offset = 0;      // of the sound, <= the file's size
  std::optional<std::int64_t> data_bytes;
  ChunkShape next;  // as in SoundFacts, like the next
  std::uint64_t file_bytes = 0;
  std::optional<std::int64_t> fact_frames;  // of the 'fact' chunk, if one precedes the sound
};

// Errors: bad_header, unreadable.
Expected<WavChunks> find_wav_chunks(const RegularFile& file);

}  // namespace nightjar
