// Integers in the bytes of a file header.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace nightjar {

using Bytes = std::span<const std::uint8_t>;

// The little-endian (LE) or big-endian (BE) unsigned integer of `width` (1 to 8) bytes at `offset`. The
// caller has checked that they are there.
inline std::uint64_t read_le(Bytes bytes, std::size_t offset, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = value << 8 | bytes[offset + i];
  return value;
}

inline std::uint64_t read_be(Bytes bytes, std::size_t offset, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[offset + i];
  return value;
}

// True where `text` stands at `offset`; false also where the bytes end before.
inline bool has_text(Bytes bytes, std::size_t offset, std::string_view text) {
  if (offset > bytes.size() || bytes.size() - offset < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (bytes[offset + i] != static_cast<std::uint8_t>(text[i])) return false;
  }
  return true;
}

}  // namespace nightjar
