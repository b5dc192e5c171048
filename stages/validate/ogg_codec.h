// What an Ogg stream's first packets say of the sound in it: Vorbis, Opus or FLAC.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "stages/validate/packet_decoder.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// Offset of a stream's first packet: a page's header of 27 bytes, and the length of one segment.
inline constexpr std::size_t kFirstOggPacket = 28;

inline constexpr std::string_view kVorbisMark = "\x01vorbis";
inline constexpr std::string_view kOpusMark = "OpusHead";
inline constexpr std::string_view kOggFlacMark =
    "\x7F"
    "FLAC";

// How the identification header of `codec` ("vorbis", "opus", "flac") starts.
std::string_view ogg_mark(std::string_view codec);

// Collects the headers of one logical stream until its decoder can be made.
class OggHeaders {
 public:
  // `packet` is the identification header. False where it is damaged, or its rate or channels are not those
  // of `layout`.
  bool begin(Bytes packet, const SoundLayout& layout);

  // Takes the next packet. The decoder, once there is one.
  std::unique_ptr<PacketDecoder> take(Bytes packet);

  // Frames that the decoder gives before the recording's first.
  std::int64_t pre_skip() const { return pre_skip_; }

 private:
  std::string_view mark_;
  std::vector<std::uint8_t> identification_;
  std::optional<OpusHead> opus_;
  std::int64_t pre_skip_ = 0;
};

}  // namespace nightjar
