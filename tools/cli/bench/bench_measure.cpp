#include "tools/cli/bench/bench_measure.h"

#include <algorithm>
#include <array>
#include <memory>

#include "engine/graph/step_clock.h"
#include "engine/recognizer/loaded_model.h"
#include "engine/recognizer/recording_stream.h"
#include "stages/validate/audio_source.h"
#include "tools/cli/bench/bench_sink.h"
#include "tools/cli/bench/usage_meter.h"
#include "tools/cli/median.h"

namespace nightjar::cli {
namespace {

constexpr double kSampleSeconds = 120;
constexpr int kRepeats = 3;  // before, and as many after
constexpr std::array<const char*, 6> kSteps{"open", "read", "extract", "infer", "score", "merge"};

using Clocks = std::array<graph::StepClock, kSteps.size()>;

// One recording through the steps, one after another, until enough was heard.
void run_alone(const Model& model, const std::shared_ptr<const Decoding>& decoding, const std::string& path,
               Clocks& clocks, BenchTotals& totals) {
  RecordingStream stream(
      {model.loaded(), decoding}, path, [&path] { return open_recording(path); }, Selection(),
      std::make_unique<BenchSink>(path, totals), [] {});
  const auto timed = [&clocks](std::size_t step, auto&& work) {
    const graph::StepClock::Lap lap(clocks[step]);
    return work();
  };
  std::optional<Error> cause;
  if (timed(0, [&] { return stream.open(); })) {
    while (auto batch = timed(1, [&] { return stream.read(); })) {
      Expected<void> done = timed(2, [&] { return stream.extract(*batch); });
      if (done) done = timed(3, [&] { return stream.infer(*batch); });
      if (done) done = timed(4, [&] { return stream.score(*batch); });
      timed(5, [&] { stream.merge(*batch, done ? std::nullopt : std::optional(done.error())); });
      if (totals.sound_s < kSampleSeconds) continue;
      cause = Error{ErrorCode::interrupted, "the sample ends here", path, -1};
      break;
    }
  }
  stream.close(cause);
}

using Costs = std::array<double, kSteps.size()>;  // CPU seconds of each step for a second of sound

Costs alone_once(const Model& model, const std::shared_ptr<const Decoding>& decoding,
                 const std::vector<std::string>& paths) {
  Clocks clocks;
  BenchTotals totals;
  for (std::size_t i = 0; i < paths.size() && totals.sound_s < kSampleSeconds; ++i) {
    run_alone(model, decoding, paths[i], clocks, totals);
  }
  Costs costs{};
  for (std::size_t i = 0; i < costs.size(); ++i) {
    costs[i] = totals.sound_s > 0 ? clocks[i].stats(kSteps[i]).cpu_s / totals.sound_s : 0;
  }
  return costs;
}

}  // namespace

double BenchResult::worker_use() const {
  double cpu_s = 0;
  for (const BenchStep& step : steps) cpu_s += step.run.cpu_s;
  return wall_s > 0 ? cpu_s / (static_cast<double>(workers) * wall_s) : 0;
}

double BenchResult::efficiency() const {
  double cpu_s = 0;
  for (const BenchStep& step : steps) cpu_s += step.alone_cpu_s;
  return wall_s > 0 ? cpu_s / (static_cast<double>(workers) * wall_s) : 0;
}

BenchResult measure(const Model& model, const std::vector<std::string>& paths,
                    const RecognizerOptions& options) {
  model.loaded()->backend.prepare_thread();
  const std::shared_ptr<const Decoding> decoding = make_decoding(model.loaded()->manifest, {});
  alone_once(model, decoding, paths);  // warms caches of files, pages and plans
  std::vector<Costs> alone;
  for (int i = 0; i < kRepeats; ++i) alone.push_back(alone_once(model, decoding, paths));

  BenchResult result;
  BenchTotals totals;
  {
    Recognizer engine(model, options);
    UsageMeter meter;
    engine.recognize(paths, SinkFactory([&](std::size_t, const std::string& path) {
                       return std::make_unique<BenchSink>(path, totals);
                     }));
    const Usage usage = meter.end();
    result.wall_s = usage.wall_s;
    result.others = usage.others;
    result.peak_rss_bytes = usage.peak_rss_bytes;
    result.workers = engine.workers();
    result.memory_bytes = engine.memory_bytes();
    for (StepCost& cost : engine.costs()) result.steps.push_back({std::move(cost), 0});
  }
  result.recordings = std::ssize(paths);
  result.refused = totals.refused;
  result.sound_s = totals.sound_s;

  for (int i = 0; i < kRepeats; ++i) alone.push_back(alone_once(model, decoding, paths));
  for (BenchStep& step : result.steps) {
    const auto at = std::find(kSteps.begin(), kSteps.end(), step.run.step);
    if (at == kSteps.end()) continue;
    std::vector<double> costs;
    for (const Costs& once : alone) costs.push_back(once[static_cast<std::size_t>(at - kSteps.begin())]);
    step.alone_cpu_s = median_of(costs) * result.sound_s;
  }
  return result;
}

}  // namespace nightjar::cli
