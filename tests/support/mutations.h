// Files of every kind that libsndfile writes, and ways to damage them.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/support/sound_files.h"

namespace nightjar::test {

struct FileOfAKind {
  std::string name;
  FileBytes bytes;
};

// A second and a half of noise in each: twenty-one kinds, less those that libsndfile was built without.
std::vector<FileOfAKind> files_of_every_kind();

// Cut, with a byte or eight replaced, bits flipped, or with its own header once more in the middle.
FileBytes mutate(FileBytes bytes, std::mt19937& random);

}  // namespace nightjar::test
