// AU, of Sun and NeXT: its header of 24 bytes, checked. Either byte order: the magic tells which.
//
// https://pubs.opengroup.org/external/auformat.html
#include <array>

#include "stages/validate/bytes.h"
#include "stages/validate/coding.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::size_t kHeaderBytes = 24;
constexpr std::uint64_t kOpenAu =
    0xFFFFFFFF;  // the length is not known; writers that never came back leave 0

// Without a codec where there is none.
Coding au_coding(std::uint64_t encoding, bool big_endian, std::int64_t channels) {
  switch (encoding) {
    case 1:
      return mulaw_coding(channels);
    case 2:
    case 3:
    case 4:
    case 5:
      return integer_coding(8 * (static_cast<std::int64_t>(encoding) - 1), big_endian, channels);
    case 6:
      return float_coding(32, big_endian, channels);
    case 7:
      return float_coding(64, big_endian, channels);
    case 23:
      return g72x_coding(4);
    case 25:
      return g72x_coding(3);
    case 26:
      return g72x_coding(5);
    case 27:
      return alaw_coding(channels);
    default:
      return {};
  }
}

}  // namespace

Expected<SoundLayout> read_au_header(const RegularFile& file) {
  std::array<std::uint8_t, kHeaderBytes> header{};
  const auto got = file.read_at(0, header);
  if (!got) return Unexpected(got.error());
  const auto refuse = [&](ErrorCode code, const std::string& what, const std::string& advice) {
    return refusal(code, file.path(), what, advice, 0);
  };
  if (*got < std::ssize(header)) {
    return refuse(ErrorCode::bad_header, "an AU header of " + std::to_string(*got) + " bytes",
                  "expected 24; the file is cut short");
  }
  const bool big_endian = has_text(header, 0, ".snd");
  const auto field = [&](std::size_t n) {
    return big_endian ? read_be(header, 4 * n, 4) : read_le(header, 4 * n, 4);
  };
  SoundFacts facts;
  facts.container = "au";
  facts.begin = static_cast<std::int64_t>(field(1));
  facts.sample_rate_hz = static_cast<std::int64_t>(field(4));
  facts.channels = static_cast<std::int64_t>(field(5));
  if (facts.begin < static_cast<std::int64_t>(kHeaderBytes) || facts.begin > file.size()) {
    return refuse(ErrorCode::bad_header, "sound at byte " + std::to_string(facts.begin),
                  "expected it from byte 24 on and inside the file; the header is damaged");
  }
  if (field(2) != 0 && field(2) != kOpenAu) facts.bytes = static_cast<std::int64_t>(field(2));
  // Before the rest, so that each error is named for what it is, and no codec has to think of 0 channels.
  const auto limits = check_limits(file.path(), facts.sample_rate_hz, facts.channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  const Coding coding = au_coding(field(3), big_endian, facts.channels);
  if (coding.unit_bytes == 0) {
    return refuse(ErrorCode::unsupported_format, "AU encoding " + std::to_string(field(3)),
                  "expected PCM, float, A-law, mu-law, G.721 or G.723; convert it to one of these");
  }
  return lay_out(file, facts, coding);
}

}  // namespace nightjar
