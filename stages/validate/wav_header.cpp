// The format of the samples in a WAV file: what the 'fmt ' chunk says, checked.
//
// https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html (WAVEFORMAT, WAVEFORMATEXTENSIBLE)
#include <sndfile.h>

#include <algorithm>
#include <string_view>

#include "stages/validate/bytes.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"
#include "stages/validate/wav_chunks.h"

namespace nightjar {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kTagPcm = 0x0001;
constexpr std::uint64_t kTagFloat = 0x0003;
constexpr std::uint64_t kTagExtensible = 0xFFFE;
constexpr std::size_t kSubFormat = 24;  // offset of the GUID whose first two bytes are the real tag
constexpr auto kSubFormatTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"sv;

struct Encoding {
  std::uint64_t tag;
  std::uint64_t bits;
  const char* codec;
  int sndfile_format;
};

constexpr Encoding kEncodings[] = {
    {kTagPcm, 8, "pcm_u8", SF_FORMAT_PCM_U8},    {kTagPcm, 16, "pcm_s16", SF_FORMAT_PCM_16},
    {kTagPcm, 24, "pcm_s24", SF_FORMAT_PCM_24},  {kTagPcm, 32, "pcm_s32", SF_FORMAT_PCM_32},
    {kTagFloat, 32, "pcm_f32", SF_FORMAT_FLOAT}, {kTagFloat, 64, "pcm_f64", SF_FORMAT_DOUBLE},
};

struct TagName {
  std::uint64_t tag;
  const char* name;
};

constexpr TagName kTagNames[] = {
    {kTagPcm, "PCM"},     {kTagFloat, "float"},   {0x0002, "Microsoft ADPCM"},
    {0x0006, "A-law"},    {0x0007, "mu-law"},     {0x0011, "IMA ADPCM"},
    {0x0031, "GSM 6.10"}, {0x0050, "MPEG audio"}, {0x0055, "MP3"},
    {0x0161, "WMA"},      {0x00FF, "AAC"},
};

std::string describe(std::uint64_t tag, std::uint64_t bits) {
  std::string name = "format tag " + std::to_string(tag);
  for (const TagName& known : kTagNames) {
    if (known.tag == tag) name = known.name;
  }
  return name + " samples of " + std::to_string(bits) + " bits";
}

}  // namespace

Expected<SoundLayout> read_wav_header(const RegularFile& file) {
  const auto chunks = find_wav_chunks(file);
  if (!chunks) return Unexpected(chunks.error());
  const Bytes format = chunks->format;
  const auto refuse = [&](ErrorCode code, const std::string& what, const std::string& advice) {
    return refusal(code, file.path(), what, advice, chunks->format_offset);
  };

  std::uint64_t tag = read_le(format, 0, 2);
  const auto channels = static_cast<std::int64_t>(read_le(format, 2, 2));
  const auto sample_rate_hz = static_cast<std::int64_t>(read_le(format, 4, 4));
  const auto block_align = static_cast<std::int64_t>(read_le(format, 12, 2));
  const std::uint64_t bits = read_le(format, 14, 2);
  if (tag == kTagExtensible) {
    if (format.size() < kSubFormat + 16) {
      return refuse(ErrorCode::bad_header,
                    "an extensible 'fmt ' chunk of " + std::to_string(format.size()) + " bytes",
                    "expected 40; the file is damaged");
    }
    if (has_text(format, kSubFormat + 2, kSubFormatTail)) tag = read_le(format, kSubFormat, 2);
  }
  const auto encoding = std::find_if(std::begin(kEncodings), std::end(kEncodings),
                                     [&](const Encoding& e) { return e.tag == tag && e.bits == bits; });
  if (encoding == std::end(kEncodings)) {
    return refuse(ErrorCode::unsupported_format, describe(tag, bits),
                  "expected PCM of 8, 16, 24 or 32 bits, or float of 32 or 64; convert it to one of these");
  }
  SoundLayout layout;
  // Before the check of the block, so that each error is named for what it is.
  const std::int64_t frame_bytes = channels * static_cast<std::int64_t>(bits) / 8;
  const auto limits = check_limits(file.path(), sample_rate_hz, channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  // Of two sizes of a frame one is wrong, and with the wrong one all of the sound would be noise.
  if (block_align != frame_bytes) {
    return refuse(ErrorCode::bad_header, "frames of " + std::to_string(block_align) + " bytes",
                  "expected " + std::to_string(frame_bytes) + " for " + std::to_string(channels) +
                      " channels of " + std::to_string(bits) + " bits; the header is damaged");
  }

  const std::int64_t left = std::max<std::int64_t>(0, file.size() - chunks->data_offset);
  layout.container = chunks->container;
  layout.codec = encoding->codec;
  layout.sample_rate_hz = sample_rate_hz;
  layout.channels = channels;
  if (chunks->data_bytes) layout.declared_frames = *chunks->data_bytes / frame_bytes;
  layout.available_frames = std::min(chunks->data_bytes.value_or(left), left) / frame_bytes;
  layout.begin = chunks->data_offset;
  layout.bytes = layout.available_frames * frame_bytes;
  layout.sndfile_format = SF_FORMAT_RAW | SF_ENDIAN_LITTLE | encoding->sndfile_format;
  const auto length = check_limits(file.path(), sample_rate_hz, channels, layout.declared_frames);
  if (!length) return Unexpected(length.error());
  return layout;
}

}  // namespace nightjar
