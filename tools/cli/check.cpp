// `nightjar check`: says which recordings `run` would refuse, what is damaged, and how long it would take.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "nightjar/model.h"
#include "tools/cli/check_report.h"
#include "tools/cli/checked_recording.h"
#include "tools/cli/command.h"
#include "tools/cli/forecast.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/work_in_order.h"

namespace nightjar::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> paths;
  std::string list;
  bool json = false;
  bool deep = false;
  std::size_t workers = 0;
  std::string model;
  double measure_s = 5;
  double speed = 0;
};

// Headers are waited for, not computed: more threads than cores keep a slow disk or network busy.
std::size_t threads_for(const CheckOptions& options) {
  constexpr std::size_t kOpeners = 16;
  if (options.workers > 0) return options.workers;
  const std::size_t cores = core_limits().usable;
  return options.deep ? cores : std::max(kOpeners, cores);
}

std::optional<Speed> speed_of(const CheckOptions& options) {
  if (!options.model.empty() && options.speed > 0) {
    throw SetupError(ErrorCode::bad_option, "--model and --speed; expected one: a measurement or a number");
  }
  if (!options.model.empty()) return measure_speed(Model::load(find_model(options.model)), options.measure_s);
  if (options.speed > 0) return Speed{.x_real_time = options.speed};
  return std::nullopt;
}

ExitCode check(const CheckOptions& options) {
  start_log({});
  const Inputs inputs = gather_inputs(options.paths, options.list);
  CheckReport report(options.json, inputs.not_audio);
  write_stdout(report.head());
  work_in_order(
      inputs.paths.size(), threads_for(options),
      [&](std::size_t i) {
        return options.deep ? check_all(inputs.paths[i]) : check_headers(inputs.paths[i]);
      },
      [&](const CheckedRecording& checked) { write_stdout(report.add(checked)); });
  write_stdout(report.totals(speed_of(options)));
  return report.all_ok() && inputs.unreadable_folders.empty() ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Say what run would refuse, what is damaged, how long it takes");
  command->add_option("PATHS", options->paths, "Recordings, and folders to search for them")->type_name("");
  command->add_option("--list", options->list, "Read more paths from FILE (-: stdin)")->type_name("FILE");
  command->add_flag("--deep", options->deep, "Decode all of it: lists every damage, with times");
  command->add_flag("--json", options->json, "The lines of run, and a `check` line with totals");
  command->add_option("--model", options->model, "Forecast time and memory: measures this model first")
      ->type_name("MODEL");
  command->add_option("--measure", options->measure_s, "How long --model is measured (default: 5)")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("SECONDS");
  command->add_option("--speed", options->speed, "Forecast from so many times real time instead")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("N");
  add_workers_option(*command, options->workers);
  command->footer(
      "Exit code: 0 all is well, 1 some would be refused or are damaged, 2 usage, model or\n"
      "set-up, 3 output failed, 130 interrupted. Damage that headers do not show needs --deep.\n"
      "Example: nightjar check field-recordings/ | grep refused");
  command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace nightjar::cli
