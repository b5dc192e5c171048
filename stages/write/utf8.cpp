#include "stages/write/utf8.h"

#include <algorithm>
#include <cstdint>

namespace nightjar {
namespace {

constexpr char32_t kEscaped = 0xDC00;  // + a byte of 0x80 to 0xFF

struct Decoded {
  char32_t code_point;
  std::size_t size;  // 0: these bytes are not UTF-8
};

// The first code point of `bytes`, which is not empty.
Decoded decode_one(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC0 || lead > 0xF7 || bytes.size() < size) return {0, 0};
  char32_t code_point = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0, 0};
    code_point = code_point << 6 | (byte(i) & 0x3FU);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};  // what needs so many bytes
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  if (code_point < kLeast[size] || code_point > 0x10FFFF || surrogate) return {0, 0};
  return {code_point, size};
}

}  // namespace

std::u32string decode_utf8(std::string_view bytes) {
  std::u32string out;
  while (!bytes.empty()) {
    const Decoded next = decode_one(bytes);
    out += next.size > 0 ? next.code_point : kEscaped + static_cast<std::uint8_t>(bytes[0]);
    bytes.remove_prefix(std::max<std::size_t>(next.size, 1));
  }
  return out;
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t size = decode_one(bytes).size;
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t size = decode_one(bytes).size;
    out += size > 0 ? bytes.substr(0, size) : std::string_view("\xEF\xBF\xBD");
    bytes.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 0x3F] : '=';
    }
  }
  return out;
}

}  // namespace nightjar
