#include "stages/features/npy.h"

#include <bit>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

namespace nightjar {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);
// A multiple of 64, as the format asks; four sizes of 19 digits fit.
constexpr std::size_t kHeaderBytes = 192;

std::string header(std::int64_t rows, const std::vector<std::int64_t>& row_shape) {
  std::string shape = std::to_string(rows) + ",";
  for (const std::int64_t n : row_shape) shape.append(1, ' ').append(std::to_string(n)).append(1, ',');
  const std::size_t dict_bytes = kHeaderBytes - kMagic.size() - 2;
  std::string text(kMagic);
  text += static_cast<char>(dict_bytes & 0xff);
  text += static_cast<char>(dict_bytes >> 8);
  text += "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
  assert(text.size() < kHeaderBytes);
  text.resize(kHeaderBytes - 1, ' ');
  return text + '\n';
}

}  // namespace

NpyWriter::NpyWriter(File file, std::filesystem::path path, std::vector<std::int64_t> row_shape)
    : file_(std::move(file)), path_(std::move(path)), row_shape_(std::move(row_shape)) {}

Expected<NpyWriter> NpyWriter::create(const std::filesystem::path& path,
                                      std::vector<std::int64_t> row_shape) {
  assert(row_shape.size() <= 3);
  NpyWriter writer(File(std::fopen(path.c_str(), "wb"), std::fclose), path, std::move(row_shape));
  if (!writer.file_) return writer.failed("cannot open");
  if (auto written = writer.write_header(); !written) return Unexpected(written.error());
  return writer;
}

Expected<void> NpyWriter::append(std::span<const float> values) {
  const std::int64_t row_values =
      std::accumulate(row_shape_.begin(), row_shape_.end(), std::int64_t{1}, std::multiplies<>());
  const auto count = static_cast<std::int64_t>(values.size());
  assert(file_ && count % row_values == 0);
  if (values.empty()) return {};
  if (std::fwrite(values.data(), sizeof(float), values.size(), file_.get()) != values.size()) {
    return failed("cannot write");
  }
  rows_ += count / row_values;
  return {};
}

Expected<void> NpyWriter::close() {
  assert(file_);
  if (auto written = write_header(); !written) return written;
  if (std::fclose(file_.release()) != 0) return failed("cannot finish");
  return {};
}

Expected<void> NpyWriter::write_header() {
  const std::string bytes = header(rows_, row_shape_);
  // Flushed at once: a path that cannot be written or sought says so before any work is done for it.
  if (std::fseek(file_.get(), 0, SEEK_SET) != 0) return failed("cannot seek (a pipe?) in");
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size() ||
      std::fflush(file_.get()) != 0) {
    return failed("cannot write");
  }
  return {};
}

Unexpected NpyWriter::failed(const char* what) const {
  const std::string reason = std::strerror(errno);
  return Unexpected(Error{ErrorCode::output_failed,
                          std::string(what) + " " + path_.string() + ": " + reason +
                              "; expected a path where a file of this size can be written",
                          path_.string()});
}

}  // namespace nightjar
