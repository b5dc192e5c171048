// What a model is, for people.
#pragma once

#include <string>

#include "models/interface/manifest.h"

namespace nightjar::cli {

// One line for the listing and the facts: the key, then the value.
std::string model_field(const std::string& key, const std::string& value);

// "0.8 MiB", or "missing".
std::string weights_size(const Manifest& model);

// "430 x real time, on ...": as the manifest says; or empty.
std::string stated_speed(const Manifest& model);

std::string facts_of(const Manifest& model);

}  // namespace nightjar::cli
