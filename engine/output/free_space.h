// Which bytes of a file are free.
#pragma once

#include <cstdint>
#include <map>

namespace nightjar {

struct Extent {
  std::int64_t offset = 0;
  std::int64_t size = 0;
};

// Holes are used before the file grows, whatever their size, so that the file is never longer than the most
// bytes that were in use at once.
class FreeSpace {
 public:
  // Space for some of `want` (>= 1) bytes: call again for the rest.
  Extent take(std::int64_t want);

  // Gives back what was taken, or a part of it.
  void give(Extent extent);

  std::int64_t end() const { return end_; }  // nothing is in use from here on

 private:
  std::map<std::int64_t, std::int64_t> holes_;  // offset -> size; never adjacent, never at the end
  std::int64_t end_ = 0;
};

}  // namespace nightjar
