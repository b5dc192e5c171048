// What stands around the frames of an MPEG audio file: tags of text, and a first frame that describes the
// rest.
#pragma once

#include <cstdint>
#include <optional>

#include "nightjar/error.h"
#include "stages/validate/bytes.h"
#include "stages/validate/mpeg_frame_header.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

// The length of the ID3v2 tag that begins `bytes`; 0 where none does.
// https://id3.org/id3v2.4.0-structure, 3.1
std::int64_t id3v2_bytes(Bytes bytes);

// The bytes of a file between the tags before its frames (ID3v2) and those behind (ID3v1, APE).
struct MpegExtent {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};
// Errors: unreadable.
Expected<MpegExtent> find_mpeg_extent(const RegularFile& file);

// What an "Info" or "Xing" frame says: http://gabriel.mp3-tech.org/mp3infotag.html; or a "VBRI" frame.
struct MpegInfo {
  std::optional<std::int64_t> frames;  // MPEG frames, without this one
  std::optional<std::int64_t> bytes;   // of all of them, with this one
  std::optional<std::int64_t> delay;   // samples that the encoder put before the recording's first,
  std::int64_t padding = 0;            // and after its last
  std::optional<std::uint16_t> crc;    // LameCrc of all bytes that follow this frame
};

// None where `frame` is sound.
std::optional<MpegInfo> parse_mpeg_info(const MpegFrameHeader& header, Bytes frame);

}  // namespace nightjar
