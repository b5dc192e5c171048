// Opus by libopus: https://opus-codec.org/docs/opus_api-1.3.1/; its headers: RFC 7845, section 5.1,
// https://www.rfc-editor.org/rfc/rfc7845
#include <opus_multistream.h>

#include <algorithm>

#include "stages/validate/packet_decoder.h"

namespace nightjar {
namespace {

constexpr std::size_t kHeadBytes = 19;
constexpr std::size_t kMappingTable = 21;
constexpr std::int64_t kMostPacketFrames = kOpusRateHz * 120 / 1000;
// RFC 7845, section 4.6: a decoder is within what is audible of its true state after 80 ms.
constexpr std::int64_t kOpusSettlingFrames = kOpusRateHz * 80 / 1000;

struct Destroy {
  void operator()(OpusMSDecoder* decoder) const { opus_multistream_decoder_destroy(decoder); }
};

class OpusDecoderOfPackets final : public PacketDecoder {
 public:
  OpusDecoderOfPackets(OpusMSDecoder* decoder, int channels)
      : decoder_(decoder), channels_(static_cast<std::size_t>(channels)) {}

  std::optional<std::int64_t> measure(Bytes packet, bool) override {
    const int frames = opus_packet_get_nb_samples(packet.data(), static_cast<opus_int32>(packet.size()),
                                                  static_cast<opus_int32>(kOpusRateHz));
    if (frames <= 0) return std::nullopt;
    return frames;
  }

  bool decode(Bytes packet, std::vector<float>& interleaved) override {
    interleaved.resize(static_cast<std::size_t>(kMostPacketFrames) * channels_);
    const int frames =
        opus_multistream_decode_float(decoder_.get(), packet.data(), static_cast<opus_int32>(packet.size()),
                                      interleaved.data(), static_cast<int>(kMostPacketFrames), 0);
    interleaved.resize(static_cast<std::size_t>(std::max(frames, 0)) * channels_);
    return frames > 0;
  }

  void restart() override { opus_multistream_decoder_ctl(decoder_.get(), OPUS_RESET_STATE); }
  std::int64_t settling_frames() const override { return kOpusSettlingFrames; }
  std::int64_t memory_frames() const override { return kAll; }

 private:
  std::unique_ptr<OpusMSDecoder, Destroy> decoder_;
  std::size_t channels_;
};

}  // namespace

std::optional<OpusHead> parse_opus_head(Bytes head) {
  if (head.size() < kHeadBytes || (head[8] & 0xF0) != 0) return std::nullopt;
  OpusHead parsed;
  parsed.channels = head[9];
  parsed.pre_skip = static_cast<std::int64_t>(read_le(head, 10, 2));
  parsed.gain = static_cast<std::int16_t>(read_le(head, 16, 2));
  parsed.family = head[18];
  const auto channels = static_cast<std::size_t>(parsed.channels);
  if (parsed.family == 0) {
    if (channels < 1 || channels > 2) return std::nullopt;
    parsed.coupled = parsed.channels - 1;
    parsed.mapping = {0, 1};
  } else {
    // Family 3 has a matrix in place of this table, which libopus would have to apply.
    if (parsed.family == 3 || head.size() < kMappingTable + channels) return std::nullopt;
    parsed.streams = head[19];
    parsed.coupled = head[20];
    const Bytes table = head.subspan(kMappingTable, channels);
    parsed.mapping.assign(table.begin(), table.end());
  }
  return parsed;
}

std::unique_ptr<PacketDecoder> make_opus_decoder(const OpusHead& head) {
  int error = OPUS_OK;
  OpusMSDecoder* made =
      opus_multistream_decoder_create(static_cast<opus_int32>(kOpusRateHz), head.channels, head.streams,
                                      head.coupled, head.mapping.data(), &error);
  if (made == nullptr) return nullptr;
  opus_multistream_decoder_ctl(made, OPUS_SET_GAIN(head.gain));
  return std::make_unique<OpusDecoderOfPackets>(made, head.channels);
}

}  // namespace nightjar
