// Reads the .npy files of tests: format 1.0, little-endian float32, C order. Throws std::runtime_error
// otherwise.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/sound_files.h"

namespace nightjar::test {

struct NpyArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

inline NpyArray read_npy(const std::string& path) {
  const std::string bytes = read_text(path);
  const auto expect = [&](bool good, const char* what) {
    if (!good) throw std::runtime_error(path + ": " + what);
  };
  expect(bytes.size() >= 10 && bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8),
         "not a .npy 1.0 file");
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const std::size_t data = 10 + byte(8) + 256 * byte(9);
  expect(data % 64 == 0 && data <= bytes.size() && bytes[data - 1] == '\n', "the header's size is wrong");
  const std::string header = bytes.substr(10, data - 10);
  expect(header.find("'descr': '<f4'") != std::string::npos, "not float32");
  expect(header.find("'fortran_order': False") != std::string::npos, "not in C order");
  const std::size_t open = header.find("'shape': ("), close = header.find(')');
  expect(open != std::string::npos && close != std::string::npos, "no shape");
  NpyArray array;
  std::istringstream sizes(header.substr(open + 10, close - open - 10));
  for (std::string size; std::getline(sizes, size, ',');) {
    if (size.find_first_of("0123456789") != std::string::npos) array.shape.push_back(std::stoll(size));
  }
  const auto count = static_cast<std::size_t>(
      std::accumulate(array.shape.begin(), array.shape.end(), std::int64_t{1}, std::multiplies<>()));
  expect(bytes.size() - data == count * sizeof(float), "the data's size is not the shape's");
  array.values.resize(count);
  if (count > 0) std::memcpy(array.values.data(), bytes.data() + data, count * sizeof(float));
  return array;
}

}  // namespace nightjar::test
