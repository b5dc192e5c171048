// Decides what is opened, read and closed next. It owns the credits; it never blocks and starts nothing
// itself.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/graph/in_order.h"
#include "engine/graph/limits.h"
#include "engine/graph/stream.h"

namespace nightjar::graph {

struct Slot;

// A batch on its way: the message of the graph's edges.
struct Unit {
  std::shared_ptr<Slot> slot;
  std::int64_t index = 0;
  std::unique_ptr<Batch> batch;
  std::optional<Error> failure;
  std::chrono::steady_clock::time_point read_at, begun_at;  // it was read; its features were begun
};
using UnitPtr = std::shared_ptr<Unit>;

// A stream in the graph. The dispatcher's fields are guarded by its lock.
struct Slot {
  explicit Slot(std::unique_ptr<Stream> s) : stream(std::move(s)) {}

  std::unique_ptr<Stream> stream;  // until it is closed
  std::int64_t next_index = 0;     // of the batch to be read; used by the reading step alone
  InOrder<UnitPtr> merging;
  bool merge_failed = false;  // used by the merging step alone

  // The dispatcher's:
  enum class State { opening, parked, reading, ended, closing } state = State::opening;
  std::int64_t age = 0;
  std::size_t in_flight = 0;   // batch credits held: one being read, the others on their way to merge
  std::optional<Error> cause;  // why the stream ends early
};
using SlotPtr = std::shared_ptr<Slot>;

// What a stream or a batch that a stop cut off is told: `code` is interrupted or not_started.
Error ended_early(ErrorCode code);

// What may start now; the caller starts it.
struct Actions {
  std::vector<SlotPtr> open;
  std::vector<SlotPtr> read;  // each holds a batch credit
  std::vector<SlotPtr> close;
};

// Rules:
// - A stream credit is held from open to close, a batch credit from read to merge. A finished batch that
//   waits for an earlier one of its stream keeps its credit, so the reorder buffers are bounded too.
// - A stream that finds no credit is parked: it holds no thread. When a credit returns, the oldest parked
//   stream goes first.
// - One batch credit is reserved for the oldest stream whenever it has none in flight, so it can always move.
//   Credits return only by work that never waits for one, so nothing can lock up.
// - While there are others, a stream that holds credits leaves the last `workers` of them (at most half) to
//   those that hold none. So what piles up behind a slow batch cannot take all: while a worker is free, some
//   stream goes on.
//
// Every member is safe for concurrent use.
class Dispatcher {
 public:
  // Borrows the source. Throws SetupError(bad_option) for a limit of 0.
  Dispatcher(const Limits& limits, StreamSource& source);

  // Events, each to be followed by take().
  void opened(const SlotPtr& slot, bool readable, std::optional<Error> cause);
  void batch_read(const SlotPtr& slot);                                // read gave a batch
  void read_ended(const SlotPtr& slot, std::optional<Error> cause);    // read gave none; its credit returns
  void batch_merged(const SlotPtr& slot, std::optional<Error> cause);  // its credit returns
  void closed(const SlotPtr& slot);

  // No more reading and no new streams: those in flight are closed as interrupted, those not begun as
  // not_started.
  void stop();
  bool stopping() const noexcept { return stopping_.load(std::memory_order_relaxed); }

  Actions take();

  // Waits until the source had no more and all streams are closed.
  void wait_idle();

 private:
  void begin_streams(Actions& actions);
  void begin_closes(Actions& actions);
  void begin_reads(Actions& actions);
  bool may_read(const Slot& slot) const;
  void end(Slot& slot, std::optional<Error> cause);

  const Limits limits_;
  StreamSource& source_;
  std::atomic<bool> stopping_ = false;

  std::mutex mutex_;
  std::condition_variable idle_;
  std::map<std::int64_t, SlotPtr> slots_;  // from open to close, by age
  std::int64_t next_age_ = 0;
  std::size_t free_batches_;
  bool source_dry_ = false;
};

}  // namespace nightjar::graph
