// Vorbis by libvorbis: https://xiph.org/vorbis/doc/libvorbis/reference.html
#include <vorbis/codec.h>

#include <algorithm>

#include "stages/validate/packet_decoder.h"

namespace nightjar {
namespace {

// "\x03vorbis", no vendor, no comments, framing bit. The file's own may hold megabytes of pictures.
constexpr std::uint8_t kNoComments[] = {3, 'v', 'o', 'r', 'b', 'i', 's', 0, 0, 0, 0, 0, 0, 0, 0, 1};

constexpr std::int64_t kMaxWindow = 8192;

ogg_packet as_ogg(Bytes bytes, bool first) {
  ogg_packet packet{};
  packet.packet = const_cast<unsigned char*>(bytes.data());  // libvorbis does not write to it
  packet.bytes = static_cast<long>(bytes.size());
  packet.b_o_s = first ? 1 : 0;
  packet.granulepos = -1;
  return packet;
}

class VorbisDecoder final : public PacketDecoder {
 public:
  VorbisDecoder() {
    vorbis_info_init(&info_);
    vorbis_comment_init(&comment_);
  }
  VorbisDecoder(const VorbisDecoder&) = delete;
  VorbisDecoder& operator=(const VorbisDecoder&) = delete;
  ~VorbisDecoder() override {
    if (ready_) {
      vorbis_block_clear(&block_);
      vorbis_dsp_clear(&dsp_);
    }
    vorbis_comment_clear(&comment_);
    vorbis_info_clear(&info_);
  }

  bool open(Bytes identification, Bytes setup) {
    bool first = true;
    for (const Bytes header : {identification, Bytes(kNoComments), setup}) {
      ogg_packet packet = as_ogg(header, first);
      if (vorbis_synthesis_headerin(&info_, &comment_, &packet) != 0) return false;
      first = false;
    }
    if (vorbis_synthesis_init(&dsp_, &info_) != 0) return false;
    ready_ = vorbis_block_init(&dsp_, &block_) == 0;
    if (!ready_) vorbis_dsp_clear(&dsp_);
    return ready_;
  }

  // Vorbis I, section 1.3.2: a packet gives a quarter of its window and a quarter of the one before.
  std::optional<std::int64_t> measure(Bytes bytes, bool fresh) override {
    if (bytes.empty() || (bytes[0] & 1) != 0) return std::nullopt;  // a header
    ogg_packet packet = as_ogg(bytes, false);
    const long window = vorbis_packet_blocksize(&info_, &packet);
    if (window <= 0) return std::nullopt;
    const long frames = fresh ? 0 : (last_window_ + window) / 4;
    last_window_ = window;
    return frames;
  }

  bool decode(Bytes bytes, std::vector<float>& interleaved) override {
    interleaved.clear();
    ogg_packet packet = as_ogg(bytes, false);
    if (vorbis_synthesis(&block_, &packet) != 0 || vorbis_synthesis_blockin(&dsp_, &block_) != 0)
      return false;
    const auto channels = static_cast<std::size_t>(info_.channels);
    float** sound = nullptr;
    for (int frames = 0; (frames = vorbis_synthesis_pcmout(&dsp_, &sound)) > 0;) {
      const std::size_t base = interleaved.size();
      interleaved.resize(base + static_cast<std::size_t>(frames) * channels);
      for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
          interleaved[base + i * channels + c] = sound[c][i];
        }
      }
      vorbis_synthesis_read(&dsp_, frames);
    }
    return true;
  }

  void restart() override { vorbis_synthesis_restart(&dsp_); }

  // The first packet after a restart gives nothing, the second is as ever.
  std::int64_t memory_frames() const override { return 2 * kMaxWindow; }
  // libsndfile writes positions that are wrong by part of a window.
  std::int64_t careless_frames() const override { return kMaxWindow / 4; }

 private:
  vorbis_info info_{};
  vorbis_comment comment_{};
  vorbis_dsp_state dsp_{};
  vorbis_block block_{};
  bool ready_ = false;
  long last_window_ = 0;
};

}  // namespace

std::unique_ptr<PacketDecoder> make_vorbis_decoder(Bytes identification, Bytes setup) {
  auto decoder = std::make_unique<VorbisDecoder>();
  if (!decoder->open(identification, setup)) return nullptr;
  return decoder;
}

}  // namespace nightjar
