#include "stages/decode/hotword_automaton.h"

#include <algorithm>
#include <map>

namespace nightjar {

HotwordAutomaton::HotwordAutomaton(const std::vector<Hotword>& hotwords, const std::string& joiner)
    : nodes_(1) {
  std::vector<std::map<unsigned char, State>> children(1);
  for (const Hotword& hotword : hotwords) {
    const std::string phrase = joiner + hotword.text + joiner;
    State at = 0;
    for (std::size_t i = 0; i < phrase.size(); ++i) {
      const auto [child, is_new] =
          children[at].emplace(static_cast<unsigned char>(phrase[i]), static_cast<State>(nodes_.size()));
      at = child->second;  // before the vector moves
      if (is_new) {
        nodes_.emplace_back();
        children.emplace_back();
      }
      // Not at the end, where the whole boost is counted; and a boundary alone is worth nothing.
      if (i + 1 == phrase.size()) break;
      const double matched = static_cast<double>(i + 1) - static_cast<double>(joiner.size());
      const double part = hotword.boost * matched / static_cast<double>(phrase.size() - joiner.size());
      nodes_[at].partial = std::max(nodes_[at].partial, part);
    }
    nodes_[at].completed += hotword.boost;
  }

  // By depth, so that a suffix is finished before what has it.
  std::vector<State> order{0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    Node& node = nodes_[order[i]];
    node.first_edge = static_cast<std::uint32_t>(edges_.size());
    node.edges = static_cast<std::uint32_t>(children[order[i]].size());
    for (const auto& [byte, child] : children[order[i]]) {
      edges_.push_back({byte, child});
      order.push_back(child);
      const State fail = order[i] == 0 ? 0 : step(node.fail, byte);
      nodes_[child].fail = fail;
      nodes_[child].completed += nodes_[fail].completed;
      nodes_[child].partial = std::max(nodes_[child].partial, nodes_[fail].partial);
    }
  }
  double completed = 0;
  start_ = feed(0, joiner, completed);
}

HotwordAutomaton::State HotwordAutomaton::step(State state, unsigned char byte) const {
  for (;; state = nodes_[state].fail) {
    const auto begin = edges_.begin() + nodes_[state].first_edge;
    const auto end = begin + nodes_[state].edges;
    const auto found =
        std::lower_bound(begin, end, byte, [](const Edge& edge, unsigned char b) { return edge.byte < b; });
    if (found != end && found->byte == byte) return found->to;
    if (state == 0) return 0;
  }
}

HotwordAutomaton::State HotwordAutomaton::feed(State state, std::string_view bytes, double& completed) const {
  for (const char byte : bytes) {
    state = step(state, static_cast<unsigned char>(byte));
    completed += nodes_[state].completed;
  }
  return state;
}

std::int64_t HotwordAutomaton::memory_bytes() const {
  return static_cast<std::int64_t>(nodes_.capacity() * sizeof(Node) + edges_.capacity() * sizeof(Edge));
}

}  // namespace nightjar
