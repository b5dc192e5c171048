// A word or phrase that a user expects to be said.
#pragma once

#include <string>

namespace nightjar {

// It is more likely (or less, below 0) than the model thinks.
struct Hotword {
  std::string text;  // UTF-8, words joined by a space; compared in the vocabulary's casing
  double boost =
      0;  // nats, -1000 to 1000: added each time the whole phrase is said, never to a part of a word
};

}  // namespace nightjar
