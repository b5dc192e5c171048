#include "stages/infer/step_runner.h"

#include <algorithm>
#include <string>
#include <utility>

namespace nightjar {

Expected<void> StepRunner::continue_at(std::int64_t step) {
  if (step == next_) return {};
  if (instance_) return instance_->reset();
  auto instance = network_.network().instance();
  if (!instance) return Unexpected(std::move(instance).error());
  instance_ = std::move(*instance);
  return {};
}

Expected<std::vector<float>> StepRunner::run(std::span<const float> features,
                                             std::span<const std::int64_t> shape, std::int64_t first,
                                             std::span<const std::uint8_t> whole) {
  const auto steps = std::ssize(whole);
  const std::int64_t values = batch_view(features.data(), 1, shape).size();
  if (std::ssize(features) != steps * values) {
    return Unexpected(Error{ErrorCode::inference_failed,
                            "model " + network_.spec().name + ": got " + std::to_string(features.size()) +
                                " values for " + std::to_string(steps) + " steps, expected " +
                                std::to_string(steps * values)});
  }
  std::vector<float> output;
  for (std::int64_t begin = 0; begin < steps;) {
    const auto lacking = std::find(whole.begin() + begin, whole.end(), 0);
    const std::int64_t end = std::min(lacking - whole.begin() + 1, steps);
    if (auto ready = continue_at(first + begin); !ready) return Unexpected(std::move(ready).error());
    next_ = -1;
    const auto part = features.subspan(static_cast<std::size_t>(begin * values),
                                       static_cast<std::size_t>((end - begin) * values));
    auto got = network_.run(part, shape, end - begin, *instance_);
    if (!got) return got;
    output.insert(output.end(), got->begin(), got->end());
    if (lacking == whole.end()) next_ = first + end;
    begin = end;
  }
  return output;
}

}  // namespace nightjar
