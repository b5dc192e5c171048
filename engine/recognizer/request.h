// One call of the recognizer: recordings to be begun in order, and those that are not closed yet.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

#include "engine/graph/stream.h"

namespace nightjar {

// Safe for concurrent use. Held by shared pointers: by the caller, by the engine, and by every open stream.
class Request : public std::enable_shared_from_this<Request> {
 public:
  // Makes stream `index`, which calls `on_closed` once it is closed. Null means "not now". What it throws
  // ends the request and reaches wait().
  using MakeStream =
      std::function<std::unique_ptr<graph::Stream>(std::size_t index, std::function<void()> on_closed)>;

  Request(std::size_t count, MakeStream make) : count_(count), make_(std::move(make)) {}

  // The next stream, or null: not now, or none left. One call at a time.
  std::unique_ptr<graph::Stream> next();
  bool exhausted() const;  // none is left to begin

  void abandon();  // begins no more
  void wait();     // until all that were begun are closed

 private:
  void one_closed();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_;
  std::size_t begun_ = 0;
  std::size_t open_ = 0;
  std::exception_ptr failure_;
  const MakeStream make_;
};

}  // namespace nightjar
