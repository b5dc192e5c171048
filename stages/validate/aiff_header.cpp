// AIFF and AIFF-C: what the COMM and SSND chunks say, checked.
//
// https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/AIFF/AIFF.html
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "stages/validate/bytes.h"
#include "stages/validate/chunk_walk.h"
#include "stages/validate/coding.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::int64_t kFirstAiffChunk = 12;  // after FORM, its size and AIFF or AIFC
constexpr std::int64_t kCommBytes = 18;
constexpr std::int64_t kCommBytesAifc = 22;  // with the codec, but not its name
constexpr std::int64_t kSsndHeader = 8;  // before the sound: an offset, and a block size that means nothing
constexpr std::uint64_t kOpenAiff = 0xFFFFFFFF;  // a size that a streaming writer never filled in; or 0

struct Comm {
  std::int64_t channels = 0;
  std::int64_t frames = 0;
  std::int64_t bits = 0;
  std::int64_t sample_rate_hz = 0;
  std::string codec = "NONE";
};

// An 80-bit float, rounded: a sign, 15 bits of exponent (biased by 16383), and 64 bits of mantissa, the first
// of which counts 1. Old Macintosh rates were not whole (22,254.5454 Hz). What is no rate comes out as 0.
std::int64_t round_extended(Bytes bytes, std::size_t offset) {
  const auto exponent = static_cast<std::int64_t>(read_be(bytes, offset, 2)) - 16383;
  const std::uint64_t mantissa = read_be(bytes, offset + 2, 8);
  if (exponent < 0 || exponent > 31) return 0;
  const auto shift = static_cast<int>(63 - exponent);
  return static_cast<std::int64_t>((mantissa >> shift) + (mantissa >> (shift - 1) & 1));
}

Comm parse_comm(Bytes bytes, bool is_aifc) {
  Comm comm;
  comm.channels = static_cast<std::int64_t>(read_be(bytes, 0, 2));
  comm.frames = static_cast<std::int64_t>(read_be(bytes, 2, 4));
  comm.bits = static_cast<std::int64_t>(read_be(bytes, 6, 2));
  comm.sample_rate_hz = round_extended(bytes, 8);
  if (is_aifc) comm.codec.assign(bytes.begin() + kCommBytes, bytes.begin() + kCommBytesAifc);
  return comm;
}

// Without a codec where there is none.
Coding aiff_coding(const Comm& comm) {
  const auto is = [&](std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), comm.codec) != names.end();
  };
  // Samples of 12 bits stand in the upper bits of 16, and so on.
  const std::int64_t bits = (comm.bits + 7) / 8 * 8;
  if (is({"NONE", "twos"})) return integer_coding(bits, true, comm.channels);
  if (is({"sowt"})) return integer_coding(bits, false, comm.channels);
  if (is({"in24"})) return integer_coding(24, true, comm.channels);
  // The second is how libsndfile misspells it.
  if (is({"42ni", "42n1"})) return integer_coding(24, false, comm.channels);
  if (is({"in32"})) return integer_coding(32, true, comm.channels);
  if (is({"23ni"})) return integer_coding(32, false, comm.channels);
  if (is({"raw "}) && bits == 8) return unsigned_coding(comm.channels);
  if (is({"fl32", "FL32"})) return float_coding(32, true, comm.channels);
  if (is({"fl64", "FL64"})) return float_coding(64, true, comm.channels);
  if (is({"alaw", "ALAW"})) return alaw_coding(comm.channels);
  if (is({"ulaw", "ULAW"})) return mulaw_coding(comm.channels);
  if (is({"ima4"})) return ima4_coding(comm.channels);
  if (is({"GSM "})) return {"gsm", SF_FORMAT_RAW | SF_FORMAT_GSM610, 33, 160, true, 1};
  return {};
}

class AiffHeader {
 public:
  explicit AiffHeader(const RegularFile& file) : file_(file), walk_(file, kFirstAiffChunk, 4, true) {}

  Expected<SoundLayout> read();

 private:
  Unexpected bad(const std::string& what, const std::string& advice) const {
    return refusal(ErrorCode::bad_header, file_.path(), what, advice);
  }
  // Both chunks, in either order.
  Expected<void> find_chunks();
  Expected<void> read_comm(const Chunk& chunk);
  Expected<void> read_ssnd(const Chunk& chunk);

  const RegularFile& file_;
  ChunkWalk walk_;
  std::optional<Comm> comm_;
  std::optional<Chunk> sound_;
  SoundFacts facts_;
};

Expected<void> AiffHeader::read_comm(const Chunk& chunk) {
  std::array<std::uint8_t, kFirstAiffChunk> form{};
  const auto got = file_.read_at(0, form);
  if (!got) return Unexpected(got.error());
  facts_.file_bytes = read_be(form, 4, 4) + 8;
  const bool is_aifc = has_text(form, 8, "AIFC");
  const std::int64_t needed = is_aifc ? kCommBytesAifc : kCommBytes;
  const auto bytes = walk_.read(chunk, needed);
  if (!bytes) return Unexpected(bytes.error());
  if (std::ssize(*bytes) < needed) {
    return bad("a COMM chunk of " + std::to_string(bytes->size()) + " bytes",
               "expected at least " + std::to_string(needed) + "; the file is damaged");
  }
  comm_ = parse_comm(*bytes, is_aifc);
  facts_.container = is_aifc ? "aifc" : "aiff";
  return {};
}

Expected<void> AiffHeader::read_ssnd(const Chunk& chunk) {
  // Not through the chunk: its size may be one that was never filled in.
  std::array<std::uint8_t, kSsndHeader> bytes{};
  const auto got = file_.read_at(chunk.payload, bytes);
  if (!got) return Unexpected(got.error());
  if (*got < kSsndHeader) {
    return bad("an SSND chunk without its head", "expected 8 bytes of it; the file is cut short");
  }
  const auto offset = static_cast<std::int64_t>(read_be(bytes, 0, 4));
  sound_ = chunk;
  facts_.begin = chunk.payload + kSsndHeader + offset;
  if (facts_.begin > file_.size()) {
    return bad("sound that starts " + std::to_string(offset) + " bytes into its chunk",
               "expected it in the file; the header is damaged");
  }
  const bool open = chunk.stated == 0 || chunk.stated >= kOpenAiff;
  if (!open) {
    facts_.bytes = std::max<std::int64_t>(0, static_cast<std::int64_t>(chunk.stated) - kSsndHeader - offset);
  }
  return {};
}

Expected<void> AiffHeader::find_chunks() {
  while (!comm_ || !sound_) {
    const auto chunk = walk_.next();
    if (!chunk) return Unexpected(chunk.error());
    if (!*chunk) {
      return bad(comm_ ? "no SSND chunk" : "no COMM chunk",
                 "expected one before the end of the file; the file is cut short or was never finished");
    }
    Expected<void> read;
    if ((*chunk)->id == "COMM" && !comm_) read = read_comm(**chunk);
    if ((*chunk)->id == "SSND" && !sound_) read = read_ssnd(**chunk);
    if (!read) return Unexpected(read.error());
  }
  return {};
}

Expected<SoundLayout> AiffHeader::read() {
  const auto found = find_chunks();
  if (!found) return Unexpected(found.error());
  facts_.sample_rate_hz = comm_->sample_rate_hz;
  facts_.channels = comm_->channels;
  facts_.frames = comm_->frames;
  facts_.next = {4, 4, true, 0, 2};
  // Before the rest, so that each error is named for what it is, and no codec has to think of 0 channels.
  const auto limits = check_limits(file_.path(), comm_->sample_rate_hz, comm_->channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  const Coding coding = aiff_coding(*comm_);
  if (coding.unit_bytes == 0) {
    return refusal(ErrorCode::unsupported_format, file_.path(),
                   "'" + printable(comm_->codec) + "' samples of " + std::to_string(comm_->bits) + " bits",
                   "expected PCM, float, A-law, mu-law, IMA ADPCM or GSM as AIFF has them; convert it to one "
                   "of these");
  }
  const bool plain = coding.unit_frames == 1;
  // A writer that never came back for the one size may have known the other.
  if (!facts_.bytes && plain && comm_->frames > 0) facts_.bytes = comm_->frames * coding.unit_bytes;
  auto layout = lay_out(file_, facts_, coding);
  // Where the two disagree, what is missing of the longer is not passed over in silence.
  if (layout && plain && layout->declared_frames)
    layout->declared_frames = std::max(*layout->declared_frames, comm_->frames);
  return layout;
}

}  // namespace

Expected<SoundLayout> read_aiff_header(const RegularFile& file) {
  return AiffHeader(file).read();
}

}  // namespace nightjar
