#include "stages/validate/coding.h"

#include <sndfile.h>

#include <algorithm>
#include <limits>

#include "stages/validate/preface.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

// libsndfile counts the frames of a block codec in an int.
constexpr std::int64_t kMostBlockFrames = std::numeric_limits<std::int32_t>::max();

}  // namespace

Coding plain_coding(const char* codec, int sndfile_format, std::int64_t bits, std::int64_t channels) {
  return {codec, SF_FORMAT_RAW | sndfile_format, channels * bits / 8};
}

Coding integer_coding(std::int64_t bits, bool big_endian, std::int64_t channels) {
  const int order = big_endian ? SF_ENDIAN_BIG : SF_ENDIAN_LITTLE;
  switch (bits) {
    case 8:
      return plain_coding("pcm_s8", SF_FORMAT_PCM_S8, 8, channels);
    case 16:
      return plain_coding("pcm_s16", order | SF_FORMAT_PCM_16, 16, channels);
    case 24:
      return plain_coding("pcm_s24", order | SF_FORMAT_PCM_24, 24, channels);
    case 32:
      return plain_coding("pcm_s32", order | SF_FORMAT_PCM_32, 32, channels);
    default:
      return {};
  }
}

Coding unsigned_coding(std::int64_t channels) {
  return plain_coding("pcm_u8", SF_FORMAT_PCM_U8, 8, channels);
}

Coding float_coding(std::int64_t bits, bool big_endian, std::int64_t channels) {
  const int order = big_endian ? SF_ENDIAN_BIG : SF_ENDIAN_LITTLE;
  if (bits == 32) return plain_coding("pcm_f32", order | SF_FORMAT_FLOAT, 32, channels);
  if (bits == 64) return plain_coding("pcm_f64", order | SF_FORMAT_DOUBLE, 64, channels);
  return {};
}

Coding alaw_coding(std::int64_t channels) {
  return plain_coding("alaw", SF_FORMAT_ALAW, 8, channels);
}

Coding mulaw_coding(std::int64_t channels) {
  return plain_coding("mulaw", SF_FORMAT_ULAW, 8, channels);
}

Coding ima4_coding(std::int64_t channels) {
  return {"ima_adpcm", 0, 34 * channels, 64, false, 64, aiff_preface};
}

Coding g72x_coding(std::int64_t bits) {
  // The fewest whole bytes with whole samples in them.
  switch (bits) {
    case 3:
      return {"g723_24", 0, 3, 8, true, 1, au_preface};
    case 4:
      return {"g721", 0, 1, 2, true, 1, au_preface};
    default:
      return {"g723_40", 0, 5, 8, true, 1, au_preface};
  }
}

Expected<SoundLayout> lay_out(const RegularFile& file, const SoundFacts& facts, const Coding& coding) {
  SoundLayout layout;
  layout.container = facts.container;
  layout.codec = coding.codec;
  layout.sample_rate_hz = facts.sample_rate_hz;
  layout.channels = facts.channels;
  if (facts.bytes) {
    // Compared as units, since a lie may be too long for a number of frames.
    const std::int64_t units = *facts.bytes / coding.unit_bytes;
    const std::int64_t frames = most_frames(units, coding.unit_frames);
    const bool padded = facts.frames && *facts.frames > frames - coding.unit_frames && *facts.frames < frames;
    layout.declared_frames = padded ? *facts.frames : frames;
  }
  const auto limits = check_limits(file.path(), facts.sample_rate_hz, facts.channels, layout.declared_frames);
  if (!limits) return Unexpected(limits.error());
  if (facts.channels > coding.max_channels) {
    return refusal(ErrorCode::too_many_channels, file.path(),
                   std::to_string(facts.channels) + " channels of " + coding.codec,
                   "expected at most " + std::to_string(coding.max_channels) + "; the header is damaged",
                   facts.begin);
  }
  const auto extent = find_extent(file, facts);
  if (!extent) return Unexpected(extent.error());
  const std::int64_t available_units = extent->bytes / coding.unit_bytes;
  layout.times_in_doubt = extent->in_doubt;
  layout.flaw = extent->flaw;
  layout.available_frames = most_frames(available_units, coding.unit_frames);
  layout.begin = facts.begin;
  layout.bytes = available_units * coding.unit_bytes;
  if (coding.unit_frames > 1 &&
      std::max(layout.available_frames, layout.bytes) > kMostBlockFrames - coding.unit_frames) {
    return refusal(ErrorCode::unsupported_format, file.path(),
                   std::string(coding.codec) + " sound of " + std::to_string(layout.bytes) + " bytes",
                   "expected less than 2^31 bytes and frames; split it, or convert it to FLAC", facts.begin);
  }
  if (layout.declared_frames && !extent->goes_on)
    layout.available_frames = std::min(layout.available_frames, *layout.declared_frames);
  layout.sndfile_format = coding.sndfile_format;
  layout.in_sequence = coding.in_sequence;
  if (coding.preface != nullptr) layout.preface = coding.preface(facts, coding, layout.bytes);
  return layout;
}

}  // namespace nightjar
