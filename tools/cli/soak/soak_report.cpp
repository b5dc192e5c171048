#include "tools/cli/soak/soak_report.h"

#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* word_for(Verdict verdict) {
  return verdict == Verdict::passed ? "passed" : verdict == Verdict::failed ? "FAILED" : "unclear";
}

}  // namespace

nlohmann::ordered_json soak_report(const Recognizer& engine, const SoakSample& last,
                                   const SoakAccounts::State& spans, const std::vector<Gate>& gates) {
  const Latencies latencies = engine.latencies_since_read();
  Json judged = Json::array();
  for (const Gate& gate : gates)
    judged.push_back({{"name", gate.name}, {"verdict", word_for(gate.verdict)}, {"why", gate.why}});
  return {{"type", "summary"},
          {"sound_s", last.sound_s},
          {"wall_s", last.elapsed_s},
          {"x_real_time", last.elapsed_s > 0 ? last.sound_s / last.elapsed_s : 0},
          {"cpu_s", last.process.cpu_s},
          {"recordings", spans.ended},
          {"workers", engine.workers()},
          {"batches", latencies.count()},
          {"latency_p50_ms", latencies.quantile(0.5) * 1e3},
          {"latency_p95_ms", latencies.quantile(0.95) * 1e3},
          {"latency_p99_ms", latencies.quantile(0.99) * 1e3},
          {"rss_bytes", last.process.rss_bytes},
          {"peak_rss_bytes", last.process.peak_rss_bytes},
          {"memory_ceiling_bytes", engine.memory_bytes()},
          {"gates", judged}};
}

std::string soak_text(const nlohmann::ordered_json& report) {
  const auto number = [&report](const char* key, int decimals) {
    return fixed(report[key].get<double>(), decimals);
  };
  std::string text;
  const auto line = [&text](const std::string& what, const std::string& value) {
    text += fact_line(what, value);
  };
  line("sound", format_duration(report["sound_s"]) + ", " + count_of(report["recordings"], "recording"));
  line("wall", format_duration(report["wall_s"]) + ", " + number("x_real_time", 1) + " x real time, " +
                   format_duration(report["cpu_s"]) + " of CPU");
  line("latency", "median " + number("latency_p50_ms", 1) + ", p95 " + number("latency_p95_ms", 1) +
                      ", p99 " + number("latency_p99_ms", 1) + " ms of each batch");
  line("RSS", format_size(report["rss_bytes"]) + ", peak " + format_size(report["peak_rss_bytes"]) +
                  ", ceiling " + format_size(report["memory_ceiling_bytes"]));
  for (const Json& gate : report["gates"]) {
    line(gate["name"], left(gate["verdict"], 11) + gate["why"].get<std::string>());
  }
  return text;
}

}  // namespace nightjar::cli
