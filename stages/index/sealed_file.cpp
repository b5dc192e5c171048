#include "stages/index/sealed_file.h"

#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <utility>

#include "stages/validate/regular_file.h"
#include "stages/write/output_file.h"

namespace nightjar {
namespace {

constexpr std::int64_t kHeaderBytes = 64;

using Digest = std::array<std::uint8_t, SHA256_DIGEST_SIZE>;

Digest sha256(Bytes bytes) {
  sha256_ctx state;
  sha256_init(&state);
  sha256_update(&state, bytes.size(), bytes.data());
  Digest digest{};
  sha256_digest(&state, digest.size(), digest.data());
  return digest;
}

// What RegularFile expects are recordings.
Expected<RegularFile> open_index(const std::string& path) {
  auto file = RegularFile::open(path);
  if (file || file.error().code != ErrorCode::not_found) return file;
  return Unexpected(Error{ErrorCode::not_found, path + ": no such file; make it with match build", path, -1});
}

Expected<SealedBody> check_header(const RegularFile& file, Bytes header, const IndexKind& kind,
                                  const BodyFits& fits) {
  if (!has_text(header, 0, kind.magic)) return refused_index(file.path(), "no index of sounds");
  if (const auto version = read_le(header, 8, 4); version != kind.version) {
    return refused_index(file.path(), "version " + std::to_string(version) + " of the index, expected " +
                                          std::to_string(kind.version));
  }
  const auto references = static_cast<std::int64_t>(read_le(header, 12, 4));
  const std::uint64_t items = read_le(header, 16, 8);
  const std::uint64_t bytes = read_le(header, 24, 8);
  if (bytes != static_cast<std::uint64_t>(file.size())) {
    return refused_index(file.path(), "the index has " + std::to_string(file.size()) +
                                          " bytes, its header says " + std::to_string(bytes));
  }
  if (!fits(references, items, file.size() - kHeaderBytes)) {
    return refused_index(file.path(), "the header of the index contradicts the file's size");
  }
  return SealedBody{references, static_cast<std::int64_t>(items)};
}

}  // namespace

Unexpected refused_index(const std::string& path, const std::string& what) {
  return Unexpected(
      Error{ErrorCode::bad_model, path + ": " + what + "; make it again with match build", path, -1});
}

void put_integer(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

Expected<std::string> magic_of(const std::string& path) {
  const auto file = open_index(path);
  if (!file) return Unexpected(file.error());
  std::array<std::uint8_t, 8> magic{};
  const auto got = file->read_at(0, magic);
  if (!got) return Unexpected(got.error());
  return std::string(magic.begin(), magic.begin() + *got);
}

Expected<SealedBody> read_sealed(const std::string& path, const IndexKind& kind, const BodyFits& fits) {
  const auto file = open_index(path);
  if (!file) return Unexpected(file.error());
  std::array<std::uint8_t, kHeaderBytes> head{};
  const auto got = file->read_at(0, head);
  if (!got) return Unexpected(got.error());
  if (*got < kHeaderBytes) return refused_index(path, "no index of sounds");
  auto sealed = check_header(*file, head, kind, fits);
  if (!sealed) return sealed;
  sealed->bytes.resize(static_cast<std::size_t>(file->size() - kHeaderBytes));
  const auto read = file->read_at(kHeaderBytes, sealed->bytes);
  if (!read) return Unexpected(read.error());
  if (*read < std::ssize(sealed->bytes)) {
    return refused_index(path, "the index became shorter while it was read");
  }
  const Digest digest = sha256(sealed->bytes);
  if (!std::equal(digest.begin(), digest.end(), head.begin() + 32)) {
    return refused_index(path, "the index is damaged: its SHA-256 is not the one in its header");
  }
  return sealed;
}

Expected<void> write_sealed(const std::string& path, const IndexKind& kind, std::size_t references,
                            std::size_t items, std::string_view body) {
  std::string head(kind.magic);
  put_integer(head, kind.version, 4);
  put_integer(head, references, 4);
  put_integer(head, items, 8);
  put_integer(head, static_cast<std::uint64_t>(kHeaderBytes) + body.size(), 8);
  const Digest digest = sha256({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()});
  head.append(digest.begin(), digest.end());

  auto file = OutputFile::create(path);
  if (!file) return Unexpected(file.error());
  Expected<void> done = file->write(head);
  if (done) done = file->write(body);
  if (done) done = file->commit();
  return done;
}

}  // namespace nightjar
