#include "nightjar/infer_queue.h"

#include <algorithm>
#include <string>

#include "engine/queue/queue_core.h"
#include "engine/recognizer/loaded_model.h"

namespace nightjar {
namespace {

std::size_t jobs_of(const Model& model, const InferQueueOptions& options) {
  if (model.loaded()->manifest.keeps_state()) {
    throw SetupError(
        ErrorCode::bad_option,
        "model " + model.name() +
            " keeps state from call to call, so its requests cannot run in any order; use a Recognizer");
  }
  constexpr std::size_t kMostJobs = 1024;
  if (options.jobs > kMostJobs) {
    throw SetupError(ErrorCode::bad_option, "jobs is " + std::to_string(options.jobs) + "; expected 0 to " +
                                                std::to_string(kMostJobs) +
                                                ", 0 for the model's optimal number");
  }
  return options.jobs != 0 ? options.jobs : model.properties().optimal_requests;
}

std::string text_of(std::size_t request_id, const Error& error) {
  return "request " + std::to_string(request_id) + ": " + error.message;
}

}  // namespace

RequestFailed::RequestFailed(std::size_t request_id, std::any userdata, const Error& error,
                             std::exception_ptr thrown)
    : std::runtime_error(text_of(request_id, error)),
      request_id_(request_id),
      userdata_(std::move(userdata)),
      code_(error.code),
      thrown_(std::move(thrown)) {}

ConstTensorView InferRequest::inputs() const {
  return core_->pool().input(id_);
}
ConstTensorView InferRequest::outputs() const {
  return core_->pool().output(id_);
}
const std::any& InferRequest::userdata() const {
  return core_->userdata(id_);
}
std::chrono::nanoseconds InferRequest::latency() const {
  return core_->latency(id_);
}
void InferRequest::wait() const {
  core_->wait(id_);
}

InferQueue::InferQueue(Model model, InferQueueOptions options) {
  const std::size_t jobs = jobs_of(model, options);
  core_ = std::make_unique<QueueCore>(std::move(model), jobs);
  core_->start_threads();
}
InferQueue::~InferQueue() = default;

void InferQueue::set_callback(InferCallback callback) {
  core_->set_callback(std::move(callback));
}
std::size_t InferQueue::start_async(const ConstTensorView& inputs, std::any userdata) {
  return *core_->start(inputs, {.userdata = std::move(userdata)}, kNever);
}
std::optional<std::size_t> InferQueue::try_start_async(const ConstTensorView& inputs, std::any userdata) {
  return core_->start(inputs, {.userdata = std::move(userdata)}, kNow);
}
std::optional<std::size_t> InferQueue::start_async_until(std::chrono::steady_clock::time_point deadline,
                                                         const ConstTensorView& inputs, std::any userdata) {
  return core_->start(inputs, {.userdata = std::move(userdata)}, deadline);
}
std::future<InferResult> InferQueue::submit(const ConstTensorView& inputs) {
  Order order{.promise = std::promise<InferResult>()};
  std::future<InferResult> future = order.promise->get_future();
  core_->start(inputs, std::move(order), kNever);
  return future;
}

std::size_t InferQueue::idle_request_id() const {
  return core_->idle_request_id();
}
bool InferQueue::is_ready() const {
  return core_->is_ready();
}
void InferQueue::wait_all() const {
  core_->wait_all();
}
std::size_t InferQueue::size() const noexcept {
  return core_->requests().size();
}
const InferRequest& InferQueue::operator[](std::size_t id) const noexcept {
  return core_->requests()[id];
}
const InferRequest* InferQueue::begin() const noexcept {
  return core_->requests().data();
}
const InferRequest* InferQueue::end() const noexcept {
  return begin() + size();
}

}  // namespace nightjar
