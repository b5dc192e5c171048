#include "tools/cli/doctor/machine_findings.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/machine/proc_field.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::string line;
  std::ifstream in(file);
  std::getline(in, line);
  return line;
}

std::vector<std::string> governors_in(const fs::path& cpus) {
  std::vector<std::string> governors;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(cpus, ignored)) {
    const std::string governor = first_line(entry.path() / "cpufreq/scaling_governor");
    if (!governor.empty() && std::ranges::find(governors, governor) == governors.end())
      governors.push_back(governor);
  }
  std::ranges::sort(governors);
  return governors;
}

// The one in brackets of "always [madvise] never".
std::string chosen(const std::string& line) {
  const std::size_t begin = line.find('['), end = line.find(']');
  return begin < end && end != std::string::npos ? line.substr(begin + 1, end - begin - 1) : "";
}

}  // namespace

MachineState read_machine_state(const std::string& root, int looks, int interval_ms) {
  const fs::path top(root);
  MachineState state{.cores = core_limits(root),
                     .governors = governors_in(top / "sys/devices/system/cpu"),
                     .huge_pages = chosen(first_line(top / "sys/kernel/mm/transparent_hugepage/enabled")),
                     .swapped_bytes = proc_field(root, "proc/self/status", "VmSwap:").value_or(0) * 1024,
                     .memory_bytes = memory_limits(root).physical_bytes,
                     .available_bytes = proc_field(root, "proc/meminfo", "MemAvailable:").value_or(0) * 1024};
  for (int i = 0; i < looks; ++i) {
    if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds(interval_ms));
    const auto others = static_cast<double>(proc_field(root, "proc/stat", "procs_running").value_or(0) - 1);
    state.runnable_threads += std::max(0.0, others) / looks;
  }
  return state;
}

Findings judge_machine(const MachineState& state) {
  Findings found;
  const CoreLimits& cores = state.cores;
  if (cores.cgroup_quota > 0 && cores.cgroup_quota < static_cast<double>(cores.affinity)) {
    found.warnings.push_back(
        "the cgroup gives " + fixed(cores.cgroup_quota, 2) + " of " +
        count_of(static_cast<std::int64_t>(cores.affinity), "core") +
        ": all threads are halted whenever that is used up; raise its quota, or bind the "
        "program to whole cores (cpuset, taskset)");
  }
  for (const std::string& governor : state.governors) {
    if (governor != "powersave" && governor != "conservative") continue;
    found.warnings.push_back("the frequency governor is " + governor +
                             ": cores may stay slow under load; set performance or schedutil (cpupower "
                             "frequency-set -g performance)");
  }
  if (state.swapped_bytes > 0) {
    found.warnings.push_back(format_size(state.swapped_bytes) +
                             " of this program are swapped out; free memory, or give less to --memory");
  }
  constexpr double kLittle = 0.05;
  if (state.memory_bytes > 0 &&
      static_cast<double>(state.available_bytes) < kLittle * static_cast<double>(state.memory_bytes)) {
    found.notes.push_back("only " + format_size(state.available_bytes) + " of " +
                          format_size(state.memory_bytes) + " of memory are available: the machine may swap");
  }
  if (state.huge_pages == "never") {
    found.notes.push_back(
        "transparent huge pages are off; with madvise or always, large weights take fewer "
        "page table walks");
  }
  if (std::ceil(state.runnable_threads) > static_cast<double>(cores.usable)) {
    found.notes.push_back(fixed(state.runnable_threads, 1) + " threads of other programs want to run on " +
                          count_of(static_cast<std::int64_t>(cores.usable), "core") +
                          ": what is measured now says little");
  }
  return found;
}

std::string kernel_warning(const std::string& instruction_set, const std::string& kernels) {
  struct Level {
    const char* machine;
    const char* kernels;  // as LibTorch calls it
  };
  static constexpr std::array<Level, 2> kLevels{{{"AVX-512", "AVX512"}, {"AVX2", "AVX2"}}};
  for (const Level& level : kLevels) {
    if (instruction_set != level.machine || kernels.empty() || kernels == level.kernels) continue;
    return "the processor has " + instruction_set + ", LibTorch uses " + kernels +
           ": unset ATEN_CPU_CAPABILITY, or take a LibTorch that was built for it";
  }
  return "";
}

std::string libsndfile_warning(const std::vector<int>& major_formats) {
  struct Format {
    int major;
    const char* name;
  };
  static constexpr std::array<Format, 3> kFormats{
      {{SF_FORMAT_FLAC, "FLAC"}, {SF_FORMAT_OGG, "Ogg"}, {SF_FORMAT_MPEG, "MP3"}}};
  std::vector<std::string> missing;
  for (const Format& format : kFormats) {
    if (std::ranges::find(major_formats, format.major) == major_formats.end())
      missing.emplace_back(format.name);
  }
  if (missing.empty()) return "";
  return "libsndfile is without " + joined(missing, ", ") + "; take one of 1.1 or newer with all codecs";
}

std::vector<int> libsndfile_formats() {
  int count = 0;
  sf_command(nullptr, SFC_GET_FORMAT_MAJOR_COUNT, &count, sizeof count);
  std::vector<int> formats;
  for (int i = 0; i < count; ++i) {
    SF_FORMAT_INFO info{};
    info.format = i;
    if (sf_command(nullptr, SFC_GET_FORMAT_MAJOR, &info, sizeof info) == 0) formats.push_back(info.format);
  }
  return formats;
}

}  // namespace nightjar::cli
