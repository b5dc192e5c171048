// What one index can hold.
#pragma once

#include <cstdint>

namespace nightjar {

inline constexpr std::int64_t kMostPositions = std::int64_t{1} << 32;  // 4 years of sound
inline constexpr std::int64_t kMostLandmarks = std::int64_t{1} << 29;  // 2 GiB in memory
inline constexpr std::int64_t kMostReferences = std::int64_t{1} << 24;
inline constexpr std::int64_t kMostIdBytes = 65535;

}  // namespace nightjar
