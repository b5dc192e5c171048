// The checksums of Ogg pages and FLAC frames: the remainder of the bytes, as a polynomial over GF(2), highest
// bit first, divided by a generator. All start from 0 and are not inverted.
#pragma once

#include <array>
#include <cstdint>

#include "stages/validate/bytes.h"

namespace nightjar {

// `Generator` without its highest term. update() is a step of the long division by eight bits.
template <class Value, Value Generator>
class Crc {
 public:
  static Value update(Value crc, Bytes bytes) {
    for (const std::uint8_t byte : bytes) {
      crc = static_cast<Value>(shifted(crc) ^ kTable[(crc >> (kBits - 8) ^ byte) & 0xFF]);
    }
    return crc;
  }

 private:
  static constexpr int kBits = 8 * static_cast<int>(sizeof(Value));
  static constexpr Value shifted(Value crc) {
    return kBits == 8 ? Value{0} : static_cast<Value>(std::uint64_t{crc} << 8);
  }
  static constexpr std::array<Value, 256> kTable = [] {
    std::array<Value, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
      auto value = static_cast<Value>(static_cast<Value>(i) << (kBits - 8));
      for (int bit = 0; bit < 8; ++bit) {
        const bool top = value >> (kBits - 1) & 1;
        value = static_cast<Value>(static_cast<Value>(value << 1) ^ (top ? Generator : Value{0}));
      }
      table[i] = value;
    }
    return table;
  }();
};

using OggCrc = Crc<std::uint32_t, 0x04C11DB7>;  // RFC 3533, section 6, field 7
using FlacCrc8 = Crc<std::uint8_t, 0x07>;       // RFC 9639, section 9.1.8
using FlacCrc16 = Crc<std::uint16_t, 0x8005>;   // RFC 9639, section 9.3

}  // namespace nightjar
