#include "engine/machine/machine.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "engine/machine/cgroup.h"

namespace nightjar {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kGiB = std::int64_t{1} << 30;

// A made-up /proc and /sys.
class FakeTree : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(::testing::TempDir()) / ("nightjar_machine_" + std::to_string(getpid()) + test->name());
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    const fs::path file = root_ / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void v2_mount(const std::string& part = "/") {
    write("proc/self/mountinfo", "22 1 0:20 / /proc rw - proc proc rw\n30 23 0:26 " + part +
                                     " /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
  }
  CgroupLimits limits() const { return cgroup_limits(root_.string()); }
  std::string root() const { return root_.string(); }

  fs::path root_;
};

TEST_F(FakeTree, nothing_there_is_no_limit) {
  EXPECT_EQ(limits().cores, 0);
  EXPECT_EQ(limits().memory_bytes, 0);
}

TEST_F(FakeTree, version_2_quota_and_memory_are_found) {
  v2_mount();
  write("proc/self/cgroup", "0::/user.slice/app\n");
  write("sys/fs/cgroup/user.slice/app/cpu.max", "150000 100000\n");
  write("sys/fs/cgroup/user.slice/app/memory.max", "2147483648\n");
  EXPECT_DOUBLE_EQ(limits().cores, 1.5);
  EXPECT_EQ(limits().memory_bytes, 2 * kGiB);
}

TEST_F(FakeTree, version_2_max_is_no_limit) {
  v2_mount();
  write("proc/self/cgroup", "0::/app\n");
  write("sys/fs/cgroup/app/cpu.max", "max 100000\n");
  write("sys/fs/cgroup/app/memory.max", "max\n");
  EXPECT_EQ(limits().cores, 0);
  EXPECT_EQ(limits().memory_bytes, 0);
}

TEST_F(FakeTree, a_tighter_parent_counts) {
  v2_mount();
  write("proc/self/cgroup", "0::/outer/inner\n");
  write("sys/fs/cgroup/outer/cpu.max", "100000 100000\n");
  write("sys/fs/cgroup/outer/inner/cpu.max", "800000 100000\n");
  write("sys/fs/cgroup/outer/inner/memory.max", "1073741824\n");
  write("sys/fs/cgroup/outer/memory.max", "4294967296\n");
  EXPECT_DOUBLE_EQ(limits().cores, 1);
  EXPECT_EQ(limits().memory_bytes, kGiB);
}

TEST_F(FakeTree, a_container_sees_its_part_mounted_as_the_whole) {
  v2_mount("/system.slice/docker-1.scope");
  write("proc/self/cgroup", "0::/system.slice/docker-1.scope/app\n");
  write("sys/fs/cgroup/app/cpu.max", "50000 100000\n");
  write("sys/fs/cgroup/memory.max", "536870912\n");
  EXPECT_DOUBLE_EQ(limits().cores, 0.5);
  EXPECT_EQ(limits().memory_bytes, kGiB / 2);
}

TEST_F(FakeTree, a_group_outside_the_mount_reads_the_mount_point) {
  v2_mount();
  write("proc/self/cgroup", "0::/../../host/app\n");
  write("sys/fs/cgroup/memory.max", "1073741824\n");
  EXPECT_EQ(limits().memory_bytes, kGiB);
}

TEST_F(FakeTree, version_1_quota_and_memory_are_found) {
  write("proc/self/mountinfo",
        "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
        "36 31 0:33 / /sys/fs/cgroup/my\\040memory rw - cgroup cgroup rw,memory\n");
  write("proc/self/cgroup", "4:memory:/box\n2:cpu,cpuacct:/box\n0::/\n");
  write("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "250000\n");
  write("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
  write("sys/fs/cgroup/my memory/box/memory.limit_in_bytes", "1073741824\n");
  EXPECT_DOUBLE_EQ(limits().cores, 2.5);
  EXPECT_EQ(limits().memory_bytes, kGiB);
}

TEST_F(FakeTree, version_1_has_its_own_ways_to_say_no_limit) {
  write("proc/self/mountinfo",
        "33 31 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n"
        "36 31 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
  write("proc/self/cgroup", "4:memory:/\n1:cpu:/\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(limits().cores, 0);
  EXPECT_EQ(limits().memory_bytes, 0);
}

TEST_F(FakeTree, malformed_files_are_no_limit) {
  v2_mount();
  write("proc/self/cgroup", "rubbish\n0:\n0::/app\n");
  write("sys/fs/cgroup/app/cpu.max", "100000 0\n");
  write("sys/fs/cgroup/app/memory.max", "12monkeys\n");
  EXPECT_EQ(limits().cores, 0);
  EXPECT_EQ(limits().memory_bytes, 0);
}

TEST_F(FakeTree, usable_cores_are_the_quota_rounded_up_within_the_affinity) {
  v2_mount();
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.max", "40000 100000\n");
  EXPECT_EQ(core_limits(root()).usable, 1u);
  write("sys/fs/cgroup/cpu.max", "9900000000 100000\n");
  EXPECT_EQ(core_limits(root()).usable, core_limits(root()).affinity);
}

TEST_F(FakeTree, cpusets_of_both_versions_are_found_and_the_tightest_counts) {
  v2_mount();
  write("proc/self/cgroup", "0::/outer/inner\n");
  EXPECT_FALSE(limits().cpuset);
  write("sys/fs/cgroup/outer/cpuset.cpus.effective", "0-3,8\n");
  EXPECT_EQ(limits().cpuset, (std::set<int>{0, 1, 2, 3, 8}));
  write("sys/fs/cgroup/outer/inner/cpuset.cpus.effective", "2-5\n");
  EXPECT_EQ(limits().cpuset, (std::set<int>{2, 3}));
  write("proc/self/mountinfo", "33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n");
  write("proc/self/cgroup", "3:cpuset:/box\n");
  write("sys/fs/cgroup/cpuset/box/cpuset.effective_cpus", "1\n");
  EXPECT_EQ(limits().cpuset, (std::set<int>{1}));
}

TEST_F(FakeTree, lists_of_processors_that_are_malformed_are_no_limit) {
  EXPECT_EQ(cpu_list("0-1,7"), (std::set<int>{0, 1, 7}));
  for (const char* wrong : {"", "a", "1-", "1;2", "-1", "1,,2", "0-99999999", "0-70000"})
    EXPECT_FALSE(cpu_list(wrong)) << wrong;
}

// The processors that this test may run on, in order.
std::vector<int> allowed_cpus() {
  cpu_set_t set;
  EXPECT_EQ(sched_getaffinity(0, sizeof set, &set), 0);
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

TEST_F(FakeTree, usable_cores_are_within_the_cpuset_unless_it_names_none_of_them) {
  const std::vector<int> cpus = allowed_cpus();
  v2_mount();
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpuset.cpus.effective", std::to_string(cpus.front()) + "\n");
  EXPECT_EQ(core_limits(root()).usable, 1u);
  EXPECT_EQ(core_limits(root()).affinity, cpus.size());
  write("sys/fs/cgroup/cpuset.cpus.effective", "65000\n");
  EXPECT_EQ(core_limits(root()).usable, cpus.size());
}

TEST_F(FakeTree, siblings_of_a_core_are_counted_once) {
  const std::vector<int> cpus = allowed_cpus();
  const auto siblings = [this](int cpu, const std::string& list) {
    write("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/thread_siblings_list", list + "\n");
  };
  EXPECT_EQ(core_limits(root()).physical, cpus.size()) << "unknown: each by itself";
  for (const int cpu : cpus) siblings(cpu, "0-127");
  EXPECT_EQ(core_limits(root()).physical, 1u);
  EXPECT_EQ(core_limits(root()).usable, cpus.size());
  for (const int cpu : cpus) siblings(cpu, std::to_string(cpu) + "," + std::to_string(cpu + 64));
  EXPECT_EQ(core_limits(root()).physical, cpus.size());
  v2_mount();
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.max", "40000 100000\n");
  EXPECT_EQ(core_limits(root()).physical, 1u) << "at most as many as may be used";
}

TEST_F(FakeTree, processor_is_named_as_the_kernel_does) {
  write("proc/cpuinfo", "processor\t: 0\nvendor_id\t: X\nmodel name\t: A Processor @ 3 GHz\n");
  EXPECT_EQ(cpu_name(root()), "A Processor @ 3 GHz");
  write("proc/cpuinfo", "CPU part\t: 0xd0c\n");
  EXPECT_EQ(cpu_name(root()), instruction_set());
}

TEST_F(FakeTree, usable_memory_is_the_smaller_of_machine_and_group) {
  v2_mount();
  write("proc/self/cgroup", "0::/\n");
  write("proc/meminfo", "MemTotal:        4194304 kB\nMemFree:  1 kB\n");
  EXPECT_EQ(memory_limits(root()).physical_bytes, 4 * kGiB);
  EXPECT_EQ(memory_limits(root()).usable_bytes, 4 * kGiB);
  write("sys/fs/cgroup/memory.max", "1073741824\n");
  EXPECT_EQ(memory_limits(root()).usable_bytes, kGiB);
  write("sys/fs/cgroup/memory.max", "9663676416\n");
  EXPECT_EQ(memory_limits(root()).usable_bytes, 4 * kGiB);
}

TEST_F(FakeTree, busy_time_is_all_but_idling_and_waiting) {
  EXPECT_EQ(busy_core_seconds(root()), 0);
  const auto ticks = [](int n) { return std::to_string(n * sysconf(_SC_CLK_TCK)); };
  write("proc/stat", "cpu  " + ticks(1) + " " + ticks(2) + " " + ticks(4) + " " + ticks(8) + " " + ticks(16) +
                         " " + ticks(32) + " " + ticks(64) + " " + ticks(128) +
                         " 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n");
  EXPECT_DOUBLE_EQ(busy_core_seconds(root()), 1 + 2 + 4 + 32 + 64 + 128);
}

TEST(Machine, an_affinity_of_one_core_is_seen) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  int core = 0;
  while (!CPU_ISSET(core, &before)) ++core;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const CoreLimits limits = core_limits();
  sched_setaffinity(0, sizeof before, &before);
  EXPECT_EQ(limits.affinity, 1u);
  EXPECT_EQ(limits.usable, 1u);
  EXPECT_GE(limits.online, 1u);
}

TEST(Machine, memory_in_use_is_plausible_and_its_peak_stays) {
  const std::int64_t before = resident_bytes();
  {
    std::string block(64u << 20, 'x');
    EXPECT_GT(resident_bytes(), before + (32 << 20));
  }
  EXPECT_GE(peak_resident_bytes(), before + (32 << 20));
  const std::int64_t now = resident_bytes();  // first, since it may still grow
  EXPECT_LE(now, peak_resident_bytes());
  EXPECT_FALSE(instruction_set().empty());
}

}  // namespace
}  // namespace nightjar
