#include "engine/machine/machine.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "engine/machine/cgroup.h"
#include "engine/machine/proc_field.h"

namespace nightjar {
namespace {

// Machines with more cores than a cpu_set_t holds (1,024) exist, and the kernel refuses a set that is too
// small.
std::size_t affinity_count() {
  for (int capacity = CPU_SETSIZE; capacity <= 1 << 20; capacity *= 2) {
    cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(capacity));
    if (set == nullptr) return 0;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(capacity));
    const bool known = sched_getaffinity(0, bytes, set) == 0;
    const int count = known ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (known) return static_cast<std::size_t>(count);
  }
  return 0;
}

std::int64_t kib(const std::string& root, const char* file, const char* key) {
  return proc_field(root, file, key).value_or(0) * 1024;
}

}  // namespace

CoreLimits core_limits(const std::string& root) {
  CoreLimits limits;
  limits.online = static_cast<std::size_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
  const std::size_t allowed = affinity_count();
  limits.affinity = allowed > 0 ? allowed : limits.online;
  limits.cgroup_quota = cgroup_limits(root).cores;
  limits.usable = limits.affinity;
  if (limits.cgroup_quota > 0 && limits.cgroup_quota < static_cast<double>(limits.usable)) {
    limits.usable = static_cast<std::size_t>(std::ceil(limits.cgroup_quota));
  }
  return limits;
}

std::size_t worker_count(std::size_t asked) {
  return asked != 0 ? asked : core_limits().usable;
}

MemoryLimits memory_limits(const std::string& root) {
  MemoryLimits limits;
  limits.physical_bytes = kib(root, "proc/meminfo", "MemTotal:");
  limits.cgroup_bytes = cgroup_limits(root).memory_bytes;
  limits.usable_bytes = limits.physical_bytes;
  if (limits.cgroup_bytes > 0 &&
      (limits.physical_bytes == 0 || limits.cgroup_bytes < limits.physical_bytes)) {
    limits.usable_bytes = limits.cgroup_bytes;
  }
  return limits;
}

std::int64_t resident_bytes(const std::string& root) {
  return kib(root, "proc/self/status", "VmRSS:");
}

// Not getrusage's ru_maxrss: that one is inherited from the program that started this one.
std::int64_t peak_resident_bytes(const std::string& root) {
  return kib(root, "proc/self/status", "VmHWM:");
}

double busy_core_seconds(const std::string& root) {
  std::ifstream in(std::filesystem::path(root) / "proc/stat");
  std::string name;
  // proc(5): "cpu user nice system idle iowait irq softirq steal ...", in clock ticks.
  double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0;
  if (!(in >> name >> user >> nice >> system >> idle >> wait >> irq >> softirq >> steal)) return 0;
  return (user + nice + system + irq + softirq + steal) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::string instruction_set() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    return "AVX-512";
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "AVX2";
  return __builtin_cpu_supports("sse4.2") ? "SSE4.2" : "x86-64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "other";
#endif
}

}  // namespace nightjar
