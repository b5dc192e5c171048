// What is said of a spec that cannot be computed.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "nightjar/error.h"
#include "nightjar/features.h"

namespace nightjar::test {

// The message of the refusal, or "accepted".
inline std::string message_for(const FeatureSpec& spec, std::int64_t rate_hz, std::int64_t samples) {
  try {
    make_features(spec, rate_hz, samples);
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_manifest);
    return error.what();
  }
  return "accepted";
}

}  // namespace nightjar::test
