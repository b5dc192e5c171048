// `nightjar doctor --devices`: what each device and hint come to on this machine.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "models/interface/network.h"

namespace nightjar::cli {

// An object for each device with throughput and latency; and where there are several, for all of them with
// cumulative_throughput: the properties that a model has there which was loaded with that hint alone.
nlohmann::ordered_json device_table(std::span<const Device> devices);

std::string device_text(const nlohmann::ordered_json& table);

}  // namespace nightjar::cli
