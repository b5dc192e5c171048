// What a model is, for people.
#pragma once

#include <cstdint>
#include <string>

#include "models/interface/manifest.h"

namespace nightjar::cli {

// "2.048 s": of samples at the model's rate.
std::string duration_of(std::int64_t samples, const Manifest& model);

// "0.8 MiB", or "missing".
std::string weights_size(const Manifest& model);

// "430 x real time, on ...": as the manifest says; or empty.
std::string stated_speed(const Manifest& model);

std::string facts_of(const Manifest& model);

}  // namespace nightjar::cli
