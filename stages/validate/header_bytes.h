// Writes a file header, field by field.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace nightjar {

// Integers are cut to their width, 1 to 8 bytes, little-endian (le) or big-endian (be).
class HeaderBytes {
 public:
  void text(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
  void copy(std::span<const std::uint8_t> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void le(std::integral auto value, int width) {
    for (int i = 0; i < width; ++i) put(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  void be(std::integral auto value, int width) {
    for (int i = width; i-- > 0;) put(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  void put(std::uint64_t byte) { bytes_.push_back(static_cast<std::uint8_t>(byte & 0xFF)); }

  std::vector<std::uint8_t> bytes_;
};

}  // namespace nightjar
