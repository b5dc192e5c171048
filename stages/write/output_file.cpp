#include "stages/write/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace nightjar {

namespace fs = std::filesystem;

Unexpected output_failure(const std::string& path, int error_number) {
  return Unexpected(Error{ErrorCode::output_failed,
                          "cannot write " + path + ": " + std::generic_category().message(error_number), path,
                          -1});
}

std::string temporary_path(const std::string& path, std::int64_t process) {
  return path + ".part" + std::to_string(process);
}

OutputFile::OutputFile(std::string path, std::string temporary_path, int fd)
    : path_(std::move(path)), temporary_path_(std::move(temporary_path)), fd_(fd) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::move(other.temporary_path_)),
      fd_(std::exchange(other.fd_, -1)) {}

OutputFile::~OutputFile() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(temporary_path_.c_str());
}

Expected<OutputFile> OutputFile::create(const std::string& path) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(path, error);
  if (error) return output_failure(path, error.value());
  // Renaming would replace a device such as /dev/null.
  if (const fs::file_status status = fs::status(target); fs::exists(status) && !fs::is_regular_file(status)) {
    return Unexpected(Error{ErrorCode::output_failed,
                            "cannot write " + path + ": it is not a regular file; give the name of a file",
                            path, -1});
  }
  std::string temporary = nightjar::temporary_path(target.string(), getpid());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0) return output_failure(path, errno);
  return OutputFile(target.string(), std::move(temporary), fd);
}

Expected<void> OutputFile::write(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return output_failure(path_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Expected<void> OutputFile::commit() {
  // A disk that fills up may say so only here.
  if (fsync(fd_) != 0) return output_failure(path_, errno);
  return publish();
}

Expected<void> flush_folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path();
  const int fd = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = fd >= 0 && fsync(fd) == 0;
  const int cause = errno;
  if (fd >= 0) close(fd);
  if (!flushed) return output_failure(path, cause);
  return {};
}

Expected<void> OutputFile::publish() {
  if (close(std::exchange(fd_, -1)) == 0 && std::rename(temporary_path_.c_str(), path_.c_str()) == 0)
    return {};
  const int cause = errno;
  unlink(temporary_path_.c_str());
  return output_failure(path_, cause);
}

}  // namespace nightjar
