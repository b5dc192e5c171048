#include "stages/validate/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

std::string reason(int error) {
  return std::generic_category().message(error);
}

Unexpected cannot_open(const std::string& path, int error) {
  const std::string name = printable(path);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Unexpected(Error{ErrorCode::not_found,
                              "no such file: " + name + "; expected a recording; check the path", path});
    case ENXIO:  // what open() says of a socket
      return Unexpected(Error{ErrorCode::not_a_regular_file,
                              "a socket: " + name + "; expected a regular file; name a recording", path});
    default:
      return Unexpected(Error{ErrorCode::unreadable,
                              "cannot open " + name + ": " + reason(error) +
                                  "; expected a readable file; check its permissions and the disk",
                              path});
  }
}

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

Expected<RegularFile> RegularFile::open(const std::string& path) {
  // A NUL would end the path early, and another file would be opened than was named.
  if (path.find('\0') != std::string::npos) return cannot_open(path, ENOENT);
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return cannot_open(path, errno);
  RegularFile file(path, descriptor);

  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return cannot_open(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return Unexpected(Error{ErrorCode::not_a_regular_file,
                            std::string(kind_of(status.st_mode)) + ": " + printable(path) +
                                "; expected a regular file; name a recording",
                            path});
  }
  file.size_ = status.st_size;
  return file;
}

RegularFile::RegularFile(RegularFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

RegularFile& RegularFile::operator=(RegularFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  return *this;
}

RegularFile::~RegularFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Expected<std::int64_t> RegularFile::read_at(std::int64_t offset, std::span<std::uint8_t> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got =
        ::pread(descriptor_, out.data() + done, out.size() - done, offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return refusal(ErrorCode::unreadable, path_, "cannot read: " + reason(errno),
                     "expected a readable file; check the disk or copy the file again", offset);
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return static_cast<std::int64_t>(done);
}

}  // namespace nightjar
