#include "stages/decode/letter_case.h"

#include <array>
#include <cstdint>

namespace nightjar {
namespace {

// Capitals `first` to `last`, every `step`th; the small letter is `distance` further on.
struct Capitals {
  std::uint32_t first, last, step, distance;
};

// UnicodeData.txt, fields 12 and 13, of letters whose UTF-8 has one or two bytes in both cases.
constexpr std::array kCapitals = {
    Capitals{'A', 'Z', 1, 32},     Capitals{0xc0, 0xd6, 1, 32},   Capitals{0xd8, 0xde, 1, 32},
    Capitals{0x100, 0x12e, 2, 1},  Capitals{0x132, 0x136, 2, 1},  Capitals{0x139, 0x147, 2, 1},
    Capitals{0x14a, 0x176, 2, 1},  Capitals{0x179, 0x17d, 2, 1},  Capitals{0x386, 0x386, 1, 38},
    Capitals{0x388, 0x38a, 1, 37}, Capitals{0x38c, 0x38c, 1, 64}, Capitals{0x38e, 0x38f, 1, 63},
    Capitals{0x391, 0x3a1, 1, 32}, Capitals{0x3a3, 0x3ab, 1, 32}, Capitals{0x400, 0x40f, 1, 80},
    Capitals{0x410, 0x42f, 1, 32}, Capitals{0x460, 0x480, 2, 1},  Capitals{0x48a, 0x4be, 2, 1},
    Capitals{0x4d0, 0x52e, 2, 1},
};

template <class Map>
std::string map_letters(std::string_view text, Map&& map) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += static_cast<char>(map(byte));
    } else if (byte >= 0xc2 && byte < 0xe0 && i + 1 < text.size() &&
               (static_cast<unsigned char>(text[i + 1]) & 0xc0) == 0x80) {
      const std::uint32_t letter = map((byte & 0x1fU) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3fU));
      out += static_cast<char>(0xc0 | letter >> 6);
      out += static_cast<char>(0x80 | (letter & 0x3f));
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::string lower_case(std::string_view text) {
  return map_letters(text, [](std::uint32_t letter) {
    for (const Capitals& c : kCapitals) {
      if (letter >= c.first && letter <= c.last && (letter - c.first) % c.step == 0)
        return letter + c.distance;
    }
    return letter;
  });
}

std::string upper_case(std::string_view text) {
  return map_letters(text, [](std::uint32_t letter) {
    for (const Capitals& c : kCapitals) {
      const std::uint32_t capital = letter - c.distance;
      if (capital >= c.first && capital <= c.last && (capital - c.first) % c.step == 0) return capital;
    }
    return letter;
  });
}

}  // namespace nightjar
