// The checksums of Ogg pages, FLAC frames and MP3 files: the remainder of the bytes, as a polynomial over
// GF(2), divided by a generator; highest bit first but for MP3. All start from 0 and are not inverted.
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

// LAME's: lowest bit first, 0x8005 as its generator. http://gabriel.mp3-tech.org/mp3infotag.html, "Music CRC"
class LameCrc {
 public:
  static std::uint16_t update(std::uint16_t crc, Bytes bytes) {
    for (const std::uint8_t byte : bytes) {
      crc = static_cast<std::uint16_t>(crc >> 8 ^ kTable[(crc ^ byte) & 0xFF]);
    }
    return crc;
  }

 private:
  static constexpr std::array<std::uint16_t, 256> kTable = [] {
    std::array<std::uint16_t, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
      auto value = static_cast<unsigned>(i);
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1U) != 0 ? 0xA001U : 0U);
      table[i] = static_cast<std::uint16_t>(value);
    }
    return table;
  }();
};

using OggCrc = Crc<std::uint32_t, 0x04C11DB7>;  // RFC 3533, section 6, field 7
using FlacCrc8 = Crc<std::uint8_t, 0x07>;       // RFC 9639, section 9.1.8
using FlacCrc16 = Crc<std::uint16_t, 0x8005>;   // RFC 9639, section 9.3

}  // namespace nightjar
