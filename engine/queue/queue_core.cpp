#include "engine/queue/queue_core.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "engine/recognizer/loaded_model.h"

namespace nightjar {

namespace {

constexpr int kLowNice = 10;

}  // namespace

struct QueueCore::Calling {
  const QueueCore& queue;
  const std::size_t id;
  bool rearmed = false;
};

thread_local QueueCore::Calling* QueueCore::inside = nullptr;

QueueCore::QueueCore(Model model, std::size_t jobs)
    : model_(std::move(model)),
      pool_(model_.loaded()->network.spec(), jobs),
      slots_(jobs),
      idle_(jobs),
      waiting_(jobs) {
  for (std::size_t id = 0; id < jobs; ++id) {
    requests_.push_back(InferRequest(*this, id));
    idle_.push(id);
  }
}

void QueueCore::start_threads() {
  const std::vector<ExecutionDevice>& devices = model_.properties().execution_devices;
  for (std::size_t d = 0; d < devices.size(); ++d) {
    const NetworkRunner& network = model_.loaded()->networks.at(d);
    const std::size_t served = devices[d].streams * devices[d].requests_per_stream;
    for (std::size_t i = 0; i < served && threads_.size() < requests_.size(); ++i)
      threads_.emplace_back([this, &network] { work(network); });
  }
}

QueueCore::~QueueCore() {
  {
    const Lock lock(mutex_);
    closing_ = true;
  }
  to_do_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void QueueCore::set_callback(InferCallback callback) {
  auto shared = callback ? std::make_shared<const InferCallback>(std::move(callback)) : nullptr;
  const Lock lock(mutex_);
  callback_.swap(shared);
}

std::optional<std::size_t> QueueCore::start(const ConstTensorView& input, Order order, Deadline deadline) {
  check(input);
  const std::optional<std::size_t> id = take(deadline, order.callback);
  if (!id) return std::nullopt;
  order.begin = std::chrono::steady_clock::now();
  pool_.set_input(*id, input);
  const Calling* const own = own_callback();
  if (own != nullptr && own->id == *id) {
    slots_[*id].next = std::move(order);
  } else {
    slots_[*id].order = std::move(order);
    hand_over(*id);
  }
  return id;
}

void QueueCore::check(const ConstTensorView& input) const {
  const NetworkRunner& network = model_.loaded()->network;
  if (network.takes(input)) return;
  std::string got;
  for (int i = 0; i < std::min(input.rank, 4); ++i)
    got += (i == 0 ? "" : ", ") + std::to_string(input.shape[static_cast<std::size_t>(i)]);
  throw SetupError(ErrorCode::bad_option, "input [" + got + "] for model " + network.spec().name +
                                              (input.data == nullptr ? " without data" : "") +
                                              "; expected float32 " + network.expected_shape());
}

std::optional<std::size_t> QueueCore::take(Deadline deadline,
                                           std::shared_ptr<const InferCallback>& callback) {
  Calling* const own = own_callback();
  Lock lock(mutex_);
  std::optional<std::size_t> id;
  if (own != nullptr) {
    id = take_inside(*own, deadline);
  } else {
    throw_failure();
    if (wait_for_idle(lock, deadline)) id = take_idle();
  }
  callback = callback_;
  return id;
}

bool QueueCore::wait_for_idle(Lock& lock, Deadline deadline) {
  const auto one_is_idle = [this] { return !idle_.empty(); };
  if (deadline == kNow) return one_is_idle();
  if (deadline != kNever) return freed_.wait_until(lock, deadline, one_is_idle);
  freed_.wait(lock, one_is_idle);
  return true;
}

std::optional<std::size_t> QueueCore::take_inside(Calling& calling, Deadline deadline) {
  if (closing_) {
    if (deadline != kNever) return std::nullopt;
    throw QueueClosing("a callback started a request of a queue that is being destroyed");
  }
  if (!idle_.empty()) return take_idle();
  if (!calling.rearmed) {
    calling.rearmed = true;
    return calling.id;
  }
  if (deadline != kNever) return std::nullopt;
  throw WouldDeadlock("all requests are busy, and the callback of request " + std::to_string(calling.id) +
                      " has started its own again already; give the queue more jobs, or use try_start_async");
}

void QueueCore::hand_over(std::size_t id) {
  {
    const Lock lock(mutex_);
    waiting_.push(id);
  }
  to_do_.notify_one();
}

void QueueCore::work(const NetworkRunner& network) {
  // Linux has it for each thread; where it is not allowed, the queue runs all the same.
  if (model_.properties().priority == Priority::low)
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kLowNice);
  model_.loaded()->backend.prepare_thread();
  while (const std::optional<std::size_t> id = next()) end_run(*id, serve(*id, network));
}

std::optional<std::size_t> QueueCore::next() {
  Lock lock(mutex_);
  to_do_.wait(lock, [this] { return !waiting_.empty() || closing_; });
  if (waiting_.empty()) return std::nullopt;
  return waiting_.pop();
}

void QueueCore::end_run(std::size_t id, bool again) {
  {
    const Lock lock(mutex_);
    ++slots_[id].runs;
    slots_[id].busy = again;
    (again ? waiting_ : idle_).push(id);
  }
  // Not under the lock: whoever wakes would wait for it at once.
  if (!again) freed_.notify_one();
  ended_.notify_all();
}

// True: its callback has started it again.
bool QueueCore::serve(std::size_t id, const NetworkRunner& network) {
  Slot& slot = slots_[id];
  const Expected<void> ran = pool_.run(id, network);
  slot.latency = std::chrono::steady_clock::now() - slot.order.begin;
  if (slot.order.promise) {
    try {
      if (!ran) throw RequestFailed(id, {}, ran.error(), nullptr);
      const ConstTensorView output = pool_.output(id);
      InferResult result{{}, {output.shape.begin(), output.shape.begin() + output.rank}};
      result.values = pool_.take_output(id);
      slot.order.promise->set_value(std::move(result));
    } catch (...) {
      slot.order.promise->set_exception(std::current_exception());
    }
    return false;
  }
  if (!ran) {
    fail(id, ran.error(), nullptr);
    return false;
  }
  if (!slot.order.callback) return false;
  Calling calling{*this, id};
  inside = &calling;
  call_back(id, *slot.order.callback);
  inside = nullptr;
  if (calling.rearmed) slot.order = std::exchange(slot.next, {});
  return calling.rearmed;
}

void QueueCore::call_back(std::size_t id, const InferCallback& callback) {
  const auto threw = [&](const std::string& what) {
    fail(id, {ErrorCode::internal_error, "its callback threw: " + what}, std::current_exception());
  };
  try {
    callback(requests_[id], slots_[id].order.userdata);
  } catch (const std::exception& e) {
    threw(e.what());
  } catch (...) {
    threw("an exception of unknown type");
  }
}

void QueueCore::fail(std::size_t id, const Error& error, const std::exception_ptr& thrown) noexcept {
  try {
    RequestFailed failure(id, slots_[id].order.userdata, error, thrown);
    const Lock lock(mutex_);
    failures_.push_back(std::move(failure));
  } catch (...) {
    const Lock lock(mutex_);
    failure_lost_ = true;
  }
}

void QueueCore::throw_failure() {
  if (std::exchange(failure_lost_, false)) throw std::bad_alloc();
  if (!failures_.empty()) throw remove_failure(0);
}

RequestFailed QueueCore::remove_failure(std::ptrdiff_t index) {
  const auto at = failures_.begin() + index;
  RequestFailed failure = std::move(*at);
  failures_.erase(at);
  return failure;
}

std::size_t QueueCore::take_idle() noexcept {
  const std::size_t id = idle_.pop();
  slots_[id].busy = true;
  return id;
}

QueueCore::Calling* QueueCore::own_callback() const noexcept {
  return inside != nullptr && &inside->queue == this ? inside : nullptr;
}

void QueueCore::refuse_inside() const {
  if (const Calling* const own = own_callback()) {
    throw WouldDeadlock("the callback of request " + std::to_string(own->id) +
                        " waits for requests of its own queue, which are idle only once it has returned");
  }
}

std::size_t QueueCore::idle_request_id() {
  const Calling* const own = own_callback();
  Lock lock(mutex_);
  if (own == nullptr) {
    throw_failure();
    ended_.wait(lock, [this] { return !idle_.empty(); });
  } else if (idle_.empty()) {
    if (own->rearmed) refuse_inside();
    return own->id;
  }
  return idle_.front();
}

bool QueueCore::is_ready() {
  const Calling* const own = own_callback();
  const Lock lock(mutex_);
  return own != nullptr ? !closing_ && !(idle_.empty() && own->rearmed) : !idle_.empty();
}

void QueueCore::wait_all() {
  refuse_inside();
  Lock lock(mutex_);
  ended_.wait(lock, [this] { return idle_.full(); });
  throw_failure();
}

void QueueCore::wait(std::size_t id) {
  refuse_inside();
  Lock lock(mutex_);
  const std::uint64_t runs = slots_[id].runs;
  ended_.wait(lock, [&] { return !slots_[id].busy || slots_[id].runs != runs; });
  const auto failure =
      std::ranges::find_if(failures_, [id](const RequestFailed& f) { return f.request_id() == id; });
  if (failure != failures_.end()) throw remove_failure(failure - failures_.begin());
}

}  // namespace nightjar
