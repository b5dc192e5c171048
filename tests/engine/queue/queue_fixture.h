// Queues over the echo model.
#pragma once

#include <gmock/gmock.h>

#include <any>
#include <atomic>
#include <latch>

#include "nightjar/infer_queue.h"
#include "tests/engine/support/echo_model.h"

namespace nightjar {

class QueueTest : public testing::Test {
 protected:
  InferQueue queue_of(std::size_t jobs, std::size_t streams = 2) const {
    return InferQueue(echo_model(backend_, {.num_streams = streams}), {.jobs = jobs});
  }

  // From now on every run waits for `gate`.
  void hold(std::latch& gate) const {
    *backend_.hook = [&gate](float) -> Expected<void> {
      gate.wait();
      return {};
    };
  }

  // The same, and values below 0 then fail: -1 by an Error, others by an exception.
  void fail_below_zero(std::latch& gate) const {
    *backend_.hook = [&gate](float value) -> Expected<void> {
      gate.wait();
      if (value == -1) return Unexpected(Error{ErrorCode::inference_failed, "minus one"});
      if (value < 0) throw std::runtime_error("far below");
      return {};
    };
  }

  EchoBackend backend_;
};

inline float first_of(const ConstTensorView& view) {
  return view.values().empty() ? -1000 : view.values()[0];
}

}  // namespace nightjar
