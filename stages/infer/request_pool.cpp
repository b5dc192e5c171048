#include "stages/infer/request_pool.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace nightjar {
namespace {

std::size_t largest_input(const NetworkSpec& spec) {
  const std::int64_t most = *std::ranges::max_element(spec.batch_sizes);
  return static_cast<std::size_t>(batch_view(nullptr, most, spec.input_shape).size());
}

}  // namespace

RequestPool::RequestPool(const NetworkSpec& spec, std::size_t size) : spec_(spec), slots_(size) {
  for (Slot& slot : slots_) slot.input.resize(largest_input(spec));
}

void RequestPool::set_input(std::size_t slot, const ConstTensorView& input) {
  Slot& s = slots_[slot];
  const ConstTensorView from = input;  // may be this slot's own
  std::memmove(s.input.data(), from.data, static_cast<std::size_t>(from.size()) * sizeof(float));
  s.shape = from;
  s.shape.data = s.input.data();
}

Expected<void> RequestPool::run(std::size_t slot, const NetworkRunner& network) {
  Slot& s = slots_[slot];
  auto output = network.run(s.shape);
  s.output = output ? std::move(*output) : std::vector<float>();
  if (!output) return Unexpected(std::move(output).error());
  return {};
}

ConstTensorView RequestPool::input(std::size_t slot) const {
  return slots_[slot].shape;
}

ConstTensorView RequestPool::output(std::size_t slot) const {
  const Slot& s = slots_[slot];
  if (s.output.empty()) return {};
  const std::vector<std::int64_t>& promised = spec_.output_shape;
  ConstTensorView view = batch_view(s.output.data(), s.shape.shape[0], promised);
  if (promised.size() > 1) view.shape[1] = std::ssize(s.output) / (view.shape[0] * promised.back());
  return view;
}

std::vector<float> RequestPool::take_output(std::size_t slot) {
  return std::exchange(slots_[slot].output, {});
}

}  // namespace nightjar
