#include "tools/cli/stats.h"

#include <nlohmann/json.hpp>

#include "engine/machine/machine.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

double to_seconds(std::int64_t microseconds) {
  return static_cast<double>(microseconds) * 1e-6;
}

Json reasons_of(const DoneLine& done) {
  Json reasons = Json::object();
  for (const auto& [code, reason] : done.reasons)
    reasons[code] = {{"recordings", reason.recordings}, {"seconds", to_seconds(reason.us)}};
  return reasons;
}

}  // namespace

std::string format_stats(const Recognizer& engine, const Tally& tally, const DoneLine& done,
                         const RunTimes& times) {
  const DoneBeforeTotals before = tally.before();
  Json steps = Json::array();
  double cpu_s = 0;
  for (const StepCost& step : engine.costs()) {
    steps.push_back(
        {{"step", step.step}, {"calls", step.calls}, {"wall_s", step.wall_s}, {"cpu_s", step.cpu_s}});
    cpu_s += step.cpu_s;
  }
  const double available_s = static_cast<double>(engine.workers()) * times.run_s;
  const Json stats{
      {"version", NIGHTJAR_VERSION},
      {"workers", engine.workers()},
      {"batches_in_flight", engine.batches_in_flight()},
      {"memory_ceiling_bytes", engine.memory_bytes()},
      {"peak_rss_bytes", peak_resident_bytes()},
      {"load_s", times.load_s},
      {"run_s", times.run_s},
      {"total_s", times.total_s},
      {"sound_s", tally.sound_s()},
      {"x_real_time", times.run_s > 0 ? tally.sound_s() / times.run_s : 0},
      {"worker_use", available_s > 0 ? cpu_s / available_s : 0},
      {"steps", steps},
      {"recordings", done.recordings},
      {"ok", done.ok},
      {"partial", done.partial},
      {"refused", done.refused},
      {"interrupted", done.interrupted},
      {"not_started", done.not_started},
      {"not_audio", done.not_audio},
      {"unreadable_folders", done.unreadable_folders},
      {"events", done.events},
      {"processed_s", to_seconds(done.processed_us)},
      {"gap_s", to_seconds(done.gap_us)},
      {"skipped_s", to_seconds(done.skipped_us)},
      {"refused_bytes", done.refused_bytes},
      {"reasons", reasons_of(done)},
      {"done_before",
       {{"recordings", before.recordings},
        {"processed_s", to_seconds(before.processed_us)},
        {"from_checkpoints_s", before.recalled_s}}},
  };
  return stats.dump(2) + "\n";
}

}  // namespace nightjar::cli
