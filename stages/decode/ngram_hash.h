// Where an n-gram lies in an open-addressing table: key (context, last word) -> its node.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nightjar {

// A context is named by its node, so the key is exact: no two n-grams share one.
inline std::uint64_t ngram_key(std::uint32_t context, std::uint32_t word) {
  return std::uint64_t{context} << 32 | word;
}

// The slot that holds `key`, or the free one (node 0) where it belongs. The tables have the same size, a
// power of two, and free slots. The hash is the finaliser of SplitMix64 (G. Steele et al., 2014).
inline std::size_t ngram_slot(const std::vector<std::uint64_t>& keys, const std::vector<std::uint32_t>& nodes,
                              std::uint64_t key) {
  std::uint64_t hash = key + 0x9e3779b97f4a7c15;
  hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ hash >> 27) * 0x94d049bb133111eb;
  const std::size_t mask = nodes.size() - 1;
  std::size_t slot = (hash ^ hash >> 31) & mask;
  while (nodes[slot] != 0 && keys[slot] != key) slot = (slot + 1) & mask;
  return slot;
}

}  // namespace nightjar
