#include "stages/decode/prefix_trie.h"

namespace nightjar {

void PrefixTrie::clear() {
  nodes_.clear();
  free_ = kNone;
  root_ = make(kNone, -1);
}

PrefixTrie::Node PrefixTrie::make(Node parent, std::int32_t token) {
  Node node = free_;
  if (node != kNone) {
    free_ = nodes_[at(node)].next;
  } else {
    node = static_cast<Node>(nodes_.size());
    nodes_.emplace_back();
  }
  nodes_[at(node)] = {.token = token, .beam = kNotInBeam, .parent = parent};
  return node;
}

PrefixTrie::Node PrefixTrie::child(Node parent, std::int32_t token) {
  for (Node node = first_child(parent); node != kNone; node = next_sibling(node)) {
    if (nodes_[at(node)].token == token) return node;
  }
  const Node node = make(parent, token);
  const Node next = first_child(parent);
  nodes_[at(node)].next = next;
  if (next != kNone) nodes_[at(next)].previous = node;
  nodes_[at(parent)].first_child = node;
  return node;
}

void PrefixTrie::release(Node node) {
  while (node != root_ && nodes_[at(node)].beam == kNotInBeam && nodes_[at(node)].first_child == kNone) {
    Entry& entry = nodes_[at(node)];
    const Node parent = entry.parent;
    (entry.previous == kNone ? nodes_[at(parent)].first_child : nodes_[at(entry.previous)].next) = entry.next;
    if (entry.next != kNone) nodes_[at(entry.next)].previous = entry.previous;
    entry.next = free_;
    entry.beam = kFreed;
    free_ = node;
    node = parent;
  }
}

void PrefixTrie::set_root(Node node) {
  for (Node old = parent(node); old != kNone;) {
    const Node next = old == root_ ? kNone : parent(old);
    nodes_[at(old)].next = free_;
    nodes_[at(old)].beam = kFreed;
    free_ = old;
    old = next;
  }
  root_ = node;
  nodes_[at(node)].parent = kNone;
  nodes_[at(node)].next = nodes_[at(node)].previous = kNone;
}

}  // namespace nightjar
