#include "stages/decode/alignment_store.h"

#include <gtest/gtest.h>

#include <array>

#include "stages/decode/prefix_trie.h"

namespace nightjar {
namespace {

using Record = AlignmentStore::Record;

std::string tokens(const AlignmentStore& store, Record end) {
  std::vector<AlignedToken> read;
  store.read(end, read);
  std::string out;
  for (const AlignedToken& token : read) out += static_cast<char>(token.token);
  return out;
}

Record add_all(AlignmentStore& store, Record end, const std::string& letters) {
  for (const char letter : letters) end = store.add(end, {0, 0, letter, 1});
  return end;
}

TEST(AlignmentStore, finds_what_chains_share) {
  AlignmentStore store;
  store.reserve(100, {});
  const Record stem = add_all(store, AlignmentStore::kNone, "abc");
  const Record one = add_all(store, stem, "defg");
  const Record two = add_all(store, stem, "x");
  const Record three = add_all(store, one, "h");
  EXPECT_EQ(tokens(store, store.common(std::array{three, two, one})), "abc");
  EXPECT_EQ(tokens(store, store.common(std::array{three, one})), "abcdefg");
  EXPECT_EQ(tokens(store, store.common(std::array{one, stem, two})), "abc");
  EXPECT_EQ(store.common(std::array{one, AlignmentStore::kNone}), AlignmentStore::kNone);
  EXPECT_EQ(store.common(std::array{one, add_all(store, AlignmentStore::kNone, "abc")}),
            AlignmentStore::kNone);
}

TEST(AlignmentStore, drops_the_front_of_chains_that_share_much_or_little) {
  AlignmentStore store;
  store.reserve(100, {});
  const Record stem = add_all(store, AlignmentStore::kNone, "abc");
  std::array ends{add_all(store, stem, "de"), add_all(store, AlignmentStore::kNone, "abcx"), stem,
                  AlignmentStore::kNone, add_all(store, stem, "")};
  store.drop_front(3, ends);
  EXPECT_EQ(tokens(store, ends[0]), "de");
  EXPECT_EQ(tokens(store, ends[1]), "x");
  EXPECT_EQ(ends[2], AlignmentStore::kNone);
  EXPECT_EQ(ends[3], AlignmentStore::kNone);
  std::array again{ends[0], add_all(store, ends[0], "f")};
  store.drop_front(1, again);
  EXPECT_EQ(tokens(store, again[0]), "e");
  EXPECT_EQ(tokens(store, again[1]), "ef");
}

TEST(AlignmentStore, keeps_what_is_held_when_it_collects) {
  AlignmentStore store;
  Record held = AlignmentStore::kNone;
  std::string expected;
  for (int i = 0; i < 10000; ++i) {
    store.reserve(4, std::array{held});
    add_all(store, held, "xyz");
    if (i % 100 == 0) {
      const char letter = static_cast<char>('a' + i / 100 % 26);
      held = add_all(store, held, std::string(1, letter));
      expected += letter;
    }
  }
  EXPECT_EQ(tokens(store, held), expected);
}

TEST(PrefixTrie, uses_a_freed_node_again_and_frees_it_once) {
  PrefixTrie trie;
  const auto a = trie.child(trie.root(), 1);
  const auto b = trie.child(a, 2);
  EXPECT_EQ(trie.child(a, 2), b);
  trie.release(b);  // and a
  trie.release(a);
  EXPECT_EQ(trie.first_child(trie.root()), PrefixTrie::kNone);
  const auto c = trie.child(trie.root(), 3);
  const auto d = trie.child(trie.root(), 4);
  EXPECT_NE(c, d);
  EXPECT_EQ(trie.size(), 3U);
}

}  // namespace
}  // namespace nightjar
