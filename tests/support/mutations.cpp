#include "tests/support/mutations.h"

#include <sndfile.h>

#include <algorithm>

#include "tests/support/temp_folder.h"

namespace nightjar::test {
namespace {

struct Kind {
  const char* name;
  int sndfile_format;
  int channels = 2;
};

constexpr Kind kKinds[] = {
    {"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},          {"wavex", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT},
    {"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24},        {"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
    {"alaw", SF_FORMAT_WAV | SF_FORMAT_ALAW},           {"ima", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
    {"ms", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM},         {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
    {"ima4", SF_FORMAT_AIFF | SF_FORMAT_IMA_ADPCM},     {"au", SF_FORMAT_AU | SF_FORMAT_PCM_24},
    {"caf", SF_FORMAT_CAF | SF_FORMAT_FLOAT},           {"alac", SF_FORMAT_CAF | SF_FORMAT_ALAC_16},
    {"gsm", SF_FORMAT_WAV | SF_FORMAT_GSM610, 1},       {"aiff gsm", SF_FORMAT_AIFF | SF_FORMAT_GSM610, 1},
    {"g721", SF_FORMAT_AU | SF_FORMAT_G721_32, 1},      {"g723", SF_FORMAT_AU | SF_FORMAT_G723_40, 1},
    {"nms", SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_24, 1}, {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
    {"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS},       {"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III},
};

}  // namespace

std::vector<FileOfAKind> files_of_every_kind() {
  const TempFolder folder;
  std::vector<FileOfAKind> files;
  for (const Kind& kind : kKinds) {
    if (!can_write_sound(16000, kind.channels, kind.sndfile_format)) continue;
    write_sound(folder / "whole", make_noise(2 * 24'000, 5), 16000, kind.channels, kind.sndfile_format);
    files.push_back({kind.name, read_bytes(folder / "whole")});
  }
  return files;
}

FileBytes mutate(FileBytes bytes, std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  const std::size_t header = std::min<std::size_t>(bytes.size(), below(2) ? 120 : bytes.size());
  switch (below(5)) {
    case 0:
      bytes.resize(below(bytes.size()));
      break;
    case 1:
      bytes[below(header)] = below(2) ? 0xFF : 0x00;
      break;
    case 2: {
      const std::size_t begin = below(header);
      for (std::size_t i = begin; i < std::min(begin + 8, bytes.size()); ++i)
        bytes[i] = static_cast<std::uint8_t>(below(256));
      break;
    }
    case 3: {  // a header in the middle
      const std::vector<std::uint8_t> start(bytes.begin(),
                                            bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(bytes), 200));
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size())), start.begin(),
                   start.end());
      break;
    }
    default:
      for (std::size_t flips = 1 + below(6); flips > 0; --flips) {
        bytes[below(header)] ^= static_cast<std::uint8_t>(1U << below(8));
      }
  }
  return bytes;
}

}  // namespace nightjar::test
