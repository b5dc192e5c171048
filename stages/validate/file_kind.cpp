#include "stages/validate/file_kind.h"

#include <array>
#include <string_view>

#include "stages/validate/mpeg_frame_header.h"
#include "stages/validate/ogg_codec.h"

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
constexpr auto kMpegProgram = "\x00\x00\x01\xBA"sv;
constexpr auto kMatroska = "\x1A\x45\xDF\xA3"sv;

constexpr Signature kSignatures[] = {
    {"RIFF", 8, "WAVE", {FileKind::wav, "WAV", "wav"}},
    {"RF64", 8, "WAVE", {FileKind::rf64, "RF64", "wav"}},
    {"BW64", 8, "WAVE", {FileKind::rf64, "BW64", "wav"}},
    {kW64, 24, "wave", {FileKind::w64, "Wave64", "w64"}},
    {"FORM", 8, "AIFF", {FileKind::aiff, "AIFF", "aiff"}},
    {"FORM", 8, "AIFC", {FileKind::aiff, "AIFF-C", "aiff"}},
    {".snd", 0, "", {FileKind::au, "AU", "au"}},
    {"dns.", 0, "", {FileKind::au, "little-endian AU", "au"}},
    {"caff", 0, "", {FileKind::caf, "CAF", "caf"}},
    {"fLaC", 0, "", {FileKind::flac, "FLAC", "flac"}},
    {"OggS", kFirstOggPacket, kVorbisMark, {FileKind::ogg_vorbis, "Ogg Vorbis", "ogg"}},
    {"OggS", kFirstOggPacket, kOpusMark, {FileKind::ogg_opus, "Ogg Opus", "ogg"}},
    {"OggS", kFirstOggPacket, kOggFlacMark, {FileKind::ogg_flac, "Ogg FLAC", "ogg"}},
    {"OggS", kFirstOggPacket, "Speex   ", {FileKind::other_audio, "Ogg Speex", "ogg"}},
    {"OggS", 0, "", {FileKind::other_audio, "Ogg without Vorbis first", "ogg"}},
    {"RIFX", 8, "WAVE", {FileKind::other_audio, "big-endian WAV (RIFX)", "wav"}},
    {"RIFF", 8, "AVI ", {FileKind::other_audio, "AVI", "avi"}},
    {"ID3", 0, "", {FileKind::mpeg, "MP3", "mp3"}},
    // Pictures in MP4's container.
    {"", 4, "ftypheic", {}},
    {"", 4, "ftypheix", {}},
    {"", 4, "ftypmif1", {}},
    {"", 4, "ftypmsf1", {}},
    {"", 4, "ftypavif", {}},
    {"", 4, "ftypavis", {}},
    {"", 4, "ftypcrx ", {}},
    {"", 4, "ftypM4A ", {FileKind::other_audio, "M4A (AAC or ALAC in MP4)", "mov", true}},
    {"", 4, "ftyp3g", {FileKind::other_audio, "3GP", "mov", true}},
    {"", 4, "ftyp", {FileKind::other_audio, "MP4 or QuickTime", "mov", true}},
    {"#!AMR", 0, "", {FileKind::other_audio, "AMR", "amr"}},
    {kAsf, 0, "", {FileKind::other_audio, "WMA or WMV", "asf", true}},
    {kMatroska, 0, "", {FileKind::other_audio, "Matroska or WebM", "matroska", true}},
    {kMpegProgram, 0, "", {FileKind::other_audio, "MPEG video", "mpeg"}},
    {"FLV\x01", 0, "", {FileKind::other_audio, "Flash video", "flv"}},
    {"wvpk", 0, "", {FileKind::other_audio, "WavPack", "wv", true}},
    {"MAC ", 0, "", {FileKind::other_audio, "Monkey's Audio", "ape", true}},
    {"TTA1", 0, "", {FileKind::other_audio, "True Audio", "tta", true}},
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
  if (is_adts(start)) return {FileKind::other_audio, "AAC (ADTS)", "aac"};
  if (parse_mpeg_frame_header(start)) return {FileKind::mpeg, "MP3", "mp3"};
  return {};
}

}  // namespace nightjar
