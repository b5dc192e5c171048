// What an InferQueue does: hands out requests, runs them on its threads, and keeps what failed.
#pragma once

#include <any>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/queue/id_ring.h"
#include "nightjar/infer_queue.h"
#include "stages/infer/request_pool.h"

namespace nightjar {

using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline kNever = Deadline::max();  // waits for ever
inline constexpr Deadline kNow = Deadline::min();    // does not wait

// What is asked of a request besides its input.
struct Order {
  std::any userdata{};
  std::optional<std::promise<InferResult>> promise{};  // goes before the callback
  std::shared_ptr<const InferCallback> callback{};
  std::chrono::steady_clock::time_point begin{};
};

// The rules are those of nightjar/infer_queue.h.
//
// A request's slot belongs to one thread at a time: to whoever took it from idle_, then to the worker that
// took it from waiting_; the lock of the two hands it over. So nothing else in a slot needs a lock.
class QueueCore {
 public:
  QueueCore(Model model, std::size_t jobs);
  ~QueueCore();
  QueueCore(const QueueCore&) = delete;
  QueueCore& operator=(const QueueCore&) = delete;

  // Of each device as many as its streams serve requests, the best device first, but no more than requests.
  void start_threads();
  void set_callback(InferCallback callback);
  std::optional<std::size_t> start(const ConstTensorView& input, Order order, Deadline deadline);
  std::size_t idle_request_id();
  bool is_ready();
  void wait_all();
  void wait(std::size_t id);

  const RequestPool& pool() const noexcept { return pool_; }
  const std::any& userdata(std::size_t id) const { return slots_[id].order.userdata; }
  std::chrono::nanoseconds latency(std::size_t id) const { return slots_[id].latency; }
  const std::vector<InferRequest>& requests() const noexcept { return requests_; }

 private:
  struct Slot {
    Order order;  // of the run under way, or the last one
    Order next;   // of the run that its own callback asked for
    std::chrono::nanoseconds latency{};
    bool busy = false;       // guarded by mutex_, as the next
    std::uint64_t runs = 0;  // that are over
  };
  struct Calling;
  using Lock = std::unique_lock<std::mutex>;

  std::optional<std::size_t> take(Deadline deadline, std::shared_ptr<const InferCallback>& callback);
  bool wait_for_idle(Lock& lock, Deadline deadline);
  std::optional<std::size_t> take_inside(Calling& calling, Deadline deadline);
  void check(const ConstTensorView& input) const;
  void hand_over(std::size_t id);
  void work(const NetworkRunner& network);
  std::optional<std::size_t> next();
  bool serve(std::size_t id, const NetworkRunner& network);
  void end_run(std::size_t id, bool again);
  void call_back(std::size_t id, const InferCallback& callback);
  void fail(std::size_t id, const Error& error, const std::exception_ptr& thrown) noexcept;
  std::size_t take_idle() noexcept;
  void throw_failure();
  RequestFailed remove_failure(std::ptrdiff_t index);
  Calling* own_callback() const noexcept;
  void refuse_inside() const;

  static thread_local Calling* inside;  // the callback that this thread is in

  const Model model_;
  RequestPool pool_;
  std::vector<Slot> slots_;
  std::vector<InferRequest> requests_;

  std::mutex mutex_;
  std::condition_variable to_do_;  // waiting_ has one, or closing_
  std::condition_variable freed_;  // idle_ has one, for one that will take it
  std::condition_variable ended_;  // a run is over, for those that only look
  IdRing idle_;
  IdRing waiting_;  // started, for a thread to run
  std::shared_ptr<const InferCallback> callback_;
  std::deque<RequestFailed> failures_;
  bool failure_lost_ = false;  // there was no memory to keep one
  bool closing_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace nightjar
