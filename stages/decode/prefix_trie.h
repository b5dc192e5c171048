// The prefixes that a beam search holds, as a tree: a node is its parent's prefix and one more token.
#pragma once

#include <cstdint>
#include <vector>

namespace nightjar {

// Nodes come from an arena with a free list: in the steady state nothing is allocated. A node lives while it
// is in the beam or has children. One thread at a time.
class PrefixTrie {
 public:
  using Node = std::int32_t;
  static constexpr Node kNone = -1;

  PrefixTrie() { clear(); }

  void clear();  // leaves the root, of the empty prefix
  Node root() const { return root_; }
  std::int32_t token(Node node) const { return nodes_[at(node)].token; }  // -1 of the empty prefix
  Node parent(Node node) const { return nodes_[at(node)].parent; }
  Node first_child(Node node) const { return nodes_[at(node)].first_child; }
  Node next_sibling(Node node) const { return nodes_[at(node)].next; }

  // The place of the node's prefix in the beam; below 0 where it is not in it.
  std::int32_t beam(Node node) const { return nodes_[at(node)].beam; }
  void set_beam(Node node, std::int32_t beam) { nodes_[at(node)].beam = beam; }
  void leave_beam(Node node) { nodes_[at(node)].beam = kNotInBeam; }

  // The child with `token`, made where there is none.
  Node child(Node parent, std::int32_t token);
  // Frees the node, unless it is in the beam, has children or is free already; then its ancestors likewise.
  void release(Node node);
  // Makes `node` the root: whatever is not below it must have been released before, but for its ancestors.
  void set_root(Node node);

  std::size_t size() const { return nodes_.size(); }  // nodes that exist or did: they are below it
  static constexpr std::size_t kNodeBytes = 24;

 private:
  static constexpr std::int32_t kNotInBeam = -1;
  static constexpr std::int32_t kFreed = -2;
  struct Entry {
    std::int32_t token = -1;
    std::int32_t beam = kNotInBeam;
    Node parent = kNone;
    Node first_child = kNone;
    Node next = kNone;  // sibling, or free node
    Node previous = kNone;
  };
  static_assert(sizeof(Entry) == kNodeBytes);
  static std::size_t at(Node node) { return static_cast<std::size_t>(node); }
  Node make(Node parent, std::int32_t token);

  std::vector<Entry> nodes_;
  Node free_ = kNone;
  Node root_ = 0;
};

}  // namespace nightjar
