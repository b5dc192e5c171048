#include "tools/cli/bench/bench_engines.h"

#include <memory>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/error.h"
#include "stages/validate/audio_source.h"
#include "tools/cli/bench/bench_sink.h"
#include "tools/cli/bench/naive_engine.h"

namespace nightjar::cli {
namespace {

std::unique_ptr<AudioSource> opened_or_refused(const std::string& path) {
  auto source = open_recording(path);
  if (!source) throw SetupError(source.error().code, source.error().message);
  return std::move(*source);
}

EngineRun completed(EngineRun run, const BenchTotals& totals) {
  run.sound_s = totals.sound_s;
  run.found = totals.found;
  for (const StepCost& step : run.steps) {
    if (step.step == "infer") run.batches = step.calls;
  }
  return run;
}

}  // namespace

EngineRun run_naive(const Model& model, std::span<const std::string> paths, std::size_t threads) {
  if (model.loaded()->manifest.keeps_state()) {
    throw SetupError(ErrorCode::bad_option, "model " + model.name() +
                                                " keeps state, so its segments cannot be shared out to "
                                                "threads; sweep over one that keeps none, such as sounds");
  }
  BenchTotals totals;
  NaiveEngine engine(model.loaded());
  for (const std::string& path : paths)
    engine.recognize(opened_or_refused(path), threads, std::make_unique<BenchSink>(path, totals));
  return completed(
      {.since_decoded = engine.since_decoded(), .since_begun = engine.since_begun(), .steps = engine.costs()},
      totals);
}

EngineRun run_nightjar(const Model& model, std::span<const std::string> paths,
                       const RecognizerOptions& options) {
  for (const std::string& path : paths) opened_or_refused(path);
  BenchTotals totals;
  Recognizer engine(model, options);
  engine.recognize(paths, SinkFactory([&](std::size_t, const std::string& path) {
                     return std::make_unique<BenchSink>(path, totals);
                   }));
  return completed({.since_decoded = engine.latencies_since_read(),
                    .since_begun = engine.latencies_since_begun(),
                    .steps = engine.costs()},
                   totals);
}

}  // namespace nightjar::cli
