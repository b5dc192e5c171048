#include "engine/graph/dispatcher.h"

#include <algorithm>
#include <string>
#include <utility>

namespace nightjar::graph {

Error ended_early(ErrorCode code) {
  return Error{code,
               code == ErrorCode::not_started ? "the run was stopped before this was begun"
                                              : "the run was stopped before this was finished",
               {},
               -1};
}

namespace {

void require_positive(std::size_t value, const char* what) {
  if (value == 0)
    throw SetupError(ErrorCode::bad_option,
                     std::string("graph limit '") + what + "' is 0; expected 1 or more");
}

}  // namespace

Dispatcher::Dispatcher(const Limits& limits, StreamSource& source)
    : limits_(limits), source_(source), free_batches_(limits.batches) {
  require_positive(limits.workers, "workers");
  require_positive(limits.batches, "batches");
  require_positive(limits.streams, "streams");
}

void Dispatcher::end(Slot& slot, std::optional<Error> cause) {
  slot.state = Slot::State::ended;
  if (!slot.cause) slot.cause = std::move(cause);
}

void Dispatcher::opened(const SlotPtr& slot, bool readable, std::optional<Error> cause) {
  std::lock_guard lock(mutex_);
  if (readable) {
    slot->state = Slot::State::parked;
  } else {
    end(*slot, std::move(cause));
  }
}

void Dispatcher::batch_read(const SlotPtr& slot) {
  std::lock_guard lock(mutex_);
  if (slot->state == Slot::State::reading) slot->state = Slot::State::parked;
}

void Dispatcher::read_ended(const SlotPtr& slot, std::optional<Error> cause) {
  std::lock_guard lock(mutex_);
  ++free_batches_;
  --slot->in_flight;
  end(*slot, std::move(cause));
}

void Dispatcher::batch_merged(const SlotPtr& slot, std::optional<Error> cause) {
  std::lock_guard lock(mutex_);
  ++free_batches_;
  --slot->in_flight;
  if (!cause) return;
  // A stream whose merging failed is read no further. If it is being read right now, that read ends it.
  if (!slot->cause) slot->cause = std::move(cause);
  if (slot->state == Slot::State::parked) slot->state = Slot::State::ended;
}

void Dispatcher::closed(const SlotPtr& slot) {
  std::lock_guard lock(mutex_);
  slots_.erase(slot->age);
}

void Dispatcher::stop() {
  stopping_.store(true, std::memory_order_relaxed);
}

Actions Dispatcher::take() {
  Actions actions;
  std::lock_guard lock(mutex_);
  begin_streams(actions);
  begin_closes(actions);
  begin_reads(actions);
  if (slots_.empty() && source_dry_) idle_.notify_all();
  return actions;
}

void Dispatcher::begin_streams(Actions& actions) {
  while (slots_.size() < limits_.streams) {
    auto stream = source_.next();
    source_dry_ = stream == nullptr;
    if (source_dry_) return;
    auto slot = std::make_shared<Slot>(std::move(stream));
    slot->age = next_age_++;
    slots_.emplace(slot->age, slot);
    if (stopping()) {
      end(*slot, ended_early(ErrorCode::not_started));
    } else {
      actions.open.push_back(std::move(slot));
    }
  }
}

void Dispatcher::begin_closes(Actions& actions) {
  for (const auto& [age, slot] : slots_) {
    const bool parked = slot->state == Slot::State::parked;
    if (parked && (stopping() || slot->cause)) end(*slot, ended_early(ErrorCode::interrupted));
    if (slot->state == Slot::State::ended && slot->in_flight == 0) {
      slot->state = Slot::State::closing;
      actions.close.push_back(slot);
    }
  }
}

void Dispatcher::begin_reads(Actions& actions) {
  for (const auto& [age, slot] : slots_) {
    if (!may_read(*slot)) continue;
    slot->state = Slot::State::reading;
    --free_batches_;
    ++slot->in_flight;
    actions.read.push_back(slot);
  }
}

bool Dispatcher::may_read(const Slot& slot) const {
  if (slot.state != Slot::State::parked) return false;
  if (limits_.stream_batches != 0 && slot.in_flight >= limits_.stream_batches) return false;
  const Slot& oldest = *slots_.begin()->second;
  const bool oldest_may_need_one =
      &slot != &oldest && oldest.in_flight == 0 && oldest.state != Slot::State::closing;
  const std::size_t reserved = oldest_may_need_one ? 1 : 0;
  const bool leaves_some = slot.in_flight > 0 && slots_.size() > 1;
  const std::size_t left = leaves_some ? std::min(limits_.workers, limits_.batches / 2) : 0;
  return free_batches_ > std::max(reserved, left) && slot.stream->wants_more();
}

void Dispatcher::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return slots_.empty() && source_dry_; });
}

}  // namespace nightjar::graph
