// Opening a recording: what it is, what its header says, and whether that can be so.
#include "stages/validate/audio_source.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "stages/validate/alac_source.h"
#include "stages/validate/ffmpeg_source.h"
#include "stages/validate/file_kind.h"
#include "stages/validate/packet_source.h"
#include "stages/validate/refusal.h"
#include "stages/validate/regular_file.h"
#include "stages/validate/sndfile_source.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

const std::string kExpected =
    "expected WAV, RF64, Wave64, AIFF, AU, CAF, FLAC, MP3, or Vorbis, Opus or FLAC in Ogg";
constexpr std::int64_t kMaxSampleRateHz = 384'000;
constexpr std::int64_t kMaxChannels = 64;

// What sources hold: the file's bytes around the place where they read, a packet, its decoder, and its sound.
// `base` and, for each channel, `channel`.
struct SourceMemory {
  std::string_view codec;
  std::int64_t base;
  std::int64_t channel;
  std::int64_t max_channels;
};
constexpr std::int64_t kKiB = 1024;
constexpr SourceMemory kSourceMemory[] = {
    {"flac", 512 * kKiB, 1280 * kKiB, 8},               // blocks of 65,535 samples, several times over
    {"vorbis", 4096 * kKiB, 128 * kKiB, kMaxChannels},  // codebooks; windows of 8,192 samples
    {"opus", 512 * kKiB, 256 * kKiB, kMaxChannels},     // packets of up to 61,440 bytes
    {"alac", 1500 * kKiB, 16 * kKiB, 8},                // packets at their largest, and one's samples
    {"mp3", 384 * kKiB, 0, 2},
    {"mp2", 384 * kKiB, 0, 2},
    {"mp1", 384 * kKiB, 0, 2},
};
constexpr std::int64_t kPlainBytes = 64 * kKiB;

Expected<FileMagic> read_magic(const RegularFile& file) {
  std::array<std::uint8_t, kMagicBytes> start{};
  const auto got = file.read_at(0, start);
  if (!got) return Unexpected(got.error());
  return identify(Bytes(start).first(static_cast<std::size_t>(*got)));
}

Expected<SoundLayout> read_header(const RegularFile& file, const FileMagic& magic) {
  switch (magic.kind) {
    case FileKind::wav:
    case FileKind::rf64:
    case FileKind::w64:
      return read_wav_header(file);
    case FileKind::aiff:
      return read_aiff_header(file);
    case FileKind::au:
      return read_au_header(file);
    case FileKind::caf:
      return read_caf_header(file);
    case FileKind::flac:
      return read_flac_header(file);
    case FileKind::ogg_vorbis:
      return read_vorbis_header(file);
    case FileKind::ogg_opus:
      return read_opus_header(file);
    case FileKind::ogg_flac:
      return read_ogg_flac_header(file);
    case FileKind::mpeg:
      return read_mpeg_header(file);
    case FileKind::other_audio:
      return refusal(
          ErrorCode::unsupported_format, file.path(), std::string(magic.name) + " data",
          kExpected + ", or an ffmpeg on the PATH, which reads it; install ffmpeg, or convert it to FLAC", 0);
    case FileKind::unknown:
      break;
  }
  return refusal(ErrorCode::not_audio, file.path(), "no sound that is known by its first bytes",
                 kExpected + "; name a recording", 0);
}

bool comes_in_packets(FileKind kind) {
  return kind == FileKind::flac || kind == FileKind::mpeg || kind == FileKind::ogg_vorbis ||
         kind == FileKind::ogg_opus || kind == FileKind::ogg_flac;
}

}  // namespace

const Damage& AudioSource::damage() const {
  static const Damage none;
  return none;
}

Expected<void> check_limits(const std::string& path, std::int64_t sample_rate_hz, std::int64_t channels,
                            std::optional<std::int64_t> declared_frames) {
  if (sample_rate_hz < 1 || sample_rate_hz > kMaxSampleRateHz) {
    return refusal(ErrorCode::bad_sample_rate, path, "sample rate " + std::to_string(sample_rate_hz) + " Hz",
                   "expected 1 to 384000; the header is damaged, or resample it");
  }
  if (channels < 1) {
    return refusal(ErrorCode::bad_header, path, "0 channels", "expected 1 to 64; the header is damaged");
  }
  if (channels > kMaxChannels) {
    return refusal(ErrorCode::too_many_channels, path, std::to_string(channels) + " channels",
                   "expected at most 64; split the file");
  }
  if (declared_frames.value_or(0) > kMaxSeconds * sample_rate_hz) {
    return refusal(ErrorCode::bad_header, path,
                   "a declared length of " + std::to_string(*declared_frames) + " frames",
                   "expected less than 100 years; the header is damaged");
  }
  return {};
}

Expected<std::unique_ptr<AudioSource>> open_recording(const std::string& path, std::stop_token stop) {
  auto file = RegularFile::open(path);
  if (!file) return Unexpected(file.error());
  if (file->size() == 0) {
    return refusal(ErrorCode::empty, path, "0 bytes", "expected a recording; copy it again from its source",
                   0);
  }
  const auto magic = read_magic(*file);
  if (!magic) return Unexpected(magic.error());
  auto layout = read_header(*file, *magic);
  if (!layout && layout.error().code == ErrorCode::unsupported_format)
    return open_with_ffmpeg(std::move(*file), *magic, layout.error(), std::move(stop));
  if (!layout) return Unexpected(layout.error());
  if (layout->available_frames == 0 && layout->declared_frames.value_or(0) == 0) {
    return refusal(ErrorCode::empty, path, "a header and no sound",
                   "expected at least one frame; record it again", layout->begin);
  }
  auto shared = std::make_shared<const RegularFile>(std::move(*file));
  if (comes_in_packets(magic->kind)) return open_packet_source(std::move(shared), std::move(*layout));
  if (layout->codec == "alac") return open_alac(std::move(shared), std::move(*layout));
  return open_sndfile(std::move(shared), std::move(*layout));
}

std::int64_t source_memory_bytes(const RecordingInfo& info) {
  std::int64_t most = kPlainBytes;
  for (const SourceMemory& kind : kSourceMemory) {
    if (!info.codec.empty() && info.codec != kind.codec) continue;
    most = std::max(most, kind.base + kind.channel * std::min(info.channels, kind.max_channels));
  }
  return most;
}

bool looks_like_audio(const std::string& path) {
  const auto file = RegularFile::open(path);
  if (!file) return false;
  const auto magic = read_magic(*file);
  return magic && magic->kind != FileKind::unknown;
}

}  // namespace nightjar
