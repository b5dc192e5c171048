// CAF, Apple's Core Audio Format: its description of the sound, checked.
//
// https://developer.apple.com/library/archive/documentation/MusicAudio/Reference/CAFSpec
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "stages/validate/bytes.h"
#include "stages/validate/caf_alac.h"
#include "stages/validate/chunk_walk.h"
#include "stages/validate/coding.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::int64_t kFirstCafChunk = 8;  // after "caff", a version and flags
constexpr std::int64_t kDescBytes = 32;
constexpr std::int64_t kEditCount = 4;  // bytes before the sound in 'data'
constexpr std::uint64_t kOpenCaf = 0xFFFFFFFFFFFFFFFF;
constexpr std::uint64_t kFlagFloat = 1;
constexpr std::uint64_t kFlagLittleEndian = 2;

struct Description {
  std::int64_t sample_rate_hz = 0;
  std::string codec;
  std::uint64_t flags = 0;
  std::int64_t packet_bytes = 0;
  std::int64_t packet_frames = 0;
  std::int64_t channels = 0;
  std::int64_t bits = 0;
};

Description parse_description(Bytes bytes) {
  const auto field = [&](std::size_t offset) { return static_cast<std::int64_t>(read_be(bytes, offset, 4)); };
  Description d;
  const auto rate = std::bit_cast<double>(read_be(bytes, 0, 8));
  // Written so that NaN fails it; check_limits() refuses the 0.
  if (rate > 0 && rate < 1e9) d.sample_rate_hz = std::llround(rate);
  d.codec.assign(bytes.begin() + 8, bytes.begin() + 12);
  d.flags = read_be(bytes, 12, 4);
  d.packet_bytes = field(16);
  d.packet_frames = field(20);
  d.channels = field(24);
  d.bits = field(28);
  return d;
}

// Without a codec where there is none.
Coding caf_coding(const Description& d) {
  const bool big_endian = (d.flags & kFlagLittleEndian) == 0;
  if (d.codec == "lpcm" && (d.flags & kFlagFloat) != 0) return float_coding(d.bits, big_endian, d.channels);
  if (d.codec == "lpcm") return integer_coding(d.bits, big_endian, d.channels);
  if (d.codec == "alaw") return alaw_coding(d.channels);
  if (d.codec == "ulaw") return mulaw_coding(d.channels);
  if (d.codec == "ima4") return ima4_coding(d.channels);
  return {};
}

class CafHeader {
 public:
  explicit CafHeader(const RegularFile& file) : file_(file), walk_(file, kFirstCafChunk, 8, false) {}

  Expected<SoundLayout> read();

 private:
  Unexpected bad(const std::string& what, const std::string& advice) const {
    return refusal(ErrorCode::bad_header, file_.path(), what, advice);
  }
  // 'desc' and 'data', and what ALAC needs, which may stand after the sound.
  Expected<void> find_chunks();
  Expected<void> take(const Chunk& chunk);
  bool complete() const;

  const RegularFile& file_;
  ChunkWalk walk_;
  std::optional<Description> description_;
  bool has_sound_ = false;
  SoundFacts facts_;
  AlacChunks alac_;
};

bool CafHeader::complete() const {
  if (!description_ || !has_sound_) return false;
  return description_->codec != "alac" || (!alac_.cookie.empty() && !alac_.table_head.empty());
}

Expected<void> CafHeader::take(const Chunk& chunk) {
  if (chunk.id == "data") {
    has_sound_ = true;
    facts_.begin = chunk.payload + kEditCount;
    // Writers that never came back leave -1 there, or 0.
    if (chunk.stated != kOpenCaf && chunk.stated >= kEditCount) {
      if (chunk.stated > static_cast<std::uint64_t>(kMostFrames)) {
        return bad("a 'data' chunk of " + std::to_string(chunk.stated) + " bytes",
                   "expected a size; the file is damaged");
      }
      facts_.bytes = static_cast<std::int64_t>(chunk.stated) - kEditCount;
    }
    return {};
  }
  const std::int64_t most = chunk.id == "desc"   ? kDescBytes
                            : chunk.id == "kuki" ? kMaxCookieBytes
                            : chunk.id == "pakt" ? kAlacTableHeadBytes
                                                 : 0;
  if (most == 0) return {};
  auto bytes = walk_.read(chunk, most);
  if (!bytes) return Unexpected(bytes.error());
  if (chunk.id == "kuki") alac_.cookie = std::move(*bytes);
  if (chunk.id == "pakt") {
    alac_.table_head = std::move(*bytes);
    alac_.table_begin = chunk.payload;
    alac_.table_bytes = std::min(chunk.bytes, kMaxPacketTableBytes);
  }
  if (chunk.id == "desc" && !description_) {
    if (std::ssize(*bytes) < kDescBytes) {
      return bad("a 'desc' chunk of " + std::to_string(bytes->size()) + " bytes",
                 "expected 32; the file is damaged");
    }
    description_ = parse_description(*bytes);
  }
  return {};
}

Expected<void> CafHeader::find_chunks() {
  while (!complete()) {
    const auto chunk = walk_.next();
    if (!chunk) return Unexpected(chunk.error());
    if (!*chunk) break;
    auto taken = take(**chunk);
    if (!taken) return taken;
  }
  if (!description_ || !has_sound_) {
    return bad(description_ ? "no 'data' chunk" : "no 'desc' chunk",
               "expected one before the end of the file; the file is cut short or was never finished");
  }
  return {};
}

Expected<SoundLayout> CafHeader::read() {
  const auto found = find_chunks();
  if (!found) return Unexpected(found.error());
  const Description& d = *description_;
  facts_.container = "caf";
  facts_.next = {4, 8, true, 0, 2};  // libsndfile pads, which the format does not ask for
  facts_.sample_rate_hz = d.sample_rate_hz;
  facts_.channels = d.channels;
  // Before the rest, so that each error is named for what it is, and no codec has to think of 0 channels.
  const auto limits = check_limits(file_.path(), d.sample_rate_hz, d.channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  if (d.codec == "alac") {
    alac_.format_flags = d.flags;
    alac_.packet_frames = d.packet_frames;
    return lay_out_alac(file_, facts_, alac_);
  }
  const Coding coding = caf_coding(d);
  if (coding.unit_bytes == 0) {
    return refusal(ErrorCode::unsupported_format, file_.path(),
                   "'" + printable(d.codec) + "' samples of " + std::to_string(d.bits) + " bits",
                   "expected PCM, float, A-law, mu-law, IMA ADPCM or ALAC; convert it to one of these");
  }
  // With the wrong size of a frame all of the sound would be noise.
  if (d.packet_bytes != coding.unit_bytes || d.packet_frames != coding.unit_frames) {
    return bad("packets of " + std::to_string(d.packet_bytes) + " bytes and " +
                   std::to_string(d.packet_frames) + " frames",
               "expected " + std::to_string(coding.unit_bytes) + " and " +
                   std::to_string(coding.unit_frames) + " for " + std::to_string(d.channels) +
                   " channels; the header is damaged");
  }
  return lay_out(file_, facts_, coding);
}

}  // namespace

Expected<SoundLayout> read_caf_header(const RegularFile& file) {
  return CafHeader(file).read();
}

}  // namespace nightjar
