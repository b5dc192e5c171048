// How much the graph may have in flight. Memory is bought with these before it is used.
#pragma once

#include <cstddef>

namespace nightjar::graph {

struct Limits {
  std::size_t workers = 1;         // threads, >= 1
  std::size_t batches = 3;         // batches from read to merge, over all streams, >= 1
  std::size_t streams = 2;         // streams between open and close, >= 1
  std::size_t stream_batches = 0;  // batches in flight of one stream; 0: no limit but `batches`. 1 keeps a
                                   // stream's batches in order through every step, as models with state need
};

}  // namespace nightjar::graph
