#include "stages/features/log_scale.h"

#include <algorithm>

#include "stages/features/fast_log.h"

namespace nightjar {
namespace {

void take_log(const LogMelSpec& spec, std::span<float> values) noexcept {
  if (spec.log == "ln") return log_in_place(values);
  decibels_in_place(values);
  if (spec.log == "db") return;
  const float unit = spec.log == "db20" ? 2.0F : 0.1F;
  for (float& value : values) value *= unit;
}

}  // namespace

void to_log_scale(const LogMelSpec& spec, std::span<float> values) noexcept {
  if (spec.log == "none") return;
  const auto floor = static_cast<float>(spec.log_floor);
  if (spec.log_guard == "add") {
    for (float& value : values) value += floor;
  } else {
    for (float& value : values) value = std::max(floor, value);
  }
  take_log(spec, values);
  if (spec.top_db == 0) return;
  const float lowest = *std::max_element(values.begin(), values.end()) - static_cast<float>(spec.top_db);
  for (float& value : values) value = std::max(value, lowest);
}

}  // namespace nightjar
