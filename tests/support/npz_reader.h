// Reads .npz files back, with minizip, and the .npy headers by hand.
#pragma once

#include <gtest/gtest.h>
#include <minizip/unzip.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace nightjar::test {

struct NpzArray {
  std::string header;
  std::string data;

  template <class T>
  std::vector<T> values() const {
    std::vector<T> out(data.size() / sizeof(T));
    std::memcpy(out.data(), data.data(), out.size() * sizeof(T));
    return out;
  }
};

// name -> array, of a file whose entries are stored and have the CRC that the zip says (minizip checks it).
inline std::map<std::string, NpzArray> load_npz(const std::string& path) {
  std::map<std::string, NpzArray> out;
  unzFile zip = unzOpen64(path.c_str());
  for (int more = unzGoToFirstFile(zip); more == UNZ_OK; more = unzGoToNextFile(zip)) {
    unz_file_info64 info;
    char name[64];
    EXPECT_EQ(unzGetCurrentFileInfo64(zip, &info, name, sizeof name, nullptr, 0, nullptr, 0), UNZ_OK);
    EXPECT_EQ(info.compression_method, 0U);
    std::string bytes(info.uncompressed_size, '\0');
    EXPECT_EQ(unzOpenCurrentFile(zip), UNZ_OK);
    EXPECT_EQ(unzReadCurrentFile(zip, bytes.data(), static_cast<unsigned>(bytes.size())), std::ssize(bytes));
    EXPECT_EQ(unzCloseCurrentFile(zip), UNZ_OK);
    EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    const std::size_t data =
        10 + static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
    EXPECT_EQ(data % 64, 0U);
    EXPECT_EQ(bytes[data - 1], '\n');
    out[name] = {bytes.substr(10, bytes.find_last_not_of(" \n", data - 1) - 9), bytes.substr(data)};
  }
  unzClose(zip);
  return out;
}

}  // namespace nightjar::test
