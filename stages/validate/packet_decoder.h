// The decoders of sound that comes in packets, each over its codec's own library. libsndfile, which uses the
// same libraries, does not say where a packet's sound belongs, nor that one was lost.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "stages/validate/bytes.h"

namespace nightjar {

inline constexpr std::int64_t kOpusRateHz = 48'000;  // granule positions count at it, whatever was recorded

// Takes the packets of one stream in order, twice: measure() goes ahead, decode() follows, and may leave out
// packets that nobody wants to hear. One thread at a time. Prints nothing.
class PacketDecoder {
 public:
  virtual ~PacketDecoder() = default;

  // How many frames decode() will give for the packet, which follows the one measured before, or, if `fresh`,
  // the start or a hole; 0 for the first one of a codec that needs two for a sound; none for what is not
  // sound (a header, a comment, damage).
  virtual std::optional<std::int64_t> measure(Bytes packet, bool fresh) = 0;

  // Puts the packet's frames into `interleaved`, channels in the order of the file, full scale +-1. False
  // where the packet cannot be decoded.
  virtual bool decode(Bytes packet, std::vector<float>& interleaved) = 0;

  // The next packet to decode does not follow the last one.
  virtual void restart() = 0;

  // After a hole so much of the sound that decode() gives is not yet what it would be without.
  virtual std::int64_t settling_frames() const { return 0; }

  // A packet's sound depends on those that came so many frames before it, and on none earlier; or on all.
  static constexpr std::int64_t kAll = INT64_MAX / 2;
  virtual std::int64_t memory_frames() const { return 0; }

  // By so many frames positions in the container may be wrong although nothing is lost. Encoders of Opus that
  // count in milliseconds round them.
  virtual std::int64_t careless_frames() const { return kOpusRateHz / 100; }

  // After the last packet: false where the stream states a checksum of all its sound, all was decoded in
  // order without restart(), and it is another. No packet can be decoded then.
  virtual bool matches_checksum() { return true; }

  // The stream's last packet may reach past the end that its container states.
  virtual bool may_be_trimmed() const { return true; }
};

// What the identification header of an Opus stream says. RFC 7845, section 5.1.
struct OpusHead {
  int channels = 0;
  std::int64_t pre_skip = 0;  // frames that the decoder gives before the sound begins
  int gain = 0;               // in 1/256 dB
  int family = 0;
  int streams = 1;
  int coupled = 0;
  std::vector<std::uint8_t> mapping;  // [channels]
};

// `head`: a whole identification packet; none where it is damaged or of an unknown kind.
std::optional<OpusHead> parse_opus_head(Bytes head);

// Null where the headers are damaged; `identification`, `setup`: whole packets.
std::unique_ptr<PacketDecoder> make_vorbis_decoder(Bytes identification, Bytes setup);
std::unique_ptr<PacketDecoder> make_opus_decoder(const OpusHead& head);
// `stream_info`: the 34 bytes of the STREAMINFO block.
std::unique_ptr<PacketDecoder> make_flac_decoder(Bytes stream_info);
std::unique_ptr<PacketDecoder> make_mpeg_decoder(std::int64_t sample_rate_hz, std::int64_t channels);

}  // namespace nightjar
