// A file without a name: it is gone when closed, also after a crash. For what waits to be written elsewhere.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "nightjar/error.h"

namespace nightjar {

// Where temporary files go: $TMPDIR, else /var/tmp (/tmp is often memory), else /tmp.
std::string temporary_folder();

// Errors are output_failed, with the folder and the cause. Calls on different spans may be concurrent.
class TemporaryFile {
 public:
  static Expected<TemporaryFile> create(const std::string& folder);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&& other) noexcept;
  ~TemporaryFile();

  Expected<void> write(std::span<const char> bytes, std::int64_t offset);
  Expected<void> read(std::span<char> bytes, std::int64_t offset) const;  // all of it: less is an error
  Expected<void> truncate(std::int64_t size);  // gives the space after it back, or makes the file longer
  void discard(std::int64_t begin, std::int64_t bytes);  // gives their space back, where the file system can
  std::string path() const { return "/dev/fd/" + std::to_string(fd_); }  // for this process

 private:
  TemporaryFile(int fd, std::string folder);
  Unexpected failure(const char* what) const;  // from errno

  int fd_ = -1;
  std::string folder_;
};

}  // namespace nightjar
