#include "stages/write/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace nightjar {

std::string temporary_folder() {
  if (const char* folder = std::getenv("TMPDIR"); folder != nullptr && *folder != '\0') return folder;
  return access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp";
}

TemporaryFile::TemporaryFile(int fd, std::string folder) : fd_(fd), folder_(std::move(folder)) {}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), folder_(std::move(other.folder_)) {}

TemporaryFile& TemporaryFile::operator=(TemporaryFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(folder_, other.folder_);
  return *this;
}

TemporaryFile::~TemporaryFile() {
  if (fd_ >= 0) close(fd_);
}

Expected<TemporaryFile> TemporaryFile::create(const std::string& folder) {
  std::string name = folder + "/nightjar-XXXXXX";
  TemporaryFile file(mkostemp(name.data(), O_CLOEXEC), folder);
  if (file.fd_ < 0) return file.failure("create");
  unlink(name.c_str());
  return file;
}

Unexpected TemporaryFile::failure(const char* what) const {
  const std::string cause = errno == 0 ? "it ends too early" : std::generic_category().message(errno);
  return Unexpected(Error{ErrorCode::output_failed,
                          std::string("cannot ") + what + " a temporary file in " + folder_ + ": " + cause +
                              "; free space there, or name another folder in TMPDIR",
                          folder_, -1});
}

Expected<void> TemporaryFile::write(std::span<const char> bytes, std::int64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = pwrite(fd_, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failure("write");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += n;
  }
  return {};
}

Expected<void> TemporaryFile::read(std::span<char> bytes, std::int64_t offset) const {
  while (!bytes.empty()) {
    errno = 0;
    const ssize_t n = pread(fd_, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failure("read");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += n;
  }
  return {};
}

Expected<void> TemporaryFile::truncate(std::int64_t size) {
  if (ftruncate(fd_, size) != 0) return failure("truncate");
  return {};
}

void TemporaryFile::discard(std::int64_t begin, std::int64_t bytes) {
  fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, begin, bytes);
}

}  // namespace nightjar
