// Which hotwords a text holds, and how far the one is that may just be being said: the automaton of A. Aho
// and M. Corasick (1975) over the text's bytes, with word boundaries as bytes of their own.
//
//   bonus(text) = sum of the boosts of all whole phrases in it
//               + max over phrases with boost > 0 that the text's end begins: boost * bytes matched / bytes
//               of the phrase
//
// The second part is what keeps a rare phrase in the beam until it is complete; it is a function of the state
// alone, so it is gone as soon as the phrase fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nightjar/ctc.h"

namespace nightjar {

// Immutable: concurrent.
class HotwordAutomaton {
 public:
  using State = std::uint32_t;

  // `joiner`: what stands between words, and so around whole phrases. Texts are not empty.
  HotwordAutomaton(const std::vector<Hotword>& hotwords, const std::string& joiner);

  State start() const { return start_; }  // at a word's beginning
  // Feeds bytes; adds the boosts of the phrases that they complete to `completed`.
  State feed(State state, std::string_view bytes, double& completed) const;
  double partial(State state) const { return nodes_[state].partial; }

  std::int64_t memory_bytes() const;

 private:
  struct Node {
    std::uint32_t first_edge = 0;
    std::uint32_t edges = 0;
    State fail = 0;        // the longest suffix that is a node too
    double completed = 0;  // boosts of all phrases that end here
    double partial = 0;
  };
  struct Edge {
    unsigned char byte;
    State to;
  };
  State step(State state, unsigned char byte) const;

  std::vector<Node> nodes_;  // the root is 0
  std::vector<Edge> edges_;
  State start_ = 0;
};

}  // namespace nightjar
