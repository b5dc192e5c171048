#include "engine/output/fd_sink.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

namespace nightjar {
namespace {

constexpr std::size_t kMostToAFile = std::size_t{1} << 20;

mode_t type_of(int fd) {
  struct stat status {};
  return fstat(fd, &status) == 0 ? status.st_mode : 0;
}

Unexpected failure(const std::string& name, int error_number) {
  if (error_number == EPIPE || error_number == ECONNRESET) {
    return Unexpected(Error{ErrorCode::output_closed, name + " was closed by its reader", name, -1});
  }
  return Unexpected(Error{ErrorCode::output_failed,
                          "cannot write to " + name + ": " + std::generic_category().message(error_number),
                          name, -1});
}

}  // namespace

FdSink::FdSink(int fd, std::string name)
    : fd_(fd),
      name_(std::move(name)),
      most_at_once_(S_ISREG(type_of(fd)) ? kMostToAFile : PIPE_BUF),
      is_socket_(S_ISSOCK(type_of(fd))) {}

Expected<std::size_t> FdSink::write_some(std::span<const char> bytes, std::chrono::milliseconds patience) {
  pollfd room{fd_, POLLOUT, 0};
  const int ready = poll(&room, 1, static_cast<int>(patience.count()));
  if (ready < 0 && errno != EINTR) return failure(name_, errno);
  if (ready <= 0) return 0;
  if ((room.revents & POLLERR) != 0)
    return failure(name_, EPIPE);  // no reader: no need to be told by a signal
  const std::size_t size = std::min(bytes.size(), most_at_once_);
  const ssize_t n = is_socket_ ? send(fd_, bytes.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL)
                               : write(fd_, bytes.data(), size);
  if (n >= 0) return static_cast<std::size_t>(n);
  if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) return 0;
  return failure(name_, errno);
}

}  // namespace nightjar
