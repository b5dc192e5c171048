// What the graph promises of every run.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

#include "tests/engine/graph/fake_stream.h"

namespace nightjar::graph {

inline void expect_promises(const Observed& o, const Limits& limits, std::size_t streams) {
  EXPECT_THAT(o.violations, testing::IsEmpty());
  EXPECT_EQ(o.closed, static_cast<std::int64_t>(streams));
  EXPECT_EQ(o.processed + o.gap, o.frames);
  EXPECT_LE(o.working.peak(), static_cast<int>(limits.workers));
  EXPECT_LE(o.batches.peak(), static_cast<int>(limits.batches));
  EXPECT_LE(o.open_streams.peak(), static_cast<int>(limits.streams));
  EXPECT_EQ(o.batches.now(), 0);
  EXPECT_EQ(o.open_streams.now(), 0);
}

}  // namespace nightjar::graph
