// NumPy arrays in an uncompressed zip file, as numpy.savez writes them and numpy.load reads them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "nightjar/error.h"
#include "stages/write/output_file.h"

namespace nightjar {

// One array after the other: begin_array, then its bytes in pieces. Errors: output_failed, with the file and
// cause.
class NpzFile {
 public:
  static Expected<NpzFile> create(const std::string& path);
  NpzFile(NpzFile&&) noexcept = default;
  ~NpzFile();

  // `descr`: NumPy's type, such as "<f4"; `shape`: what a Python tuple has inside, such as "3, 13" or "3,".
  Expected<void> begin_array(const std::string& name, const std::string& descr, const std::string& shape);
  Expected<void> write(std::span<const char> bytes);
  Expected<void> close();  // the file appears under its name

 private:
  explicit NpzFile(OutputFile file) : file_(std::move(file)) {}
  Expected<void> check(int zip_result) const;

  struct CloseZip {
    void operator()(void* zip) const;
  };
  OutputFile file_;
  std::unique_ptr<void, CloseZip> zip_;
};

}  // namespace nightjar
