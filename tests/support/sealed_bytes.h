// The bytes of a sealed file (stages/index/sealed_file.h), for tests that damage one.
#pragma once

#include <nettle/sha2.h>

#include <cstddef>
#include <cstdint>

#include "tests/support/sound_files.h"

namespace nightjar::test {

// As if it had been written so: its length and its checksum are right.
inline FileBytes signed_again(FileBytes bytes) {
  if (bytes.size() < 64) return bytes;
  for (int i = 0; i < 8; ++i)
    bytes[24 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(bytes.size() >> (8 * i));
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, bytes.size() - 64, bytes.data() + 64);
  sha256_digest(&state, 32, bytes.data() + 32);
  return bytes;
}

}  // namespace nightjar::test
