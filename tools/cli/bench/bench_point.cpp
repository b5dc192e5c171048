#include "tools/cli/bench/bench_point.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <string>
#include <utility>

#include "engine/machine/machine.h"
#include "engine/recognizer/loaded_model.h"
#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "tools/cli/allocator.h"
#include "tools/cli/bench/bench_engines.h"
#include "tools/cli/bench/usage_meter.h"
#include "tools/cli/memory_option.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t only_one(const std::vector<std::int64_t>& values, const std::string& option) {
  if (values.size() == 1) return values.front();
  throw SetupError(ErrorCode::bad_option, "--arrangement takes one number of " + option + ", got " +
                                              std::to_string(values.size()) + "; give one, such as " +
                                              option + " 1");
}

// The engine's pools are always pinned; a first version's are what is asked for.
PoolOptions pools_of(const SweepOptions& options) {
  const std::int64_t intra_op = only_one(options.intra_op, "--intra-op");
  if (options.arrangement == "nightjar" && intra_op != 1) {
    throw SetupError(ErrorCode::bad_option,
                     "--arrangement nightjar pins LibTorch's pools to one thread; give --intra-op 1");
  }
  return {.intra_op_threads = static_cast<int>(intra_op)};
}

Model load_for_point(const BenchOptions& options, const Backend& backend) {
  Manifest manifest = load_manifest(find_model(options.model));
  const std::size_t batch = options.sweep.batch;
  if (batch != 0 && !std::has_single_bit(batch)) {
    throw SetupError(ErrorCode::bad_option,
                     "--batch is " + std::to_string(batch) + "; expected a power of two, such as 8");
  }
  if (batch != 0 || options.sweep.arrangement == "naive")
    manifest.batch_segments = std::max<std::int64_t>(1, static_cast<std::int64_t>(batch));
  return Model(std::make_shared<const LoadedModel>(std::move(manifest), backend));
}

Json in_ms(const Latencies& latencies) {
  return {{"median", latencies.quantile(0.5) * 1e3},
          {"p95", latencies.quantile(0.95) * 1e3},
          {"p99", latencies.quantile(0.99) * 1e3}};
}

Json stages_of(const EngineRun& run) {
  Json stages;
  for (const StepCost& step : run.steps) {
    if (step.step == "extract" || step.step == "infer" || step.step == "score")
      stages[step.step] = step.calls > 0 ? step.wall_s * 1e3 / static_cast<double>(step.calls) : 0;
  }
  return stages;
}

}  // namespace

Json measure_point(const BenchOptions& options) {
  const SweepOptions& sweep = options.sweep;
  const auto threads = static_cast<std::size_t>(only_one(sweep.threads, "--threads"));
  const PoolOptions pools = pools_of(sweep);
  const std::vector<std::string> paths = gather_inputs(options.inputs).paths;
  tune_allocator();
  const Backend& backend = load_torch_backend(pools);
  const Model model = load_for_point(options, backend);
  backend.prepare_thread();

  UsageMeter meter;
  const EngineRun run =
      sweep.arrangement == "naive"
          ? run_naive(model, paths, threads)
          : run_nightjar(model, paths, {.workers = threads, .memory_bytes = memory_option(options.memory)});
  const Usage used = meter.end();
  const double cores = static_cast<double>(core_limits().usable);
  return {{"arrangement", sweep.arrangement},
          {"allocator", allocator_name()},
          {"engine_threads", threads},
          {"intra_op_threads", pools.intra_op_threads},
          {"intra_op_in_force", backend.info().intra_op_threads},
          {"batch_segments", model.loaded()->manifest.batch_segments},
          {"sound_s", run.sound_s},
          {"batches", run.batches},
          {"found", run.found},
          {"wall_s", used.wall_s},
          {"x_real_time", run.sound_s / used.wall_s},
          {"cpu_s", used.cpu_s},
          {"cpu_use", used.cpu_s / used.wall_s / cores},
          {"cores_used_by_others", used.others},
          {"latency_ms", in_ms(run.since_decoded)},
          {"work_ms", in_ms(run.since_begun)},
          {"stage_ms", stages_of(run)},
          {"threads", used.most_threads},
          {"voluntary_switches", used.voluntary_switches},
          {"involuntary_switches", used.involuntary_switches},
          {"rss_before_bytes", used.rss_before_bytes},
          {"mean_rss_bytes", used.mean_rss_bytes},
          {"peak_rss_bytes", used.peak_rss_bytes}};
}

}  // namespace nightjar::cli
