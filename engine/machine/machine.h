// What this process may use of the machine it runs on, and what it uses.
//
// `root` is the folder that holds proc/ and sys/: another one than "/" is for tests. Nothing here throws:
// what cannot be read counts as no limit. Concurrent calls are safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace nightjar {

struct CoreLimits {
  std::size_t online = 1;    // cores of the machine
  std::size_t affinity = 1;  // of these, the ones the scheduler may put this process on
  double cgroup_quota = 0;   // cores' worth of time its cgroup (v1 or v2) gives; 0: no limit
  std::size_t usable = 1;    // min(affinity and cpuset, ceil(quota)), at least 1
  // Without their SMT siblings: of the cores that it may be put on, those that share no execution units with
  // another; at most `usable`.
  std::size_t physical = 1;
};
CoreLimits core_limits(const std::string& root = "/");

// `asked`, or as many as the cores that may be used where that is 0.
std::size_t worker_count(std::size_t asked);

struct MemoryLimits {
  std::int64_t physical_bytes = 0;
  std::int64_t cgroup_bytes = 0;  // the tightest limit of its cgroups (v1 or v2); 0: none
  std::int64_t usable_bytes = 0;  // the smaller of both
};
MemoryLimits memory_limits(const std::string& root = "/");

std::int64_t resident_bytes(const std::string& root = "/");       // RSS now
std::int64_t peak_resident_bytes(const std::string& root = "/");  // its highest since the program was started

// Core seconds that all programs of the machine have used since it was started, in steps of some 10 ms; 0
// where unknown.
double busy_core_seconds(const std::string& root = "/");

// The processor's name, as the kernel has it; else its instruction set.
std::string cpu_name(const std::string& root = "/");

// The widest that can be used: "AVX-512", "AVX2", "SSE4.2", "x86-64", "aarch64", "other".
std::string instruction_set();

}  // namespace nightjar
