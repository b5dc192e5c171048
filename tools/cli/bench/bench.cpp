// `nightjar bench`: how fast, and how near to what the machine can do.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "models/interface/manifest.h"
#include "nightjar/model.h"
#include "tools/cli/allocator.h"
#include "tools/cli/bench/bench_measure.h"
#include "tools/cli/bench/bench_point.h"
#include "tools/cli/bench/queue_gain.h"
#include "tools/cli/bench/sweep.h"
#include "tools/cli/bench_sound.h"
#include "tools/cli/child_process.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/inputs.h"
#include "tools/cli/memory_option.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/followed_profile.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kShortSeconds = 600;
constexpr double kNoise = 0.03;  // of the cores in use by others, below which it is not worth a word

Json to_json(const BenchResult& result) {
  Json steps = Json::array();
  for (const BenchStep& step : result.steps) {
    steps.push_back({{"step", step.run.step},
                     {"calls", step.run.calls},
                     {"wall_s", step.run.wall_s},
                     {"cpu_s", step.run.cpu_s},
                     {"alone_cpu_s", step.alone_cpu_s}});
  }
  return {{"recordings", result.recordings},
          {"refused", result.refused},
          {"sound_s", result.sound_s},
          {"wall_s", result.wall_s},
          {"x_real_time", result.x_real_time()},
          {"workers", result.workers},
          {"worker_use", result.worker_use()},
          {"efficiency", result.efficiency()},
          {"cores_used_by_others", result.others},
          {"memory_ceiling_bytes", result.memory_bytes},
          {"peak_rss_bytes", result.peak_rss_bytes},
          {"steps", steps}};
}

std::string number(const Json& value, int decimals) {
  return fixed(value.get<double>(), decimals);
}

std::string as_text(const Json& report) {
  std::string text = left("step", 10) + right("calls", 9) + right("wall s", 10) + right("cpu s", 10) +
                     right("alone s", 10) + "\n";
  for (const Json& step : report["steps"]) {
    text += left(step["step"], 10) + right(std::to_string(step["calls"].get<std::int64_t>()), 9) +
            right(number(step["wall_s"], 2), 10) + right(number(step["cpu_s"], 2), 10) +
            right(number(step["alone_cpu_s"], 2), 10) + "\n";
  }
  const auto line = [&text](const char* what, const std::string& value) { text += fact_line(what, value); };
  line("sound", format_duration(report["sound_s"]) + " in " + count_of(report["recordings"], "recording") +
                    ", " + std::to_string(report["refused"].get<std::int64_t>()) + " refused");
  line("wall", format_duration(report["wall_s"]) + ", " + number(report["x_real_time"], 1) + " x real time");
  line("workers", std::to_string(report["workers"].get<std::int64_t>()) + ", in use " +
                      number(report["worker_use"], 3) + " of the time");
  if (report["keeps_state"]) line("", "the model keeps state, so a recording keeps one of them busy");
  line("efficiency", number(report["efficiency"], 3));
  if (report["cores_used_by_others"] > kNoise) {
    line("", "other programs used " + number(report["cores_used_by_others"], 2) +
                 " of the cores: measure again on an idle machine");
  }
  line("peak RSS",
       format_size(report["peak_rss_bytes"]) + ", ceiling " + format_size(report["memory_ceiling_bytes"]));
  if (report.contains("peak_rss_ratio")) {
    line("", number(report["peak_rss_ratio"], 3) + " x that of ten minutes (" +
                 format_size(report["peak_rss_bytes_of_ten_minutes"]) + ")");
  }
  line("allocator", report["allocator"]);
  return text;
}

Json bench_here(const BenchOptions& options) {
  const Inputs inputs = gather_inputs(options.inputs);
  tune_allocator();
  const std::filesystem::path folder = find_model(options.model);
  const FollowedProfile profile = follow_profile(folder, options.profile);
  const Model model = Model::load(folder, profile.model);
  Json report = to_json(measure(model, inputs.paths,
                                {.workers = options.workers != 0 ? options.workers : profile.workers,
                                 .memory_bytes = memory_option(options.memory)}));
  report["profile"] = profile.name ? Json(*profile.name) : Json();
  report["keeps_state"] = model.loaded()->manifest.keeps_state();
  report["allocator"] = allocator_name();
  return report;
}

// In a process of its own, whose peak RSS is then its own too.
Json bench_in_child(const BenchOptions& options, double seconds) {
  console().print("nightjar: making " + format_duration(seconds) + " of sound, then running it");
  const SyntheticRecording recording(seconds);
  const std::string model = std::filesystem::absolute(find_model(options.model)).string();
  std::vector<std::string> arguments{"bench", model, recording.path(), "--json"};
  if (options.workers != 0) arguments.insert(arguments.end(), {"--workers", std::to_string(options.workers)});
  if (!options.memory.empty()) arguments.insert(arguments.end(), {"--memory", options.memory});
  if (options.profile) arguments.emplace_back("--profile");
  return Json::parse(output_of_nightjar(arguments));
}

}  // namespace

ExitCode bench(const BenchOptions& options) {
  if (options.sweep.sweep) return sweep(options);
  if (options.queue) return queue_gain(options);
  if (!options.sweep.arrangement.empty()) {
    write_stdout(measure_point(options).dump() + "\n");
    return ExitCode::all_done;
  }
  Json report;
  if (options.generate_h > 0) {
    read_manifest(find_model(options.model));  // before minutes of sound are made
    const Json brief = bench_in_child(options, kShortSeconds);
    report = bench_in_child(options, options.generate_h * 3600);
    report["peak_rss_bytes_of_ten_minutes"] = brief["peak_rss_bytes"];
    report["peak_rss_ratio"] = report["peak_rss_bytes"].get<double>() / brief["peak_rss_bytes"].get<double>();
  } else {
    report = bench_here(options);
  }
  write_stdout(options.json ? report.dump(2) + "\n" : as_text(report));
  return report["refused"] == 0 ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
