#include "tools/cli/soak/soak_sample.h"

#include <cmath>

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

Json milliseconds(double seconds) {
  return seconds > 0 ? Json(std::round(seconds * 1e5) / 100) : Json();
}

}  // namespace

nlohmann::ordered_json to_json(const SoakSample& sample) {
  const ProcessSample& process = sample.process;
  Json line{{"type", "sample"},
            {"elapsed_s", sample.elapsed_s},
            {"sound_s", sample.sound_s},
            {"recordings", sample.recordings},
            {"x_real_time", sample.x_real_time},
            {"latency_p50_ms", milliseconds(sample.latency_p50_s)},
            {"latency_p95_ms", milliseconds(sample.latency_p95_s)},
            {"latency_p99_ms", milliseconds(sample.latency_p99_s)},
            {"batches_under_way", sample.batches_under_way},
            {"cpu_s", process.cpu_s},
            {"rss_bytes", process.rss_bytes},
            {"pss_bytes", process.pss_bytes ? Json(*process.pss_bytes) : Json()},
            {"peak_rss_bytes", process.peak_rss_bytes},
            {"threads", process.threads},
            {"open_files", process.open_files},
            {"heap", nullptr}};
  if (process.heap) {
    line["heap"] = {{"allocated_bytes", process.heap->allocated_bytes},
                    {"active_bytes", process.heap->active_bytes},
                    {"resident_bytes", process.heap->resident_bytes},
                    {"retained_bytes", process.heap->retained_bytes}};
  }
  return line;
}

}  // namespace nightjar::cli
