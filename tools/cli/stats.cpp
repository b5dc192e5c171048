#include "tools/cli/stats.h"

#include <nlohmann/json.hpp>

#include "engine/machine/machine.h"

namespace nightjar::cli {

std::string format_stats(const Recognizer& engine, const Tally& tally, std::int64_t not_audio,
                         const RunTimes& times) {
  using Json = nlohmann::ordered_json;
  const DoneLine done = tally.done();
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
      {"not_audio", not_audio},
      {"events", done.events},
      {"processed_s", static_cast<double>(done.processed_us) * 1e-6},
      {"gap_s", static_cast<double>(done.gap_us) * 1e-6},
      {"skipped_s", static_cast<double>(done.skipped_us) * 1e-6},
      {"gaps_by_reason", tally.gap_reasons()},
      {"errors_by_reason", tally.error_reasons()},
  };
  return stats.dump(2) + "\n";
}

}  // namespace nightjar::cli
