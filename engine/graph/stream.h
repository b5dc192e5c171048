// What the graph works on: streams, each cut into batches that may be worked on in any order and are merged
// in order. The graph knows nothing of what they hold.
#pragma once

#include <memory>
#include <optional>

#include "nightjar/error.h"

namespace nightjar::graph {

// The payload of one batch. Each step leaves in it what the next one needs; it is destroyed once merged.
class Batch {
 public:
  virtual ~Batch() = default;
};

// One input on its way through the graph. The graph calls, in this order:
//
//   open      once, on any worker; many streams at once
//   read      one call at a time per stream, until it returns null
//   extract, infer, score   for every batch, in any order, on any worker
//   merge     one call at a time per stream, in the order of read
//   close     once, last; also for a stream that was never opened
//
// What a step throws becomes an Error of the batch; the batch still travels on and is merged, so nothing
// waits for it.
class Stream {
 public:
  virtual ~Stream() = default;

  // False when there is nothing to read; close follows.
  virtual bool open() = 0;

  // The next batch, or null at the end. If it throws, the stream ends there and close is told.
  virtual std::unique_ptr<Batch> read() = 0;

  virtual Expected<void> extract(Batch& batch) = 0;
  virtual Expected<void> infer(Batch& batch) = 0;
  virtual Expected<void> score(Batch& batch) = 0;

  // Takes one batch in. `failure` says that a step failed, and with what.
  virtual void merge(Batch& batch, const std::optional<Error>& failure) = 0;

  // `cause` is empty when every batch was read and merged; else it says why not: interrupted, not_started, or
  // what read or merge threw.
  virtual void close(const std::optional<Error>& cause) = 0;

  // False while the stream should not be read on, because what it made has not been taken. Must not block or
  // call the graph; whoever makes it true again calls Graph::poke().
  virtual bool wants_more() const { return true; }
};

// Where the graph takes its streams from, in order. Called under the graph's lock: it must not block or call
// the graph.
class StreamSource {
 public:
  virtual ~StreamSource() = default;

  // The next stream, or null when there is none now. Call Graph::poke() when there may be one again.
  virtual std::unique_ptr<Stream> next() = 0;
};

}  // namespace nightjar::graph
