#include "stages/validate/file_kind.h"

#include <array>
#include <string_view>

#include "stages/validate/mpeg_frame_header.h"

namespace nightjar {
namespace {

using namespace std::string_view_literals;

// One or two texts that a kind of file has at fixed places.
struct Signature {
  std::string_view first;  // at offset 0, or at `offset` where it is the only one
  std::size_t offset;      // of `second`
  std::string_view second;
  FileMagic magic;
};

// The whole GUID of a Wave64 file: its four letters alone would be any text that starts with "riff".
constexpr auto kW64 = "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB\x04\xC1\x00\x00"sv;
constexpr auto kAsf = "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv;
constexpr auto kMatroska = "\x1A\x45\xDF\xA3"sv;
// A first page holds one packet of one segment: 27 bytes and one length.
constexpr std::size_t kOggPacket = 28;

constexpr Signature kSignatures[] = {
    {"RIFF", 8, "WAVE", {FileKind::wav, "WAV"}},
    {"RF64", 8, "WAVE", {FileKind::rf64, "RF64"}},
    {"BW64", 8, "WAVE", {FileKind::rf64, "BW64"}},
    {kW64, 24, "wave", {FileKind::w64, "Wave64"}},
    {"fLaC", 0, "", {FileKind::flac, "FLAC"}},
    {"OggS", kOggPacket, "\x01vorbis", {FileKind::ogg_vorbis, "Ogg Vorbis"}},
    {"OggS", kOggPacket, "OpusHead", {FileKind::ogg_opus, "Ogg Opus"}},
    {"OggS",
     kOggPacket,
     "\x7F"
     "FLAC",
     {FileKind::ogg_flac, "Ogg FLAC"}},
    {"OggS", kOggPacket, "Speex   ", {FileKind::other_audio, "Ogg Speex"}},
    {"OggS", 0, "", {FileKind::other_audio, "Ogg without Vorbis first"}},
    {"RIFX", 8, "WAVE", {FileKind::other_audio, "big-endian WAV (RIFX)"}},
    {"RIFF", 8, "AVI ", {FileKind::other_audio, "AVI"}},
    {"FORM", 8, "AIFF", {FileKind::other_audio, "AIFF"}},
    {"FORM", 8, "AIFC", {FileKind::other_audio, "AIFF-C"}},
    {".snd", 0, "", {FileKind::other_audio, "AU"}},
    {"caff", 0, "", {FileKind::other_audio, "CAF"}},
    {"ID3", 0, "", {FileKind::mpeg, "MP3"}},
    {"", 4, "ftyp", {FileKind::other_audio, "M4A or MP4"}},
    {"#!AMR", 0, "", {FileKind::other_audio, "AMR"}},
    {kAsf, 0, "", {FileKind::other_audio, "WMA"}},
    {kMatroska, 0, "", {FileKind::other_audio, "Matroska or WebM"}},
    {"wvpk", 0, "", {FileKind::other_audio, "WavPack"}},
    {"MAC ", 0, "", {FileKind::other_audio, "Monkey's Audio"}},
    {"MThd", 0, "", {FileKind::other_audio, "MIDI"}},
};

// Frame headers of MPEG audio and of AAC in ADTS both start with a run of ones; the layer, which is 0 there,
// tells them apart (ISO/IEC 13818-7, 6.2).
bool is_adts(Bytes start) {
  return start.size() >= 4 && start[0] == 0xFF && (start[1] & 0xF6) == 0xF0;
}

}  // namespace

FileMagic identify(Bytes start) {
  for (const Signature& signature : kSignatures) {
    if (has_text(start, 0, signature.first) && has_text(start, signature.offset, signature.second)) {
      return signature.magic;
    }
  }
  if (is_adts(start)) return {FileKind::other_audio, "AAC (ADTS)"};
  if (parse_mpeg_frame_header(start)) return {FileKind::mpeg, "MP3"};
  return {};
}

}  // namespace nightjar
