#include "tests/support/packet_files.h"

#include <sndfile.h>

#include <random>

#include "stages/validate/crc.h"
#include "stages/validate/flac_frames.h"
#include "stages/validate/regular_file.h"

namespace nightjar::test {
namespace {

constexpr int kVorbis = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
constexpr int kOpus = SF_FORMAT_OGG | SF_FORMAT_OPUS;
constexpr int kFlac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

// A page of whole packets.
void append_page(FileBytes& file, const std::vector<FileBytes>& packets, std::int64_t granule,
                 std::uint32_t sequence, bool first, bool last) {
  FileBytes lacing;
  FileBytes body;
  for (const FileBytes& packet : packets) {
    lacing.insert(lacing.end(), packet.size() / 255, 255);
    lacing.push_back(static_cast<std::uint8_t>(packet.size() % 255));
    body.insert(body.end(), packet.begin(), packet.end());
  }
  FileBytes page;
  append_text(page, "OggS");
  append_le(page, 0, 1);
  append_le(page, (first ? 2u : 0u) | (last ? 4u : 0u), 1);
  append_le(page, static_cast<std::uint64_t>(granule), 8);
  append_le(page, 77, 4);
  append_le(page, sequence, 4);
  append_le(page, 0, 4);
  append_le(page, lacing.size(), 1);
  page.insert(page.end(), lacing.begin(), lacing.end());
  page.insert(page.end(), body.begin(), body.end());
  sign_page(page, 0, page.size());
  file.insert(file.end(), page.begin(), page.end());
}

}  // namespace

const std::vector<PacketFormat> kPacketFormats = {
    {"vorbis", kVorbis, 44'100, 2, false, true},   {"vorbis, slow", kVorbis, 8'000, 1, false, true},
    {"opus", kOpus, 48'000, 2, false, true},       {"flac", kFlac, 16'000, 2, true, true},
    {"ogg flac", kOggFlac, 16'000, 1, true, true}, {"mp3", kMp3, 44'100, 2, false, false},
    {"mp3, slow", kMp3, 16'000, 1, false, false},
};

bool write_packets(const std::string& path, const PacketFormat& format,
                   const std::vector<float>& interleaved) {
  const bool wrap = format.sndfile_format == kOggFlac;
  const int sndfile_format = wrap ? kFlac : format.sndfile_format;
  if (!can_write_sound(format.sample_rate_hz, format.channels, sndfile_format)) return false;
  write_sound(path, interleaved, format.sample_rate_hz, format.channels, sndfile_format);
  if (wrap) write_bytes(path, ogg_from_flac(path, 2));
  return true;
}

FileBytes ogg_from_flac(const std::string& flac_path, int frames_per_page) {
  const FileBytes flac = read_bytes(flac_path);
  const auto file = RegularFile::open(flac_path);
  const FlacStream stream = FlacStream::parse(Bytes(flac).subspan(8, kStreamInfoBytes));
  FileBytes head;
  append_text(head,
              "\x7F"
              "FLAC");
  for (const std::uint64_t byte : {1, 0, 0, 1}) append_le(head, byte, 1);
  head.insert(head.end(), flac.begin(), flac.begin() + 42);
  head[13] &= 0x7F;  // not the last metadata block: a comment follows
  FileBytes comment = {0x84, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0};
  FileBytes ogg;
  append_page(ogg, {head}, 0, 0, true, false);
  append_page(ogg, {comment}, 0, 1, false, false);
  FlacFrames frames(*file, stream, 42, file->size());
  std::vector<FileBytes> packets;
  std::uint32_t sequence = 2;
  std::int64_t granule = 0;
  for (bool more = true; more;) {
    const auto frame = *frames.next();
    more = frame.has_value();
    if (frame) {
      packets.emplace_back(frame->bytes.begin(), frame->bytes.end());
      granule += frame->header.frames;
    }
    const bool last = granule == stream.total_frames;
    if (packets.empty() || (static_cast<int>(packets.size()) < frames_per_page && !last)) continue;
    append_page(ogg, packets, granule, sequence++, false, last);
    packets.clear();
  }
  return ogg;
}

void sign_page(FileBytes& ogg, std::size_t begin, std::size_t end) {
  const auto checksum = ogg.begin() + static_cast<std::ptrdiff_t>(begin) + 22;
  std::fill_n(checksum, 4, std::uint8_t{0});
  const std::uint32_t crc = OggCrc::update(0, Bytes(ogg).subspan(begin, end - begin));
  for (int i = 0; i < 4; ++i) checksum[i] = static_cast<std::uint8_t>(crc >> (8 * i));
}

const char* name(Harm harm) {
  constexpr const char* kNames[] = {"noise", "zeros", "cut", "twice"};
  return kNames[static_cast<int>(harm)];
}

FileBytes harmed(FileBytes whole, Harm harm, std::size_t offset, std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto end = begin + static_cast<std::ptrdiff_t>(bytes);
  switch (harm) {
    case Harm::noise:
      for (auto byte = begin; byte != end; ++byte) *byte = static_cast<std::uint8_t>(random() & 0xFF);
      break;
    case Harm::zeros:
      std::fill(begin, end, std::uint8_t{0});
      break;
    case Harm::cut:
      whole.erase(begin, end);
      break;
    case Harm::twice: {
      const FileBytes block(begin, end);
      whole.insert(end, block.begin(), block.end());
      break;
    }
  }
  return whole;
}

}  // namespace nightjar::test
