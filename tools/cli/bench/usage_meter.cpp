#include "tools/cli/bench/usage_meter.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "engine/machine/machine.h"
#include "models/loader/process_info.h"

namespace nightjar::cli {
namespace {

constexpr std::chrono::milliseconds kInterval(20);

// All that only grows.
Usage used_so_far() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  Usage so_far;
  so_far.cpu_s = process_cpu_seconds();
  so_far.others = busy_core_seconds() - so_far.cpu_s;
  so_far.voluntary_switches = use.ru_nvcsw;
  so_far.involuntary_switches = use.ru_nivcsw;
  so_far.rss_before_bytes = resident_bytes();
  return so_far;
}

}  // namespace

UsageMeter::UsageMeter()
    : before_(used_so_far()), thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void UsageMeter::watch(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  do {
    rss_sum_bytes_ += static_cast<double>(resident_bytes());
    most_threads_ = std::max(most_threads_, process_threads() - 1);
    ++looks_;
  } while (!stopped.wait_for(lock, stop, kInterval, [&stop] { return stop.stop_requested(); }));
}

Usage UsageMeter::end() {
  const double wall_s = wall_.seconds();
  Usage used = used_so_far();
  thread_.request_stop();
  thread_.join();
  used.wall_s = wall_s;
  used.cpu_s -= before_.cpu_s;
  used.others =
      std::max(0.0, (used.others - before_.others) / (wall_s * static_cast<double>(core_limits().online)));
  used.voluntary_switches -= before_.voluntary_switches;
  used.involuntary_switches -= before_.involuntary_switches;
  used.rss_before_bytes = before_.rss_before_bytes;
  used.mean_rss_bytes = static_cast<std::int64_t>(rss_sum_bytes_ / static_cast<double>(looks_));
  used.peak_rss_bytes = peak_resident_bytes();
  used.most_threads = most_threads_;
  return used;
}

}  // namespace nightjar::cli
