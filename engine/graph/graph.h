// The flow graph: many streams, each in batches, over a fixed number of workers.
//
//   open ──> read ──> extract ──> infer ──> score ──> merge ──> close
//             └─ one at a time per stream; parked without a credit ─┘
//
// Between read and merge the batches of all streams run in any order; merge puts each stream back in order.
// The Dispatcher decides what may start; the graph does it.
//
//   graph::Graph graph({.workers = 4, .batches = 12, .streams = 8}, source);
//   graph.wait();
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/graph/limits.h"
#include "engine/graph/step_clock.h"
#include "engine/graph/stream.h"
#include "nightjar/latencies.h"

namespace nightjar::graph {

// Every member is safe for concurrent use, and none may be called from a stream's steps but poke() and
// stop().
class Graph {
 public:
  // Starts the workers; each calls `on_worker_start` first. Borrows the source. Begins at once with what it
  // has. Throws SetupError(bad_option) for a limit of 0.
  Graph(const Limits& limits, StreamSource& source, const std::function<void()>& on_worker_start = {});

  // Stops, and waits for the batches in flight.
  ~Graph();

  // Looks again at the source, and at streams that wanted no more.
  void poke();

  // Begins nothing new. Batches whose step has begun are finished and merged; the others are merged as
  // interrupted. Every stream is closed.
  void stop();

  // Returns when the source has no more and every stream is closed.
  void wait();

  // In the order of the steps.
  std::vector<StepStats> stats() const;

  std::size_t under_way() const;  // batches that are read and not yet merged

  // Of the batches that were scored: how long since they were read; and since they were begun with, so
  // without the wait for a worker.
  Latencies since_read() const;
  Latencies since_begun() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar::graph
