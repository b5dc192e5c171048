// `nightjar check`: says which recordings `run` would refuse, what is damaged, and how long it would take.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "nightjar/model.h"
#include "tools/cli/check_report.h"
#include "tools/cli/checked_recording.h"
#include "tools/cli/commands.h"
#include "tools/cli/forecast.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/only_option.h"
#include "tools/cli/stdout.h"
#include "tools/cli/work_in_order.h"

namespace nightjar::cli {
namespace {

// Headers are waited for, not computed: more threads than cores keep a slow disk or network busy.
std::size_t threads_for(const CheckOptions& options) {
  constexpr std::size_t kOpeners = 16;
  if (options.workers > 0) return options.workers;
  const std::size_t cores = core_limits().usable;
  return options.deep ? cores : std::max(kOpeners, cores);
}

std::optional<Speed> speed_of(const CheckOptions& options) {
  if (!options.model.name.empty() && options.speed > 0) {
    throw SetupError(ErrorCode::bad_option, "--model and --speed; expected one: a measurement or a number");
  }
  if (!options.only.empty() && options.model.name.empty()) {
    throw SetupError(ErrorCode::bad_option,
                     "--only: it is about the forecast of --model MODEL, which is not there");
  }
  if (!options.model.name.empty()) {
    const Model model = Model::load(find_model(options.model));
    const auto only = only_where(options.only, options.model.folders);
    return only ? measure_speed(model, *only, options.measure_s) : measure_speed(model, options.measure_s);
  }
  if (options.speed > 0) return Speed{.x_real_time = options.speed};
  return std::nullopt;
}

}  // namespace

ExitCode check(const CheckOptions& options) {
  start_log({});
  const Inputs inputs = gather_inputs(options.inputs);
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

}  // namespace nightjar::cli
