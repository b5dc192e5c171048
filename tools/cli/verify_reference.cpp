#include "tools/cli/verify_reference.h"

#include <cmath>
#include <string>

#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "stages/write/json_text.h"
#include "tools/cli/printable.h"
#include "tools/cli/reference_file.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr std::size_t kStageWidth = 8;

std::string what_differs(const StageDifference& stage) {
  return " at " + stage.at + ": got " + printable(stage.got) + ", expected " + printable(stage.expected);
}

// "  features  largest difference 2.1e-06 of 1.0e-03 allowed, at [0, 17]: got ..., expected ..."
std::string stage_line(const StageDifference& stage) {
  std::string text = "  " + left(stage.stage, kStageWidth) + "  ";
  if (stage.stage == "text") {
    text += stage.agrees() ? "the same" : count_of(std::llround(stage.largest), "segment") + " differ";
  } else {
    text +=
        "largest difference " + scientific(stage.largest) + " of " + scientific(stage.allowed) + " allowed";
  }
  if (!stage.at.empty() || !stage.agrees()) text += ',' + what_differs(stage);
  return text + (stage.agrees() ? "\n" : "  DIFFERS\n");
}

std::string stage_json(const StageDifference& stage) {
  std::string text;
  {
    JsonLine line(text);
    line.text("stage", stage.stage);
    line.boolean("agrees", stage.agrees());
    std::isfinite(stage.largest) ? line.number("largest", stage.largest) : line.null("largest");
    line.number("allowed", stage.allowed);
    line.text("at", stage.at);
    line.text("got", stage.got);
    line.text("expected", stage.expected);
  }
  return text;
}

}  // namespace

ExitCode verify_reference(const Manifest& manifest, bool json) {
  if (!has_reference(manifest)) {
    throw SetupError(ErrorCode::bad_option,
                     "model " + manifest.name + " has no " + kReferenceFile +
                         " to compare it with, and no recording was named; name recordings, or import the "
                         "model with tools/import_model");
  }
  const ReferenceRun reference = read_reference(manifest);
  const Backend& backend = load_torch_backend();
  backend.prepare_thread();
  const auto stages = replay(LoadedModel(manifest, backend), reference);
  if (!stages) throw SetupError(ErrorCode::bad_model, stages.error().message);

  if (!json)
    write_stdout("model " + manifest.name + " against its " + kReferenceFile + ": " +
                 count_of(reference.segments, "segment") + "\n");
  const StageDifference* first_wrong = nullptr;
  for (const StageDifference& stage : *stages) {
    write_stdout(json ? stage_json(stage) : stage_line(stage));
    if (!stage.agrees() && first_wrong == nullptr) first_wrong = &stage;
  }
  if (!json) {
    write_stdout(first_wrong == nullptr ? "it does what the library does that it comes from\n"
                                        : "IT DIFFERS FROM THE LIBRARY THAT IT COMES FROM, first in its " +
                                              first_wrong->stage + "\n");
  }
  return first_wrong == nullptr ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
