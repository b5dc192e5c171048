#include "stages/validate/preface.h"

#include <bit>

#include "stages/validate/header_bytes.h"

namespace nightjar {
namespace {

// WAVEFORMATEX with the two fields that ADPCM and GSM add: their size, and the frames of a block. `more` is a
// third one, of MS ADPCM.
std::vector<std::uint8_t> wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes,
                                      int tag, int bits, int extra_bytes) {
  const std::int64_t format_bytes = 18 + extra_bytes;
  HeaderBytes header;
  header.text("RIFF");
  header.le(4 + 8 + format_bytes + 8 + bytes, 4);
  header.text("WAVEfmt ");
  header.le(format_bytes, 4);
  header.le(tag, 2);
  header.le(facts.channels, 2);
  header.le(facts.sample_rate_hz, 4);
  header.le(facts.sample_rate_hz * coding.unit_bytes / coding.unit_frames, 4);
  header.le(coding.unit_bytes, 2);
  header.le(bits, 2);
  header.le(extra_bytes, 2);
  header.le(coding.unit_frames, 2);
  if (extra_bytes > 2) header.le(0, extra_bytes - 2);
  header.text("data");
  header.le(bytes, 4);
  return header.take();
}

// A positive integer of 32 bits as an 80-bit float, as AIFF writes its rates: the exponent, biased by 16383,
// and 64 bits of which the first is 1.
void extended(HeaderBytes& header, std::int64_t value) {
  const auto magnitude = static_cast<std::uint64_t>(value);
  const int shift = std::countl_zero(magnitude);
  header.be(16383 + 63 - shift, 2);
  header.be(magnitude << shift, 8);
}

}  // namespace

std::vector<std::uint8_t> ima_wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes) {
  return wav_preface(facts, coding, bytes, 0x11, 4, 2);
}

std::vector<std::uint8_t> ms_wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes) {
  // No table of coefficients: libsndfile uses the standard one whatever a file says.
  return wav_preface(facts, coding, bytes, 0x02, 4, 4);
}

std::vector<std::uint8_t> gsm_wav_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes) {
  return wav_preface(facts, coding, bytes, 0x31, 0, 2);
}

std::vector<std::uint8_t> aiff_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes) {
  constexpr std::int64_t kCommBytes = 24;  // with the codec and an empty name
  HeaderBytes header;
  header.text("FORM");
  header.be(4 + 8 + kCommBytes + 16 + bytes, 4);
  header.text("AIFCCOMM");
  header.be(kCommBytes, 4);
  header.be(facts.channels, 2);
  header.be(bytes / coding.unit_bytes * coding.unit_frames, 4);
  header.be(16, 2);
  extended(header, facts.sample_rate_hz);
  header.text("ima4");
  header.be(0, 2);
  header.text("SSND");
  header.be(8 + bytes, 4);
  header.be(0, 8);  // no offset, no block size
  return header.take();
}

std::vector<std::uint8_t> au_preface(const SoundFacts& facts, const Coding& coding, std::int64_t bytes) {
  constexpr std::int64_t kAuPrefaceBytes = 24;
  // AU's numbers of G.721 and of G.723 with 3 and 5 bits.
  const bool is_g721 = coding.unit_frames == 2;
  HeaderBytes header;
  header.text(".snd");
  header.be(kAuPrefaceBytes, 4);
  header.be(bytes, 4);
  header.be(is_g721 ? 23 : coding.unit_bytes == 3 ? 25 : 26, 4);
  header.be(facts.sample_rate_hz, 4);
  header.be(facts.channels, 4);
  return header.take();
}

}  // namespace nightjar
