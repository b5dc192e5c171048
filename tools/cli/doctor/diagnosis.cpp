#include "tools/cli/doctor/diagnosis.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "engine/machine/machine.h"
#include "models/interface/manifest.h"
#include "models/loader/process_info.h"
#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "tools/cli/allocator.h"
#include "tools/cli/doctor/machine_findings.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// LibTorch's libraries allocate far more than this while they are loaded.
constexpr std::int64_t kSignOfUse = 1 << 20;

void warn(Diagnosis& d, std::string warning) {
  if (!warning.empty()) d.warnings.push_back(std::move(warning));
}

void look_at_machine(Diagnosis& d) {
  const MachineState state = read_machine_state();
  const CoreLimits& cores = state.cores;
  d.facts["cores"] = {{"usable", cores.usable}, {"online", cores.online}, {"affinity", cores.affinity}};
  if (cores.cgroup_quota > 0) {
    d.facts["cores"]["cgroup quota"] = cores.cgroup_quota;
  } else {
    d.facts["cores"]["cgroup quota"] = nullptr;
  }
  d.facts["isa"] = instruction_set();
  const MemoryLimits memory = memory_limits();
  d.facts["memory"] = {{"usable", format_size(memory.usable_bytes)},
                       {"physical", format_size(memory.physical_bytes)},
                       {"cgroup limit", memory.cgroup_bytes > 0 ? format_size(memory.cgroup_bytes) : "none"},
                       {"available", format_size(state.available_bytes)},
                       {"swapped", format_size(state.swapped_bytes)},
                       {"huge pages", state.huge_pages.empty() ? "unknown" : state.huge_pages}};
  d.facts["governors"] = state.governors;
  d.facts["load"] = {{"threads of others", state.runnable_threads}};
  const Findings found = judge_machine(state);
  d.warnings.insert(d.warnings.end(), found.warnings.begin(), found.warnings.end());
  d.notes.insert(d.notes.end(), found.notes.begin(), found.notes.end());
  warn(d, libsndfile_warning(libsndfile_formats()));
}

void look_at_libtorch(Diagnosis& d) {
  const std::int64_t before = bytes_allocated_here();
  try {
    const Backend& backend = load_torch_backend();
    backend.prepare_thread();
    const BackendInfo info = backend.info();
    d.facts["inference"] = {{"library", info.library},
                            {"intra-op threads", info.intra_op_threads},
                            {"inter-op threads", info.inter_op_threads},
                            {"kernels", info.cpu_capability}};
    warn(d, pool_warning(info));
    warn(d, kernel_warning(instruction_set(), info.cpu_capability));
  } catch (const SetupError& error) {
    d.facts["inference"] = nullptr;
    d.errors.push_back(error.what());
    return;
  }
  if (before < 0) return;  // only jemalloc can tell
  const bool served = bytes_allocated_here() - before >= kSignOfUse;
  d.facts["allocator"]["serves LibTorch"] = served;
  if (!served) d.warnings.push_back("LibTorch does not use the program's allocator; is one preloaded?");
}

void look_at_threads(Diagnosis& d) {
  const std::vector<std::string> runtimes = mapped_openmp_runtimes();
  d.facts["openmp"] = runtimes;
  warn(d, openmp_warning(runtimes));
  d.facts["threads"] = process_threads();
  for (const char* variable : {"OMP_NUM_THREADS", "OMP_PROC_BIND", "GOMP_CPU_AFFINITY", "MKL_NUM_THREADS",
                               "LD_PRELOAD", "ONEDNN_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY"}) {
    warn(d, environment_warning(variable, std::getenv(variable)));
  }
}

void look_at_models(Diagnosis& d) {
  std::vector<std::string> folders, names;
  for (const std::filesystem::path& folder : model_search_path("")) folders.push_back(folder.string());
  for (const FoundModel& model : found_models("")) {
    try {
      load_manifest(model.folder);
      names.push_back(model.folder.filename().string());
    } catch (const SetupError& error) {
      d.warnings.push_back(error.what());
    }
  }
  d.facts["models"] = {{"folders", folders}, {"names", names}};
  if (names.empty()) d.errors.push_back("no model found; set NIGHTJAR_MODELS to the folder that holds them");
}

}  // namespace

std::string pool_warning(const BackendInfo& info) {
  if (info.intra_op_threads == 1) return "";
  return "LibTorch's intra-op pool has " + count_of(info.intra_op_threads, "thread") +
         " for each worker; expected 1: something else in this process has set it";
}

std::string openmp_warning(const std::vector<std::string>& runtimes) {
  if (runtimes.size() <= 1) return "";
  return count_of(std::ssize(runtimes), "OpenMP runtime") +
         " are mapped, each with threads of its own: " + printable(joined(runtimes, ", ")) +
         "; expected one: take out what LD_PRELOAD or another library brings";
}

std::string environment_warning(const std::string& variable, const char* value) {
  if (value == nullptr || *value == '\0') return "";
  const std::string got = variable + "=" + printable(value);
  if (variable.ends_with("_NUM_THREADS")) {
    return value == std::string("1") ? ""
                                     : got + ": Nightjar pins LibTorch's pools to 1 thread; use --workers";
  }
  if (variable == "OMP_PROC_BIND" || variable == "GOMP_CPU_AFFINITY") {
    return got + " may tie all workers to one core; unset it";
  }
  if (variable == "LD_PRELOAD") return got + " may put another allocator before the program's own";
  return got + " limits the instructions that LibTorch uses";
}

Diagnosis diagnose() {
  Diagnosis d;
  d.facts["version"] = NIGHTJAR_VERSION;
  look_at_machine(d);
  d.facts["allocator"] = {{"name", allocator_name()}, {"malloc from", malloc_library()}};
  look_at_libtorch(d);
  look_at_threads(d);
  look_at_models(d);
  return d;
}

}  // namespace nightjar::cli
