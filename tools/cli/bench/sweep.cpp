#include "tools/cli/bench/sweep.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "engine/machine/machine.h"
#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "stages/write/output_file.h"
#include "tools/cli/allocator.h"
#include "tools/cli/bench/bench_point.h"
#include "tools/cli/bench/sweep_report.h"
#include "tools/cli/bench_sound.h"
#include "tools/cli/child_process.h"
#include "tools/cli/console.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kPublishedSeconds = 35 * 60;

// The files are made before the work, so that a wrong path is found before it.
std::vector<OutputFile> open_files(const std::vector<std::string>& paths) {
  std::vector<OutputFile> files;
  for (const std::string& path : paths) {
    const std::string form = std::filesystem::path(path).extension();
    if (form != ".json" && form != ".csv") {
      throw SetupError(
          ErrorCode::bad_option,
          "--output " + printable(path) + ": unknown form; expected a name that ends in .json or .csv");
    }
    auto file = OutputFile::create(path);
    if (!file) throw OutputError(file.error().message);
    files.push_back(std::move(*file));
  }
  return files;
}

void write_files(std::vector<OutputFile>& files, const Json& report) {
  for (OutputFile& file : files) {
    const bool csv = file.path().ends_with(".csv");
    Expected<void> done = file.write(csv ? sweep_csv(report["points"]) : report.dump(2) + "\n");
    if (done) done = file.commit();
    if (!done) throw OutputError(done.error().message);
  }
}

// Throws SetupError where the program for the arrangements with malloc is not there.
std::vector<SweepPoint> points_of(const SweepOptions& options) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  std::vector<SweepPoint> points = sweep_points(options, program, allocator_name().starts_with("jemalloc"));
  for (const SweepPoint& point : points) {
    if (!std::filesystem::exists(point.program)) {
      throw SetupError(
          ErrorCode::bad_option,
          "the program " + point.program + " is not there; build or install it, it comes with nightjar");
    }
  }
  return points;
}

struct Measured {
  std::vector<Json> runs;
  int failures = 0;
};

// One after another; what a stop cuts off is left out.
Measured measure_all(const std::vector<SweepPoint>& points, std::size_t rounds,
                     const std::vector<std::string>& common, const std::stop_token& stop) {
  Measured measured;
  const std::size_t all = rounds * points.size();
  for (std::size_t i = 0; i < all && !stop.stop_requested(); ++i) {
    const SweepPoint& point = points[i % points.size()];
    const std::string what = std::to_string(i + 1) + " of " + std::to_string(all) + ": " + point.name +
                             ", threads " + point.arguments[4] + ", pool " + point.arguments[6];
    console().can_redraw() ? console().show_progress(what) : console().print("nightjar: " + what);
    std::vector<std::string> arguments = point.arguments;
    arguments.insert(arguments.end(), common.begin(), common.end());
    try {
      Json run{{"name", point.name}};
      run.update(Json::parse(output_of_program(point.program, arguments, stop)));
      measured.runs.push_back(std::move(run));
    } catch (const std::runtime_error& error) {
      if (stop.stop_requested()) break;
      console().print("nightjar: " + what + ": " + error.what());
      ++measured.failures;
    }
  }
  console().show_progress("");
  return measured;
}

// What every measurement is told.
std::vector<std::string> common_arguments(const BenchOptions& options,
                                          const std::vector<std::string>& recordings) {
  std::vector<std::string> arguments;
  if (options.sweep.batch != 0)
    arguments.insert(arguments.end(), {"--batch", std::to_string(options.sweep.batch)});
  if (!options.memory.empty()) arguments.insert(arguments.end(), {"--memory", options.memory});
  arguments.insert(arguments.end(), {"--", std::filesystem::absolute(find_model(options.model)).string()});
  arguments.insert(arguments.end(), recordings.begin(), recordings.end());
  return arguments;
}

Json report_of(const BenchOptions& options, const Measured& measured, bool stopped) {
  return {{"version", NIGHTJAR_VERSION},
          {"model", printable(options.model.name)},
          {"machine",
           {{"cores", core_limits().usable},
            {"instruction_set", instruction_set()},
            {"memory_bytes", memory_limits().usable_bytes}}},
          {"interrupted", stopped},
          {"failures", measured.failures},
          {"points", sweep_medians(measured.runs)},
          {"runs", measured.runs}};
}

}  // namespace

ExitCode sweep(const BenchOptions& options) {
  if (options.workers != 0) {
    throw SetupError(ErrorCode::bad_option, "--sweep takes no --workers; give --threads a list, such as 1,2");
  }
  read_manifest(find_model(options.model));  // before minutes of sound are made
  const std::vector<SweepPoint> points = points_of(options.sweep);
  std::vector<OutputFile> files = open_files(options.sweep.output);

  std::optional<SyntheticRecording> made;
  std::vector<std::string> recordings;
  if (options.inputs.paths.empty() && options.inputs.list.empty()) {
    const double seconds = options.generate_h > 0 ? options.generate_h * 3600 : kPublishedSeconds;
    console().print("nightjar: making " + format_duration(seconds) + " of sound");
    recordings = {made.emplace(seconds).path()};
  } else {
    recordings = gather_inputs(options.inputs).paths;
  }

  std::stop_source stop;
  const StopSignals signals([&stop] { stop.request_stop(); });
  const Measured measured =
      measure_all(points, options.sweep.rounds, common_arguments(options, recordings), stop.get_token());
  const Json report = report_of(options, measured, signals.stopped());
  write_files(files, report);
  write_stdout(options.json ? report.dump(2) + "\n" : sweep_table(report["points"]));
  if (signals.stopped()) return ExitCode::interrupted;
  return measured.failures == 0 ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
