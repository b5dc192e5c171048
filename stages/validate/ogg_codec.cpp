#include "stages/validate/ogg_codec.h"

#include "stages/validate/flac_frame_header.h"

namespace nightjar {
namespace {

constexpr std::string_view kVorbisSetup = "\x05vorbis";
// RFC 9639, section 10.1: mark 5, version 2, packets 2, "fLaC" 4, block header 4, STREAMINFO.
constexpr std::size_t kOggFlacStreamInfo = 17;

Bytes flac_stream_info(Bytes identification) {
  return identification.subspan(kOggFlacStreamInfo, kStreamInfoBytes);
}

}  // namespace

std::string_view ogg_mark(std::string_view codec) {
  return codec == "vorbis" ? kVorbisMark : codec == "opus" ? kOpusMark : kOggFlacMark;
}

bool OggHeaders::begin(Bytes packet, const SoundLayout& layout) {
  mark_ = ogg_mark(layout.codec);
  identification_.assign(packet.begin(), packet.end());
  std::int64_t rate = 0;
  std::int64_t channels = 0;
  if (mark_ == kOpusMark) {
    opus_ = parse_opus_head(packet);
    if (!opus_) return false;
    rate = kOpusRateHz;
    channels = opus_->channels;
    pre_skip_ = opus_->pre_skip;
  } else if (mark_ == kVorbisMark) {
    if (packet.size() < 30) return false;
    rate = static_cast<std::int64_t>(read_le(packet, 12, 4));
    channels = static_cast<std::int64_t>(read_le(packet, 11, 1));
  } else {
    if (packet.size() < kOggFlacStreamInfo + kStreamInfoBytes) return false;
    const FlacStream stream = FlacStream::parse(flac_stream_info(packet));
    rate = stream.sample_rate_hz;
    channels = stream.channels;
  }
  return rate == layout.sample_rate_hz && channels == layout.channels;
}

std::unique_ptr<PacketDecoder> OggHeaders::take(Bytes packet) {
  if (mark_ == kOpusMark) return make_opus_decoder(*opus_);
  if (mark_ == kOggFlacMark) return make_flac_decoder(flac_stream_info(identification_));
  return has_text(packet, 0, kVorbisSetup) ? make_vorbis_decoder(identification_, packet) : nullptr;
}

}  // namespace nightjar
