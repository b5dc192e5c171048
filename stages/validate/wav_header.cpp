// The format of the samples in a WAV file: what the 'fmt ' chunk says, checked.
//
// https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html (WAVEFORMAT, WAVEFORMATEXTENSIBLE)
#include <sndfile.h>

#include <string_view>

#include "stages/validate/bytes.h"
#include "stages/validate/coding.h"
#include "stages/validate/preface.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"
#include "stages/validate/wav_chunks.h"

namespace nightjar {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kTagPcm = 0x0001;
constexpr std::uint64_t kTagMsAdpcm = 0x0002;
constexpr std::uint64_t kTagFloat = 0x0003;
constexpr std::uint64_t kTagAlaw = 0x0006;
constexpr std::uint64_t kTagMulaw = 0x0007;
constexpr std::uint64_t kTagImaAdpcm = 0x0011;
constexpr std::uint64_t kTagGsm = 0x0031;
constexpr std::uint64_t kTagNmsAdpcm = 0x0038;
constexpr std::uint64_t kTagG721 = 0x0040;
constexpr std::uint64_t kTagIbmMulaw = 0x0101;
constexpr std::uint64_t kTagIbmAlaw = 0x0102;
constexpr std::uint64_t kTagExtensible = 0xFFFE;
constexpr std::size_t kSubFormat = 24;  // offset of the GUID whose first two bytes are the real tag
constexpr auto kSubFormatTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"sv;

struct TagName {
  std::uint64_t tag;
  const char* name;
};

constexpr TagName kTagNames[] = {
    {kTagPcm, "PCM"},
    {kTagFloat, "float"},
    {kTagMsAdpcm, "Microsoft ADPCM"},
    {kTagAlaw, "A-law"},
    {kTagMulaw, "mu-law"},
    {kTagImaAdpcm, "IMA ADPCM"},
    {kTagGsm, "GSM 6.10"},
    {kTagNmsAdpcm, "NMS ADPCM"},
    {kTagG721, "G.721"},
    {0x0050, "MPEG audio"},
    {0x0055, "MP3"},
    {0x00FF, "AAC"},
    {0x0161, "WMA"},
    {0x2000, "AC-3"},
};

// The 'fmt ' chunk.
struct WavFormat {
  std::uint64_t tag = 0;
  std::int64_t channels = 0;
  std::int64_t sample_rate_hz = 0;
  std::int64_t block_bytes = 0;
  std::int64_t bits = 0;
};

std::string describe(const WavFormat& f) {
  std::string name = "format tag " + std::to_string(f.tag);
  for (const TagName& known : kTagNames) {
    if (known.tag == f.tag) name = known.name;
  }
  return name + " samples of " + std::to_string(f.bits) + " bits";
}

// Blocks of IMA and Microsoft ADPCM: a head for each channel, which holds `head_frames`, and two samples a
// byte; IMA's samples come in groups of four bytes a channel. One or two channels: for more there is no rule.
Coding adpcm_coding(const char* codec, const WavFormat& f, std::int64_t head_bytes, std::int64_t head_frames,
                    std::int64_t group_bytes, decltype(Coding::preface) preface) {
  const std::int64_t body = f.block_bytes - head_bytes * f.channels;
  if (f.bits != 4 || body <= 0 || body % (group_bytes * f.channels) != 0) return {};
  return {codec, 0, f.block_bytes, 2 * body / f.channels + head_frames, false, 2, preface};
}

// NMS ADPCM: 160 frames of 2, 3 or 4 bits, and two bytes.
Coding nms_coding(std::int64_t bits) {
  switch (bits) {
    case 2:
      return {"nms_adpcm_16", SF_FORMAT_RAW | SF_FORMAT_NMS_ADPCM_16, 42, 160, true, 1};
    case 3:
      return {"nms_adpcm_24", SF_FORMAT_RAW | SF_FORMAT_NMS_ADPCM_24, 62, 160, true, 1};
    case 4:
      return {"nms_adpcm_32", SF_FORMAT_RAW | SF_FORMAT_NMS_ADPCM_32, 82, 160, true, 1};
    default:
      return {};
  }
}

// Without a codec where there is none.
Coding wav_coding(const WavFormat& f) {
  switch (f.tag) {
    case kTagPcm:
      return f.bits == 8 ? unsigned_coding(f.channels) : integer_coding(f.bits, false, f.channels);
    case kTagFloat:
      return float_coding(f.bits, false, f.channels);
    case kTagAlaw:
    case kTagIbmAlaw:
      return f.bits == 8 ? alaw_coding(f.channels) : Coding{};
    case kTagMulaw:
    case kTagIbmMulaw:
      return f.bits == 8 ? mulaw_coding(f.channels) : Coding{};
    case kTagImaAdpcm:
      return adpcm_coding("ima_adpcm", f, 4, 1, 4, ima_wav_preface);
    case kTagMsAdpcm:
      return adpcm_coding("ms_adpcm", f, 7, 2, 1, ms_wav_preface);
    case kTagGsm:
      return {"gsm", 0, 65, 320, true, 1, gsm_wav_preface};
    case kTagNmsAdpcm:
      return nms_coding(f.bits);
    case kTagG721:
      return f.bits == 4 ? g72x_coding(4) : Coding{};
    default:
      return {};
  }
}

}  // namespace

Expected<SoundLayout> read_wav_header(const RegularFile& file) {
  const auto chunks = find_wav_chunks(file);
  if (!chunks) return Unexpected(chunks.error());
  const Bytes format = chunks->format;
  const auto refuse = [&](ErrorCode code, const std::string& what, const std::string& advice) {
    return refusal(code, file.path(), what, advice, chunks->format_offset);
  };

  WavFormat f;
  f.tag = read_le(format, 0, 2);
  f.channels = static_cast<std::int64_t>(read_le(format, 2, 2));
  f.sample_rate_hz = static_cast<std::int64_t>(read_le(format, 4, 4));
  f.block_bytes = static_cast<std::int64_t>(read_le(format, 12, 2));
  f.bits = static_cast<std::int64_t>(read_le(format, 14, 2));
  if (f.tag == kTagExtensible) {
    if (format.size() < kSubFormat + 16) {
      return refuse(ErrorCode::bad_header,
                    "an extensible 'fmt ' chunk of " + std::to_string(format.size()) + " bytes",
                    "expected 40; the file is damaged");
    }
    if (has_text(format, kSubFormat + 2, kSubFormatTail)) f.tag = read_le(format, kSubFormat, 2);
  }
  // Before the rest, so that each error is named for what it is, and no codec has to think of 0 channels.
  const auto limits = check_limits(file.path(), f.sample_rate_hz, f.channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  const Coding coding = wav_coding(f);
  if (coding.unit_bytes == 0) {
    return refuse(
        ErrorCode::unsupported_format, describe(f),
        "expected PCM, float, A-law, mu-law, ADPCM or GSM as WAV has them; convert it to one of these");
  }
  // Of two sizes of a frame one is wrong, and with the wrong one all of the sound would be noise. A sample of
  // G.721 fills no byte, so its writers disagree on what to say.
  if (f.tag != kTagG721 && f.block_bytes != coding.unit_bytes) {
    return refuse(ErrorCode::bad_header, "frames of " + std::to_string(f.block_bytes) + " bytes",
                  "expected " + std::to_string(coding.unit_bytes) + " for " + std::to_string(f.channels) +
                      " channels of " + std::to_string(f.bits) + " bits; the header is damaged");
  }
  return lay_out(file,
                 {chunks->container, f.sample_rate_hz, f.channels, chunks->data_offset, chunks->data_bytes,
                  chunks->fact_frames, chunks->next, chunks->file_bytes},
                 coding);
}

}  // namespace nightjar
