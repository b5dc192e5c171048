#include "engine/machine/machine.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "engine/machine/cgroup.h"
#include "engine/machine/proc_field.h"

namespace nightjar {
namespace {

// The numbers of the processors that the scheduler may put this process on; none where unknown. Machines with
// more of them than a cpu_set_t holds (1,024) exist, and the kernel refuses a set that is too small.
std::set<int> affinity_set() {
  std::set<int> cpus;
  for (int capacity = CPU_SETSIZE; capacity <= 1 << 20 && cpus.empty(); capacity *= 2) {
    cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(capacity));
    if (set == nullptr) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(capacity));
    const bool known = sched_getaffinity(0, bytes, set) == 0;
    for (int cpu = 0; known && cpu < capacity; ++cpu) {
      if (CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes, set)) cpus.insert(cpu);
    }
    CPU_FREE(set);
  }
  return cpus;
}

// How many of them are there without their SMT siblings: those whose list of siblings is the same count once.
std::size_t without_siblings(const std::string& root, const std::set<int>& cpus) {
  std::set<std::string> cores;
  for (const int cpu : cpus) {
    const std::string number = std::to_string(cpu);
    std::ifstream in(std::filesystem::path(root) / "sys/devices/system/cpu" / ("cpu" + number) /
                     "topology/thread_siblings_list");
    std::string siblings;
    std::getline(in, siblings);
    cores.insert(siblings.empty() ? "cpu" + number : siblings);
  }
  return cores.size();
}

std::int64_t kib(const std::string& root, const char* file, const char* key) {
  return proc_field(root, file, key).value_or(0) * 1024;
}

}  // namespace

CoreLimits core_limits(const std::string& root) {
  CoreLimits limits;
  limits.online = static_cast<std::size_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
  std::set<int> cpus = affinity_set();
  limits.affinity = cpus.empty() ? limits.online : cpus.size();
  const CgroupLimits group = cgroup_limits(root);
  limits.cgroup_quota = group.cores;
  limits.usable = limits.affinity;
  // As a rule the kernel has taken the cpuset from the affinity already.
  if (const auto is_outside = [&](int cpu) { return !group.cpuset->contains(cpu); };
      group.cpuset && !std::ranges::all_of(cpus, is_outside)) {
    std::erase_if(cpus, is_outside);
    limits.usable = cpus.size();
  }
  if (limits.cgroup_quota > 0 && limits.cgroup_quota < static_cast<double>(limits.usable)) {
    limits.usable = static_cast<std::size_t>(std::ceil(limits.cgroup_quota));
  }
  limits.physical = cpus.empty() ? limits.usable : std::min(limits.usable, without_siblings(root, cpus));
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

std::string cpu_name(const std::string& root) {
  std::ifstream in(std::filesystem::path(root) / "proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return instruction_set();
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
