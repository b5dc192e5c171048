// MPEG audio by libmpg123: https://www.mpg123.de/api/
#include <mpg123.h>

#include <algorithm>

#include "stages/validate/mpeg_frame_header.h"
#include "stages/validate/packet_decoder.h"

namespace nightjar {
namespace {

// QUIET, or it prints to stderr. What tags and the first frame say has been read already; a frame is given
// whole, so there is nothing to look ahead for, nor to search.
constexpr long kFlags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_IGNORE_INFOFRAME | MPG123_SKIP_ID3V2 |
                        MPG123_NO_READAHEAD | MPG123_NO_PEEK_END | MPG123_IGNORE_STREAMLENGTH;
// 511 bytes of main data before a frame are 46 frames of the fewest bytes (8 kbit/s at 24 kHz, mono).
constexpr std::int64_t kMemoryFrames = std::int64_t{64} * 1152;

struct DeleteMpeg {
  void operator()(mpg123_handle* decoder) const { mpg123_delete(decoder); }
};

class MpegDecoder final : public PacketDecoder {
 public:
  MpegDecoder(std::int64_t sample_rate_hz, std::int64_t channels)
      : decoder_(mpg123_new(nullptr, nullptr)),
        sample_rate_hz_(static_cast<long>(sample_rate_hz)),
        channels_(static_cast<int>(channels)) {}

  bool open() {
    mpg123_handle* decoder = decoder_.get();
    return decoder != nullptr && mpg123_param(decoder, MPG123_ADD_FLAGS, kFlags, 0) == MPG123_OK &&
           mpg123_param(decoder, MPG123_REMOVE_FLAGS, MPG123_GAPLESS | MPG123_AUTO_RESAMPLE, 0) ==
               MPG123_OK &&
           mpg123_param(decoder, MPG123_INDEX_SIZE, 0, 0) == MPG123_OK &&
           mpg123_format_none(decoder) == MPG123_OK &&
           mpg123_format(decoder, sample_rate_hz_, channels_, MPG123_ENC_FLOAT_32) == MPG123_OK &&
           mpg123_open_feed(decoder) == MPG123_OK;
  }

  std::optional<std::int64_t> measure(Bytes packet, bool) override {
    const auto header = parse_mpeg_frame_header(packet);
    if (!header) return std::nullopt;
    return header->frames;
  }

  bool decode(Bytes packet, std::vector<float>& interleaved) override {
    interleaved.clear();
    if (mpg123_feed(decoder_.get(), packet.data(), packet.size()) != MPG123_OK) return false;
    for (int tries = 0; tries < 3; ++tries) {
      off_t number = 0;
      unsigned char* sound = nullptr;
      std::size_t bytes = 0;
      const int status = mpg123_decode_frame(decoder_.get(), &number, &sound, &bytes);
      const auto* samples = reinterpret_cast<const float*>(sound);
      if (status == MPG123_OK && bytes > 0) {
        interleaved.insert(interleaved.end(), samples, samples + bytes / sizeof(float));
      }
      if (status != MPG123_OK && status != MPG123_NEW_FORMAT) break;
    }
    return !interleaved.empty();
  }

  void restart() override {
    mpg123_close(decoder_.get());
    mpg123_open_feed(decoder_.get());
  }
  std::int64_t memory_frames() const override { return kMemoryFrames; }

 private:
  std::unique_ptr<mpg123_handle, DeleteMpeg> decoder_;
  long sample_rate_hz_;
  int channels_;
};

}  // namespace

std::unique_ptr<PacketDecoder> make_mpeg_decoder(std::int64_t sample_rate_hz, std::int64_t channels) {
  static const int initialised = mpg123_init();  // needed once in a process before 1.27, harmless since
  auto decoder = std::make_unique<MpegDecoder>(sample_rate_hz, channels);
  if (initialised != MPG123_OK || !decoder->open()) return nullptr;
  return decoder;
}

}  // namespace nightjar
