// Recordings in formats that come in packets, and damage to them.
#pragma once

#include <string>
#include <vector>

#include "tests/support/sound_files.h"

namespace nightjar::test {

struct PacketFormat {
  const char* name;
  int sndfile_format;  // or kOggFlac
  int sample_rate_hz;
  int channels;
  bool lossless;
  bool has_positions;
};

inline constexpr int kOggFlac = -1;  // libsndfile does not write it

extern const std::vector<PacketFormat> kPacketFormats;

// Writes `interleaved`; false where libsndfile was built without the encoder.
bool write_packets(const std::string& path, const PacketFormat& format,
                   const std::vector<float>& interleaved);

// Wraps the frames of a FLAC file into Ogg pages, so many to a page.
FileBytes ogg_from_flac(const std::string& flac_path, int frames_per_page);

// Writes the checksum of a page that lies at [begin, end) of an Ogg file.
void sign_page(FileBytes& ogg, std::size_t begin, std::size_t end);

enum class Harm { noise, zeros, cut, twice };
inline constexpr Harm kHarms[] = {Harm::noise, Harm::zeros, Harm::cut, Harm::twice};
const char* name(Harm harm);

// `whole` with [offset, offset + bytes) overwritten, taken out, or standing there twice.
FileBytes harmed(FileBytes whole, Harm harm, std::size_t offset, std::size_t bytes, unsigned seed);

}  // namespace nightjar::test
