// Requests to one network: the buffers of each, and how one is run. No threads, no order, no waiting: whoever
// has threads decides what runs where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nightjar/error.h"
#include "nightjar/tensor.h"
#include "stages/infer/network_runner.h"

namespace nightjar {

// Calls for different slots are concurrent; those for one slot come one at a time.
class RequestPool {
 public:
  // `size` slots, each with room for the spec's largest input; nothing is allocated later but by the network,
  // for its output. Borrows the spec.
  RequestPool(const NetworkSpec& spec, std::size_t size);

  std::size_t size() const noexcept { return slots_.size(); }

  // Copies `input`, which NetworkRunner::takes; it may lie in a slot's input or output.
  void set_input(std::size_t slot, const ConstTensorView& input);

  // Runs `network`, which is one without state, made for the pool's spec on any device, on the input: by
  // NetworkRunner::run, as the graph does. After a failure there is no output. The calling thread must have
  // called Backend::prepare_thread() once.
  Expected<void> run(std::size_t slot, const NetworkRunner& network);

  // The views are valid until the next set_input(), or run() or take_output(), of the slot.
  ConstTensorView input(std::size_t slot) const;
  // float32 [segments, values], or of emissions [segments, rows, values]; empty before the first run.
  ConstTensorView output(std::size_t slot) const;
  std::vector<float> take_output(std::size_t slot);

 private:
  struct Slot {
    std::vector<float> input;  // of the largest size
    ConstTensorView shape;     // of what is in it; views `input`
    std::vector<float> output;
  };

  const NetworkSpec& spec_;
  std::vector<Slot> slots_;
};

}  // namespace nightjar
