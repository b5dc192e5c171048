// The model alone, asynchronously: requests that wait for nobody but a free thread, as OpenVINO's
// AsyncInferQueue has them, for callers that make the model's inputs themselves.
//
//   nightjar::InferQueue queue(nightjar::Model::load("models/sounds"));
//   queue.set_callback([](const nightjar::InferRequest& request, const std::any& userdata) {
//     use(request.outputs(), std::any_cast<int>(userdata));
//   });
//   for (int i = 0; i < n; ++i) queue.start_async(input(i), i);  // waits while all requests are busy
//   queue.wait_all();
//
// Inputs are float32 [segments, shape...] as Model::properties() says, and Model::input_of() makes one of
// sound; outputs are float32 [segments, labels], or of emissions [segments, rows, labels]: what the network
// gives, not yet decoded.
//
// Threads. The queue has threads of its own. A request and its callback run on the same one of them;
// different requests run at once, their callbacks too, and end in any order. Every member but the destructor
// is safe for concurrent use, by many producers too.
//
// Idle. A request is busy from the moment it is taken to be started until its callback has returned (where
// there is none, until the model has run). Only then is it handed out again: those idle for longest first.
//
// Inside a callback nothing waits. start_async() takes an idle request, and where there is none the
// callback's own, once: that one is run again after its callback has returned, behind what was started
// before. Where that is taken too, start_async() throws WouldDeadlock, the others that start give nothing.
// wait() and wait_all() always throw WouldDeadlock, idle_request_id() where it would have to wait. Only of
// the future of a request of the same queue nobody can see that a callback must not wait for it.
//
// Validity. Inputs are copied, so the caller's memory is free again when the call returns. What a request
// shows (inputs, outputs, userdata, latency) is of its last run, and may be read inside its callback, and
// then until the request is started again: with one producer up to its next call that starts, with several
// inside the callback alone. A callback that starts its own request again keeps its outputs and userdata
// until it returns, but not its inputs.
//
// Failures. A request whose model failed has no callback. That, and what a callback throws, is kept with the
// request's id and userdata, and thrown as RequestFailed: by the next call of start_async, try_start_async,
// start_async_until (which then start nothing), idle_request_id or wait_all, one failure a call, the oldest
// first, or by that request's wait(). Calls inside callbacks throw no failures of others. Other requests go
// on, and the request itself is idle again. A future gets its own failure, and nobody else does.
//
// The end. The destructor waits until all that was started has run, callbacks and futures included; callbacks
// can start nothing any more (start_async() throws QueueClosing, the others that start give nothing).
// Failures that nobody asked for are dropped. It must not run inside a callback, nor while another thread is
// in a call.
//
// Cost. The queue allocates nothing for a request: its buffers are there from the start. The network
// allocates its output, submit() a future and its shape, the caller perhaps what a std::any holds.
#pragma once

#include <any>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/model.h"
#include "nightjar/tensor.h"

namespace nightjar {

class QueueCore;

// One of a queue's requests: a handle, valid as long as the queue.
class InferRequest {
 public:
  std::size_t id() const noexcept { return id_; }  // 0 to size() - 1
  ConstTensorView inputs() const;                  // the queue's copy
  ConstTensorView outputs() const;                 // empty before the first run, and of one that failed
  const std::any& userdata() const;
  std::chrono::nanoseconds latency()
      const;  // from the start to the model's end, waiting for a thread included

  // Returns when the run that is under way now, if any, is over, its callback included. Throws that request's
  // oldest failure.
  void wait() const;

 private:
  friend class QueueCore;
  InferRequest(QueueCore& core, std::size_t id) noexcept : core_(&core), id_(id) {}

  QueueCore* core_;
  std::size_t id_;
};

using InferCallback = std::function<void(const InferRequest& request, const std::any& userdata)>;

// What a future of submit() gives: float32, row-major.
struct InferResult {
  std::vector<float> values;
  std::vector<std::int64_t> shape;  // that of InferRequest::outputs()
};

// A request whose model failed, or whose callback threw.
class RequestFailed : public std::runtime_error {
 public:
  RequestFailed(std::size_t request_id, std::any userdata, const Error& error, std::exception_ptr thrown);

  std::size_t request_id() const noexcept { return request_id_; }
  const std::any& userdata() const noexcept { return userdata_; }
  ErrorCode code() const noexcept { return code_; }  // internal_error where the callback threw
  const std::exception_ptr& thrown() const noexcept { return thrown_; }  // by the callback; else null

 private:
  std::size_t request_id_;
  std::any userdata_;
  ErrorCode code_;
  std::exception_ptr thrown_;
};

// A call inside a callback that would have waited for that very callback.
struct WouldDeadlock : std::logic_error {
  using std::logic_error::logic_error;
};

// A start inside a callback of a queue that is being destroyed.
struct QueueClosing : std::logic_error {
  using std::logic_error::logic_error;
};

struct InferQueueOptions {
  std::size_t jobs = 0;  // requests, up to 1,024; 0: the model's optimal number
};

class InferQueue {
 public:
  // Starts the threads: of each of the model's devices one for each request that its streams serve, but no
  // more in all than there are requests. Throws
  // SetupError(bad_option): too many jobs, or a model that keeps state, whose runs depend on their order.
  explicit InferQueue(Model model, InferQueueOptions options = {});
  ~InferQueue();
  InferQueue(const InferQueue&) = delete;
  InferQueue& operator=(const InferQueue&) = delete;

  // Called once for each request that ran, of those started from now on; an empty one is none.
  void set_callback(InferCallback callback);

  // Starts a request, and returns its id; while all are busy, waits for one: that is the back-pressure.
  // Throws SetupError(bad_option) for an input of a shape that the model does not take; nothing is started
  // then.
  std::size_t start_async(const ConstTensorView& inputs, std::any userdata = {});

  // The same, but nothing where all are busy; or still are at `deadline`.
  std::optional<std::size_t> try_start_async(const ConstTensorView& inputs, std::any userdata = {});
  std::optional<std::size_t> start_async_until(std::chrono::steady_clock::time_point deadline,
                                               const ConstTensorView& inputs, std::any userdata = {});

  // Starts as start_async() does, without a callback: the future is the answer, or throws RequestFailed. It
  // outlives the queue.
  std::future<InferResult> submit(const ConstTensorView& inputs);

  // The request that start_async() would take now; waits while all are busy. Another producer may be first.
  std::size_t idle_request_id() const;
  bool is_ready() const;  // start_async() would not wait now
  void wait_all() const;  // until all are idle, those that callbacks started too

  std::size_t size() const noexcept;
  const InferRequest& operator[](std::size_t id) const noexcept;  // id < size()
  const InferRequest* begin() const noexcept;
  const InferRequest* end() const noexcept;

 private:
  std::unique_ptr<QueueCore> core_;
};

}  // namespace nightjar
