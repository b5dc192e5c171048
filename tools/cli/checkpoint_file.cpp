#include "tools/cli/checkpoint_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "stages/write/output_file.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// FNV-1a with 64 bits (G. Fowler, L. C. Noll, K.-P. Vo): never 0 of zeros, which is what a file system may
// leave where a write was lost.
class Checksum {
 public:
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) value_ = (value_ ^ byte) * 0x100000001b3;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

template <class T>
std::span<std::uint8_t> bytes_of(std::span<T> values) {
  return {reinterpret_cast<std::uint8_t*>(values.data()), values.size_bytes()};
}
template <class T>
std::span<const std::uint8_t> bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}
template <class T>
auto bytes_of_one(T& value) {
  return bytes_of(std::span(&value, 1));
}

}  // namespace

struct CheckpointFile::Head {
  std::int64_t batch = 0;
  std::int64_t next_segment = 0;
  std::int64_t rows = 0;
  std::int64_t values = 0;

  // 0: no record that begins here fits into so many bytes.
  std::int64_t record_bytes(std::int64_t most) const {
    constexpr auto kAround = static_cast<std::int64_t>(sizeof(Head) + sizeof(std::uint64_t));
    constexpr auto kValue = static_cast<std::int64_t>(sizeof(float));
    if (rows < 0 || rows > most || values < 0 || values > most / kValue) return 0;
    const std::int64_t bytes = kAround + rows + values * kValue;
    return bytes <= most ? bytes : 0;
  }
};

CheckpointFile::CheckpointFile(CheckpointFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      found_(other.found_),
      next_segment_(other.next_segment_),
      read_at_(other.read_at_),
      write_at_(other.write_at_),
      written_(other.written_) {}

CheckpointFile::~CheckpointFile() {
  if (fd_ >= 0) close(fd_);
}

Expected<CheckpointFile> CheckpointFile::open(const std::string& path, const std::string& subject,
                                              bool resume) {
  CheckpointFile file(path, ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  struct stat info {};
  if (file.fd_ < 0 || fstat(file.fd_, &info) != 0) return output_failure(path, errno);
  if (!S_ISREG(info.st_mode)) return output_failure(path, EEXIST);
  const std::string line = subject + "\n";
  const auto text = bytes_of(std::span<const char>(line));
  file.read_at_ = file.write_at_ = std::ssize(line);
  if (resume && file.is_about(line)) {
    file.find_records(std::ssize(line), info.st_size);
    if (ftruncate(file.fd_, file.write_at_) != 0) return output_failure(path, errno);
  } else if (ftruncate(file.fd_, 0) != 0 || !file.put(0, text)) {
    return output_failure(path, errno);
  }
  return file;
}

bool CheckpointFile::is_about(const std::string& line) const {
  std::vector<std::uint8_t> there(line.size());
  return get(0, there) && std::memcmp(there.data(), line.data(), line.size()) == 0;
}

void CheckpointFile::find_records(std::int64_t begin, std::int64_t file_bytes) {
  std::vector<std::uint8_t> block(std::size_t{1} << 16);
  write_at_ = begin;
  for (Head head; get(write_at_, bytes_of_one(head)) && head.batch == found_;) {
    const std::int64_t end = write_at_ + head.record_bytes(file_bytes - write_at_);
    const std::int64_t sum_at = end - static_cast<std::int64_t>(sizeof(std::uint64_t));
    if (end == write_at_) return;
    Checksum checksum;
    for (std::int64_t at = write_at_; at < sum_at;) {
      const std::int64_t size = std::min(sum_at - at, std::ssize(block));
      const auto part = std::span(block).first(static_cast<std::size_t>(size));
      if (!get(at, part)) return;
      checksum.add(part);
      at += size;
    }
    std::uint64_t expected = 0;
    if (!get(sum_at, bytes_of_one(expected)) || expected != checksum.value()) return;
    next_segment_ = head.next_segment;
    write_at_ = end;
    written_ = ++found_;
  }
}

Expected<StoredScores> CheckpointFile::read() {
  const auto failure = [this] {
    return Unexpected(Error{ErrorCode::output_failed,
                            "cannot read " + printable(path_) +
                                " any more: it was whole when the recording was begun; run it again",
                            path_, -1});
  };
  Head head;
  std::uint64_t expected = 0;
  if (!get(read_at_, bytes_of_one(head))) return failure();
  const std::int64_t bytes = head.record_bytes(write_at_ - read_at_);
  if (bytes == 0) return failure();
  StoredScores stored;
  stored.valid.resize(static_cast<std::size_t>(head.rows));
  stored.scores.resize(static_cast<std::size_t>(head.values));
  const auto values = bytes_of(std::span(stored.scores));
  const std::int64_t valid_at = read_at_ + static_cast<std::int64_t>(sizeof(Head));
  if (!get(valid_at, stored.valid) || !get(valid_at + head.rows, values) ||
      !get(valid_at + head.rows + std::ssize(values), bytes_of_one(expected))) {
    return failure();
  }
  Checksum checksum;
  checksum.add(bytes_of_one(std::as_const(head)));
  checksum.add(stored.valid);
  checksum.add(values);
  if (checksum.value() != expected) return failure();
  read_at_ += bytes;
  return stored;
}

Expected<void> CheckpointFile::append(std::span<const std::uint8_t> valid, std::span<const float> scores,
                                      std::int64_t next_segment) {
  const Head head{written_, next_segment, std::ssize(valid), std::ssize(scores)};
  Checksum checksum;
  std::int64_t at = write_at_;
  for (const auto part : {bytes_of_one(head), valid, bytes_of(scores)}) {
    checksum.add(part);
    if (!put(at, part)) return output_failure(path_, errno);
    at += std::ssize(part);
  }
  const std::uint64_t sum = checksum.value();
  if (!put(at, bytes_of_one(sum))) return output_failure(path_, errno);
  write_at_ = at + static_cast<std::int64_t>(sizeof(sum));
  ++written_;
  return {};
}

Expected<void> CheckpointFile::flush() {
  if (fdatasync(fd_) != 0) return output_failure(path_, errno);
  return {};
}

void CheckpointFile::remove() const {
  unlink(path_.c_str());
}

bool CheckpointFile::get(std::int64_t at, std::span<std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = pread(fd_, bytes.data(), bytes.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    at += n;
  }
  return true;
}

bool CheckpointFile::put(std::int64_t at, std::span<const std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = pwrite(fd_, bytes.data(), bytes.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    at += n;
  }
  return true;
}

}  // namespace nightjar::cli
