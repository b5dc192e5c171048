#include "models/interface/sha256.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <memory>

#include "nightjar/error.h"

namespace nightjar {
namespace {

void add_file(sha256_ctx& state, const std::filesystem::path& file) {
  constexpr std::size_t kChunkBytes = 1 << 16;
  std::ifstream in(file, std::ios::binary);
  std::vector<char> chunk(kChunkBytes);
  while (in) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    sha256_update(&state, static_cast<std::size_t>(in.gcount()),
                  reinterpret_cast<const std::uint8_t*>(chunk.data()));
  }
  if (!in.eof() || in.bad()) {
    throw SetupError(ErrorCode::bad_model,
                     "cannot read " + file.string() + "; check that it is a file that you may read");
  }
}

}  // namespace

std::string sha256_of_files(const std::vector<std::filesystem::path>& files) {
  sha256_ctx state;
  sha256_init(&state);
  for (const auto& file : files) add_file(state, file);
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&state, digest.size(), digest.data());
  std::string text(BASE16_ENCODE_LENGTH(digest.size()), '\0');
  base16_encode_update(text.data(), digest.size(), digest.data());
  return text;
}

}  // namespace nightjar
