#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

// The length of the UTF-8 sequence that starts `s`, or 0 where none does. Unicode 15, table 3-7 (well-formed
// byte sequences): the second byte's range keeps out overlong forms, surrogates and what lies past U+10FFFF.
std::size_t utf8_length(std::string_view s) {
  const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  const auto follows = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second =
        byte(1) >= (lead == 0xE0 ? 0xA0u : 0x80u) && byte(1) <= (lead == 0xED ? 0x9Fu : 0xBFu);
    return second && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second =
        byte(1) >= (lead == 0xF0 ? 0x90u : 0x80u) && byte(1) <= (lead == 0xF4 ? 0x8Fu : 0xBFu);
    return second && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    std::size_t length = utf8_length(bytes.substr(i));
    if (byte < 0x20 || byte == 0x7F) length = 0;
    if (length == 0) {
      text += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
      ++i;
    } else {
      text += bytes.substr(i, length);
      i += length;
    }
  }
  return text;
}

Unexpected refusal(ErrorCode code, const std::string& path, const std::string& what,
                   const std::string& advice, std::int64_t offset) {
  return Unexpected(Error{code, what + " in " + printable(path) + "; " + advice, path, offset});
}

}  // namespace nightjar
