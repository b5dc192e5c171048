// Reads arrays of NumPy's .npz files, as numpy.savez writes them, without believing them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace nightjar::cli {

// A file that stays open. Nothing is allocated by what it declares: an array's bytes are read as they come,
// up to `most_bytes`, and must be as many as its shape says, and have the checksum that the file names. One
// thread at a time. Every failure is a SetupError(bad_model) that names the file and the array.
class NpzReader {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 28;

  explicit NpzReader(std::filesystem::path file, std::size_t most_bytes = kMostBytes);

  bool has(const std::string& name) const;

  // float32 of that shape; -1 stands for any size from 1 on.
  std::vector<float> floats(const std::string& name, const std::vector<std::int64_t>& shape) const;

  // uint8 [bytes]: text.
  std::string text(const std::string& name) const;

 private:
  struct Array {
    std::string type;  // NumPy's, "<f4"
    std::vector<std::int64_t> shape;
    std::string bytes;
  };
  Array array(const std::string& name) const;
  std::string contents(const std::string& name) const;
  [[noreturn]] void refuse(const std::string& name, const std::string& what) const;

  struct CloseZip {
    void operator()(void* zip) const;
  };
  std::filesystem::path file_;
  std::size_t most_bytes_;
  std::unique_ptr<void, CloseZip> zip_;
};

}  // namespace nightjar::cli
