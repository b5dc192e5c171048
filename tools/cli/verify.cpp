// `nightjar verify`: whether a model says the same of segments as of the whole recording; without recordings,
// whether it does what the library does that it comes from.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/verify/segmentation.h"
#include "models/interface/manifest.h"
#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "stages/write/json_text.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/inputs.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"
#include "tools/cli/verify_reference.h"

namespace nightjar::cli {
namespace {

double seconds(std::int64_t samples, const Manifest& model) {
  return static_cast<double>(samples) / static_cast<double>(model.sample_rate_hz);
}

std::string heading(const Manifest& model) {
  const bool bounded = model.context_samples != kUnboundedContext;
  return "model " + model.name + ": a row every " + fixed(seconds(model.stride_samples, model), 4) + " s, " +
         (bounded ? "context " + fixed(seconds(model.context_samples, model), 4) + " s on each side"
                  : "unbounded context") +
         "\n";
}

std::string line_of(const SegmentationChange& change, const Manifest& model) {
  return "  segments of " + right(fixed(seconds(change.segment_samples, model), 3), 8) +
         " s: largest difference " + scientific(change.largest) + " at " +
         fixed(seconds(change.row_of_largest * model.stride_samples, model), 2) + " s, mean " +
         scientific(change.mean) + "; " + count_of(change.rows_beyond, "row") + " of " +
         std::to_string(change.rows) + " beyond " + scientific(kSegmentationTolerance) + ", " +
         std::to_string(change.rows_decided) + " with another highest label\n";
}

std::string json_of(const SegmentationChange& change, const std::string& path, const Manifest& model) {
  std::string text;
  {
    JsonLine line(text);
    line.path(path);
    line.number("segment_s", seconds(change.segment_samples, model));
    line.integer("rows", change.rows);
    line.number("largest", change.largest);
    line.number("largest_at_s", seconds(change.row_of_largest * model.stride_samples, model));
    line.number("mean", change.mean);
    line.integer("rows_beyond", change.rows_beyond);
    line.integer("rows_decided_otherwise", change.rows_decided);
  }
  return text;
}

// Of all recordings and lengths.
struct Worst {
  double difference = 0;
  bool refused = false;
};

std::string verdict(const Manifest& model, const Worst& worst) {
  if (model.context_samples == kUnboundedContext) {
    return "unbounded context: being cut into segments changes its rows by up to " +
           scientific(worst.difference) + "\n";
  }
  if (worst.difference <= kSegmentationTolerance) {
    return "the context holds: segments give the rows of the whole recording, within " +
           scientific(kSegmentationTolerance) + "\n";
  }
  return "THE CONTEXT DOES NOT HOLD: rows change by up to " + scientific(worst.difference) +
         "; raise \"context_samples\", or make it \"unbounded\"\n";
}

}  // namespace

ExitCode verify(const VerifyOptions& options) {
  const Manifest model = load_manifest(find_model(options.model));
  if (options.inputs.paths.empty() && options.inputs.list.empty())
    return verify_reference(model, options.json);
  const Inputs inputs = gather_inputs(options.inputs);
  if (inputs.paths.empty()) throw SetupError(ErrorCode::bad_option, "no recording to verify the model with");
  const Backend& backend = load_torch_backend();
  backend.prepare_thread();
  SegmentationCheck check(model, backend);
  Worst worst;
  if (!options.json) write_stdout(heading(model));
  for (const std::string& path : inputs.paths) {
    if (!options.json) write_stdout(printable(path) + "\n");
    for (const double segment_s : options.segments_s) {
      const auto samples = std::llround(segment_s * static_cast<double>(model.sample_rate_hz));
      const auto change = check.compare(path, samples, options.first_s);
      if (!change) {
        console().print("nightjar: " + printable(path) + ": " + printable(change.error().message));
        worst.refused = true;
        break;
      }
      worst.difference = std::max(worst.difference, change->largest);
      write_stdout(options.json ? json_of(*change, path, model) : line_of(*change, model));
    }
  }
  if (!options.json) write_stdout(verdict(model, worst));
  const bool broken = model.context_samples != kUnboundedContext && worst.difference > kSegmentationTolerance;
  return broken || worst.refused ? ExitCode::incomplete : ExitCode::all_done;
}

}  // namespace nightjar::cli
