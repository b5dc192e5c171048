// The limits that Linux control groups put on this process, read from /proc and /sys.
//
// Sources: cgroups(7), proc(5) on mountinfo, and the kernel's Documentation/admin-guide/cgroup-v2.rst and
// cgroup-v1/.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace nightjar {

struct CgroupLimits {
  double cores = 0;                       // cores' worth of processor time; 0: no limit
  std::int64_t memory_bytes = 0;          // 0: no limit
  std::optional<std::set<int>> cpuset{};  // the numbers of the processors it may run on; none: no limit
};

// The tightest limits of the process's groups and all their parents that can be seen (v1, v2, or both mounted
// side by side). What is missing or malformed counts as no limit.
CgroupLimits cgroup_limits(const std::string& root = "/");

// The numbers in a kernel's list, such as "0-3,8"; none where it is empty or malformed, or names one above
// 65,535.
std::optional<std::set<int>> cpu_list(const std::string& text);

}  // namespace nightjar
