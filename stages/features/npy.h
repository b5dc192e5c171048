// NumPy's array file, written row by row.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nightjar/error.h"

namespace nightjar {

// A .npy file (format 1.0: numpy.lib.format) of little-endian float32 in C order, of shape [rows,
// row_shape...]. The number of rows need not be known: the header has a fixed size, says 0 rows at first, and
// is put right by close(). So a file that was not closed reads as empty, never as half a result. The path
// must be seekable: no pipe. Not concurrent; owns the open file. Every error is `output_failed` and names the
// path.
//
//   auto file = NpyWriter::create("out.npy", {40, 101});
//   if (!file) return tl::unexpected(file.error());
//   file->append(features);            // [any number of rows, 40, 101]
//   auto done = file->close();
class NpyWriter {
 public:
  // `row_shape`: up to 3 sizes, each at least 1; empty makes a file of shape [rows].
  static Expected<NpyWriter> create(const std::filesystem::path& path, std::vector<std::int64_t> row_shape);

  // `values`: whole rows, copied to the file.
  Expected<void> append(std::span<const float> values);

  // Writes the final header and closes the file; only then is the result on its way to the disk. Call it
  // once, last.
  Expected<void> close();

  std::int64_t rows() const noexcept { return rows_; }

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  NpyWriter(File file, std::filesystem::path path, std::vector<std::int64_t> row_shape);
  Expected<void> write_header();
  Unexpected failed(const char* what) const;

  File file_;
  std::filesystem::path path_;
  std::vector<std::int64_t> row_shape_;
  std::int64_t rows_ = 0;
};

}  // namespace nightjar
