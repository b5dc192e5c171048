// The table of `nightjar doctor --devices`, with a device that is made up.
#include "tools/cli/doctor/device_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/machine/machine.h"

namespace nightjar::cli {
namespace {

using testing::HasSubstr;

TEST(DeviceTable, has_each_device_with_each_hint_and_all_of_them_together) {
  const std::vector<Device> devices{{.name = "GPU", .requests_per_stream = 2, .most_streams = 1}, Device()};
  const auto table = device_table(devices);
  ASSERT_EQ(table.size(), 5U);
  EXPECT_EQ(table[0]["device"], "GPU");
  EXPECT_EQ(table[0]["hint"], "throughput");
  EXPECT_EQ(table[0]["optimal_requests"], 2);
  EXPECT_EQ(table[1]["hint"], "latency");
  EXPECT_EQ(table[1]["optimal_requests"], 1);
  EXPECT_EQ(table[2]["device"], "CPU");
  EXPECT_EQ(table[2]["optimal_requests"], worker_count(0));
  EXPECT_EQ(table[3]["inference_threads"], worker_count(0));
  EXPECT_EQ(table[4]["device"], "AUTO");
  EXPECT_EQ(table[4]["execution_devices"].dump(), R"(["GPU","CPU"])");
  EXPECT_EQ(table[4]["optimal_requests"], 2 + worker_count(0));
  EXPECT_THAT(device_text(table), HasSubstr("GPU + CPU\n"));
  EXPECT_EQ(device_table(std::vector<Device>{Device()}).size(), 2U);
}

}  // namespace
}  // namespace nightjar::cli
