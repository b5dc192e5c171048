#include "engine/output/free_space.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace nightjar {
namespace {

TEST(FreeSpace, holes_are_used_before_the_file_grows) {
  FreeSpace space;
  const Extent a = space.take(100);
  const Extent b = space.take(50);
  const Extent c = space.take(10);
  EXPECT_EQ(space.end(), 160);
  space.give(b);
  const Extent d = space.take(60);  // of which the hole has 50
  EXPECT_EQ(d.offset, b.offset);
  EXPECT_EQ(d.size, 50);
  EXPECT_EQ(space.take(10).offset, 160);
  space.give(a);
  space.give(c);
  EXPECT_EQ(space.end(), 170);
}

TEST(FreeSpace, neighbouring_holes_become_one_and_the_end_shrinks) {
  FreeSpace space;
  const Extent a = space.take(10);
  const Extent b = space.take(10);
  const Extent c = space.take(10);
  const Extent d = space.take(10);
  space.give(a);
  space.give(c);
  space.give(b);
  EXPECT_EQ(space.take(25).size, 25);  // one hole of 30
  space.give({0, 25});
  space.give(d);
  EXPECT_EQ(space.end(), 0);
}

TEST(FreeSpace, extents_never_overlap_and_the_file_is_no_longer_than_the_most_in_use) {
  std::mt19937 random(9);
  FreeSpace space;
  std::vector<Extent> taken;
  std::vector<bool> used(200000);
  std::int64_t in_use = 0;
  std::int64_t most = 0;
  for (int i = 0; i < 20000; ++i) {
    if (taken.empty() || random() % 9 < (i / 5000 % 2 == 0 ? 5U : 4U)) {
      const std::int64_t want = 1 + static_cast<std::int64_t>(random() % 50);
      const Extent e = space.take(want);
      ASSERT_LE(e.size, want);
      for (std::int64_t at = e.offset; at < e.offset + e.size; ++at) {
        ASSERT_FALSE(used[static_cast<std::size_t>(at)]);
        used[static_cast<std::size_t>(at)] = true;
      }
      taken.push_back(e);
      in_use += e.size;
      most = std::max(most, in_use);
    } else {
      std::swap(taken[random() % taken.size()], taken.back());
      const Extent e = taken.back();
      taken.pop_back();
      for (std::int64_t at = e.offset; at < e.offset + e.size; ++at)
        used[static_cast<std::size_t>(at)] = false;
      space.give(e);
      in_use -= e.size;
    }
    ASSERT_LE(space.end(), most);
  }
  for (const Extent& e : taken) space.give(e);
  EXPECT_EQ(space.end(), 0);
}

}  // namespace
}  // namespace nightjar
