// How sound is coded where a codec has no packets: in units of fixed size, so that a place in the file is a
// time. A unit is a frame of plain samples, or a block of an ADPCM codec.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/sound_extent.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

struct Coding {
  const char* codec = "";
  int sndfile_format = 0;        // as in SoundLayout
  std::int64_t unit_bytes = 0;   // of all channels, > 0
  std::int64_t unit_frames = 1;  // > 0
  bool in_sequence = false;      // as in SoundLayout
  std::int64_t max_channels = 64;
  // The header that libsndfile wants before `bytes` bytes of such sound; none where it takes them raw.
  std::vector<std::uint8_t> (*preface)(const SoundFacts& facts, const Coding& coding,
                                       std::int64_t bytes) = nullptr;
};

// Plain samples of `bits` (a multiple of 8) a channel.
Coding plain_coding(const char* codec, int sndfile_format, std::int64_t bits, std::int64_t channels);

// The coding of samples by what they are; `codec` is empty where there is none. Integers have 8, 16, 24 or 32
// bits and a sign (an unsigned one of 8 bits: unsigned_coding), floats 32 or 64.
Coding integer_coding(std::int64_t bits, bool big_endian, std::int64_t channels);
Coding unsigned_coding(std::int64_t channels);
Coding float_coding(std::int64_t bits, bool big_endian, std::int64_t channels);
Coding alaw_coding(std::int64_t channels);
Coding mulaw_coding(std::int64_t channels);

// IMA ADPCM as Apple writes it: packets of 34 bytes a channel, 64 frames.
Coding ima4_coding(std::int64_t channels);
// ITU-T G.721 and G.723, 2 to 5 bits a sample (here 3, 4 or 5), one channel. `bits` is one of these.
Coding g72x_coding(std::int64_t bits);

// Puts what the header says and the file's size together. Errors: from check_limits(); too_many_channels
// (more than the codec can have), unsupported_format (a block codec's sound of 2^31 frames or bytes and
// more), unreadable.
Expected<SoundLayout> lay_out(const RegularFile& file, const SoundFacts& facts, const Coding& coding);

}  // namespace nightjar
