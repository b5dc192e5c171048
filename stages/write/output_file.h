// A file that appears under its name only when it is complete.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "nightjar/error.h"

namespace nightjar {

// Written under a temporary name in the same folder, and renamed by commit() or publish(); removed if neither
// is called, or it fails. Errors are output_failed, with the file and the cause.
class OutputFile {
 public:
  // `path` names no file, or a regular one, which is replaced. Symbolic links are followed.
  static Expected<OutputFile> create(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  Expected<void> write(std::span<const char> bytes);
  Expected<void> commit();   // flushed to the disk first: it outlives a loss of power
  Expected<void> publish();  // closed first: errors that a disk tells late are told; for many small files

  const std::string& path() const { return path_; }
  const std::string& temporary_path() const { return temporary_path_; }

 private:
  OutputFile(std::string path, std::string temporary_path, int fd);

  std::string path_;
  std::string temporary_path_;
  int fd_ = -1;
};

// Flushes the folder of `path` to the disk: that a file has its name there outlives a loss of power.
Expected<void> flush_folder_of(const std::string& path);

// What a process with that id calls `path` while it writes it, and by how many bytes that is longer at most.
std::string temporary_path(const std::string& path, std::int64_t process);
inline constexpr std::size_t kTemporaryPathBytes = 12;

// output_failed for `path`, with the cause that `error_number` (an errno) means.
Unexpected output_failure(const std::string& path, int error_number);

}  // namespace nightjar
