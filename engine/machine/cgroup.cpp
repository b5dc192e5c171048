#include "engine/machine/cgroup.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace nightjar {
namespace {

namespace fs = std::filesystem;

// v1 says "no limit" by the largest number of whole pages in an int64; no machine comes near this one.
constexpr std::int64_t kNoMemoryLimit = std::int64_t{1} << 60;

bool lists(const std::string& comma_separated, const std::string& name) {
  std::istringstream words(comma_separated);
  for (std::string word; std::getline(words, word, ',');) {
    if (word == name) return true;
  }
  return false;
}

// The first `n` words of a file as numbers; none where one is not a number, as in "max 100000".
std::optional<std::vector<std::int64_t>> read_numbers(const fs::path& file, std::size_t n) {
  std::ifstream in(file);
  std::vector<std::int64_t> numbers(n);
  for (std::int64_t& number : numbers) {
    std::string word;
    if (!(in >> word)) return std::nullopt;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  }
  return numbers;
}

// mountinfo writes space, tab, newline and backslash as octal \ooo.
std::string unescape(const std::string& text) {
  const auto octal = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '7'; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && octal(i + 1) && octal(i + 2) && octal(i + 3)) {
      out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

// What a group may run on: `limits` keeps what both allow.
void read_cpuset(const fs::path& file, CgroupLimits& limits) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  const auto listed = cpu_list(line);
  if (!listed) return;
  if (!limits.cpuset) {
    limits.cpuset = listed;
  } else {
    std::erase_if(*limits.cpuset, [&](int cpu) { return !listed->contains(cpu); });
  }
}

// A mounted hierarchy. A container often sees only a part of it, mounted as if it were the whole.
struct Mount {
  std::string part;  // the group that the mount point shows
  std::string point;
  std::string type;         // "cgroup" or "cgroup2"
  std::string controllers;  // of v1, among other options
};

std::vector<Mount> cgroup_mounts(const fs::path& root) {
  std::vector<Mount> mounts;
  std::ifstream in(root / "proc/self/mountinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    Mount mount;
    std::string skip;
    std::istringstream(line.substr(0, dash)) >> skip >> skip >> skip >> mount.part >> mount.point;
    std::istringstream(line.substr(dash + 3)) >> mount.type >> skip >> mount.controllers;
    if (mount.type != "cgroup" && mount.type != "cgroup2") continue;
    mount.part = unescape(mount.part);
    mount.point = unescape(mount.point);
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

// The folders of `group` and its parents, as far up as this mount shows them.
std::vector<fs::path> folders(const fs::path& root, const Mount& mount, const std::string& group) {
  const fs::path top = root / fs::path(mount.point).relative_path();
  // A group outside the mounted part (a container with the host's names) is seen as the mount point itself.
  fs::path below = fs::path(group).lexically_relative(mount.part);
  if (below.empty() || *below.begin() == "..") below = ".";
  std::vector<fs::path> found{top};
  for (const fs::path& step : below) {
    if (step != "." && !step.empty()) found.push_back(found.back() / step);
  }
  return found;
}

template <class T>
void tighten(T& limit, T other) {
  if (other > 0) limit = limit > 0 ? std::min(limit, other) : other;
}

void read_v2(const fs::path& folder, CgroupLimits& limits) {
  if (const auto cpu = read_numbers(folder / "cpu.max", 2); cpu && (*cpu)[1] > 0) {
    tighten(limits.cores, static_cast<double>((*cpu)[0]) / static_cast<double>((*cpu)[1]));
  }
  if (const auto memory = read_numbers(folder / "memory.max", 1)) tighten(limits.memory_bytes, (*memory)[0]);
  read_cpuset(folder / "cpuset.cpus.effective", limits);
}

void read_v1(const fs::path& folder, CgroupLimits& limits) {
  const auto quota = read_numbers(folder / "cpu.cfs_quota_us", 1);
  const auto period = read_numbers(folder / "cpu.cfs_period_us", 1);
  if (quota && period && (*period)[0] > 0) {
    tighten(limits.cores, static_cast<double>((*quota)[0]) / static_cast<double>((*period)[0]));
  }
  const auto memory = read_numbers(folder / "memory.limit_in_bytes", 1);
  if (memory && (*memory)[0] < kNoMemoryLimit) tighten(limits.memory_bytes, (*memory)[0]);
  read_cpuset(folder / "cpuset.effective_cpus", limits);
}

}  // namespace

std::optional<std::set<int>> cpu_list(const std::string& text) {
  constexpr int kMost = 65'535;
  std::set<int> cpus;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto number = [&](int& value) {
    const auto [after, error] = std::from_chars(at, end, value);
    at = after;
    return error == std::errc() && value >= 0 && value <= kMost;
  };
  while (at != end) {
    int first = 0, last = 0;
    if (!number(first)) return std::nullopt;
    last = first;
    if (at != end && *at == '-' && (++at, !number(last))) return std::nullopt;
    for (int cpu = first; cpu <= last; ++cpu) cpus.insert(cpu);
    if (at != end && *at++ != ',') return std::nullopt;
  }
  return cpus.empty() ? std::nullopt : std::optional(cpus);
}

CgroupLimits cgroup_limits(const std::string& root) {
  CgroupLimits limits;
  const std::vector<Mount> mounts = cgroup_mounts(root);
  std::ifstream in(fs::path(root) / "proc/self/cgroup");
  // Lines "id:controllers:group"; v2 has id 0 and no controllers.
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    for (const Mount& mount : mounts) {
      const bool v2 = controllers.empty() && mount.type == "cgroup2";
      const auto both_have = [&](const char* name) {
        return mount.type == "cgroup" && lists(controllers, name) && lists(mount.controllers, name);
      };
      if (!v2 && !both_have("cpu") && !both_have("memory") && !both_have("cpuset")) continue;
      for (const fs::path& folder : folders(root, mount, group)) {
        v2 ? read_v2(folder, limits) : read_v1(folder, limits);
      }
    }
  }
  return limits;
}

}  // namespace nightjar
