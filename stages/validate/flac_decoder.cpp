// FLAC by libFLAC: https://xiph.org/flac/api/group__flac__stream__decoder.html
#include <FLAC/stream_decoder.h>

#include <algorithm>
#include <array>

#include "stages/validate/flac_frame_header.h"
#include "stages/validate/packet_decoder.h"

namespace nightjar {
namespace {

constexpr std::size_t kMarkAndBlockHeader = 8;

struct DeleteFlac {
  void operator()(FLAC__StreamDecoder* decoder) const { FLAC__stream_decoder_delete(decoder); }
};

// libFLAC asks for bytes where it needs them, and is given those of one packet: what it has then decoded is
// that packet's sound and no other's.
class FlacDecoder final : public PacketDecoder {
 public:
  explicit FlacDecoder(Bytes stream_info)
      : channels_(FlacStream::parse(stream_info).channels), decoder_(FLAC__stream_decoder_new()) {
    constexpr std::uint8_t kStart[kMarkAndBlockHeader] = {'f', 'L', 'a', 'C', 0x80, 0, 0, kStreamInfoBytes};
    std::copy(std::begin(kStart), std::end(kStart), header_.begin());
    std::copy(stream_info.begin(), stream_info.end(), header_.begin() + kMarkAndBlockHeader);
    // The number of samples, 36 bits, is no business of libFLAC: it would stop there.
    const std::size_t total = kMarkAndBlockHeader + 13;
    header_[total] &= 0xF0;
    std::fill_n(header_.begin() + total + 1, 4, std::uint8_t{0});
  }

  bool open() {
    if (!decoder_) return false;
    FLAC__stream_decoder_set_md5_checking(decoder_.get(), true);
    const auto status = FLAC__stream_decoder_init_stream(decoder_.get(), give, nullptr, nullptr, nullptr,
                                                         nullptr, take, nullptr, fail, this);
    input_ = header_;
    return status == FLAC__STREAM_DECODER_INIT_STATUS_OK &&
           FLAC__stream_decoder_process_until_end_of_metadata(decoder_.get()) && !failed_;
  }

  std::optional<std::int64_t> measure(Bytes packet, bool) override {
    const auto header = parse_flac_frame_header(packet);
    if (!header) return std::nullopt;
    return header->frames;
  }

  bool decode(Bytes packet, std::vector<float>& interleaved) override {
    interleaved.clear();
    output_ = &interleaved;
    input_ = packet;
    failed_ = false;
    const bool done = FLAC__stream_decoder_process_single(decoder_.get()) && !failed_ && !interleaved.empty();
    output_ = nullptr;
    if (!done) {
      interleaved.clear();
      FLAC__stream_decoder_flush(decoder_.get());
    }
    return done;
  }

  // A flush ends libFLAC's sum.
  bool matches_checksum() override { return FLAC__stream_decoder_finish(decoder_.get()); }

  // Or libFLAC would make up silence for what is missing.
  void restart() override { FLAC__stream_decoder_flush(decoder_.get()); }
  bool may_be_trimmed() const override { return false; }

 private:
  static FLAC__StreamDecoderReadStatus give(const FLAC__StreamDecoder*, FLAC__byte* out, std::size_t* bytes,
                                            void* self) {
    auto& input = static_cast<FlacDecoder*>(self)->input_;
    *bytes = std::min(*bytes, input.size());
    std::copy_n(input.begin(), *bytes, out);
    input = input.subspan(*bytes);
    return *bytes == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
                       : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
  }

  static FLAC__StreamDecoderWriteStatus take(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                             const FLAC__int32* const* sound, void* self) {
    auto& decoder = *static_cast<FlacDecoder*>(self);
    const auto channels = static_cast<std::size_t>(decoder.channels_);
    if (decoder.output_ == nullptr || !decoder.output_->empty() || frame->header.channels != channels) {
      decoder.failed_ = true;
      return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
    }
    // Exact: a power of two.
    const float scale = 1.0F / static_cast<float>(std::int64_t{1} << (frame->header.bits_per_sample - 1));
    decoder.output_->resize(frame->header.blocksize * channels);
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = 0; i < frame->header.blocksize; ++i) {
        (*decoder.output_)[i * channels + c] = static_cast<float>(sound[c][i]) * scale;
      }
    }
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  }

  static void fail(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus, void* self) {
    static_cast<FlacDecoder*>(self)->failed_ = true;
  }

  std::int64_t channels_;
  std::array<std::uint8_t, kMarkAndBlockHeader + kStreamInfoBytes> header_{};
  Bytes input_;
  std::vector<float>* output_ = nullptr;
  bool failed_ = false;
  std::unique_ptr<FLAC__StreamDecoder, DeleteFlac> decoder_;
};

}  // namespace

std::unique_ptr<PacketDecoder> make_flac_decoder(Bytes stream_info) {
  auto decoder = std::make_unique<FlacDecoder>(stream_info);
  if (!decoder->open()) return nullptr;
  return decoder;
}

}  // namespace nightjar
