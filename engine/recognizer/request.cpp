#include "engine/recognizer/request.h"

#include <utility>

namespace nightjar {

std::unique_ptr<graph::Stream> Request::next() {
  std::size_t index = 0;
  {
    std::lock_guard lock(mutex_);
    if (begun_ >= count_) return nullptr;
    index = begun_++;
    ++open_;
  }
  // Outside the lock: what makes the stream may take locks of its own.
  std::unique_ptr<graph::Stream> stream;
  std::exception_ptr failure;
  try {
    stream = make_(index, [self = shared_from_this()] { self->one_closed(); });
  } catch (...) {
    failure = std::current_exception();
  }
  if (stream) return stream;
  std::lock_guard lock(mutex_);
  --begun_;
  --open_;
  if (failure) {
    failure_ = failure;
    count_ = begun_;
  }
  changed_.notify_all();
  return nullptr;
}

void Request::one_closed() {
  std::lock_guard lock(mutex_);
  --open_;
  changed_.notify_all();
}

bool Request::exhausted() const {
  std::lock_guard lock(mutex_);
  return begun_ >= count_;
}

void Request::abandon() {
  std::lock_guard lock(mutex_);
  count_ = 0;
  changed_.notify_all();
}

void Request::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return begun_ >= count_ && open_ == 0; });
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace nightjar
