// A new empty folder for one test.
#pragma once

#include <cstddef>
#include <string>

namespace nightjar::test {

// Removed with all that is in it at the end of its life.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` in it.
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  // How many files and folders it holds.
  std::size_t entries() const;

 private:
  std::string path_;
};

}  // namespace nightjar::test
