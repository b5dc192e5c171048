#include "tools/cli/bench/queue_gain.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "engine/recognizer/loaded_model.h"
#include "nightjar/infer_queue.h"
#include "nightjar/model.h"
#include "tools/cli/allocator.h"
#include "tools/cli/bench/made_up_input.h"
#include "tools/cli/bench/usage_meter.h"
#include "tools/cli/median.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stopwatch.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/followed_profile.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kSideSeconds = 1;  // of each side in a round
constexpr double kGoal = 0.95;      // x the cores
constexpr double kSame = 1.05;      // a request's CPU time grew by less: noise

// What was measured of one side in each round.
struct Side {
  std::vector<double> per_s, cpu_ms;

  void add(double requests, const Usage& used) {
    per_s.push_back(requests / used.wall_s);
    cpu_ms.push_back(used.cpu_s * 1e3 / requests);
  }
  Json medians() const { return {{"requests_per_s", median_of(per_s)}, {"cpu_ms", median_of(cpu_ms)}}; }
};

void run_alone(const NetworkRunner& network, const ConstTensorView& input) {
  const auto done = network.run(input);
  if (!done) throw SetupError(done.error().code, done.error().message);
}

// Runs `work` again and again; returns how often.
template <class Work>
double repeat(Work work) {
  const Stopwatch time;
  double times = 0;
  do {
    work();
    ++times;
  } while (time.seconds() < kSideSeconds);
  return times;
}

std::string shortfall(const Json& report) {
  const double growth = report["queue"]["cpu_ms"].get<double>() / report["one"]["cpu_ms"].get<double>();
  if (report["cores_used_by_others"] > 1 - kGoal) {
    return "other programs used " + fixed(report["cores_used_by_others"], 2) +
           " of the cores: measure again on an idle machine";
  }
  if (growth > kSame) {
    return "a request takes " + fixed(growth, 2) +
           " x the CPU time while others run: they share memory bandwidth, caches, or the two threads of a "
           "core";
  }
  return "the streams wait: requests are too short, or there are fewer of them (--jobs) than cores";
}

std::string gain_text(const Json& report) {
  std::string text;
  const auto line = [&text](const std::string& what, const std::string& value) {
    text += fact_line(what, value);
  };
  const auto side = [&](const std::string& what, const Json& of) {
    line(what, fixed(of["requests_per_s"], 1) + " a second, " + fixed(of["cpu_ms"], 3) + " ms of CPU each");
  };
  line("requests", "of " + count_of(report["batch_segments"], "segment"));
  side("one by one", report["one"]);
  side("queue of " + report["jobs"].dump(), report["queue"]);
  line("gain", fixed(report["gain"], 2) + " x, on " + count_of(report["cores"], "core"));
  if (!report["shortfall"].is_null()) line("", report["shortfall"]);
  return text;
}

}  // namespace

ExitCode queue_gain(const BenchOptions& options) {
  tune_allocator();
  const std::filesystem::path folder = find_model(options.model);
  const Model model = Model::load(folder, follow_profile(folder, options.profile).model);
  const NetworkRunner& network = model.loaded()->network;
  const std::size_t segments = std::max<std::size_t>(1, options.sweep.batch);
  const std::vector<float> values = made_up_input(model, segments);
  const ConstTensorView input =
      batch_view(values.data(), static_cast<std::int64_t>(segments), network.spec().input_shape);
  if (!network.takes(input)) {
    throw SetupError(ErrorCode::bad_option, "--batch is " + std::to_string(segments) + ", but model " +
                                                model.name() + " takes " + network.expected_shape());
  }
  InferQueue queue(model, {.jobs = options.jobs});
  model.loaded()->backend.prepare_thread();

  Side one, all;
  std::vector<double> others;
  run_alone(network, input);
  for (std::size_t i = 0; i < queue.size(); ++i) queue.start_async(input);
  queue.wait_all();
  for (std::size_t round = 0; round < options.sweep.rounds; ++round) {
    UsageMeter alone;
    const double singles = repeat([&] { run_alone(network, input); });
    one.add(singles, alone.end());
    UsageMeter together;
    const double started = repeat([&] { queue.start_async(input); });
    queue.wait_all();
    const Usage used = together.end();
    all.add(started, used);
    others.push_back(used.others);
  }

  const auto cores = static_cast<std::int64_t>(core_limits().usable);
  const double gain = median_of(all.per_s) / median_of(one.per_s);
  Json report{{"model", model.name()},
              {"cores", cores},
              {"instruction_set", instruction_set()},
              {"batch_segments", segments},
              {"jobs", queue.size()},
              {"rounds", options.sweep.rounds},
              {"one", one.medians()},
              {"queue", all.medians()},
              {"gain", gain},
              {"cores_used_by_others", median_of(others)},
              {"shortfall", nullptr}};
  if (gain < kGoal * static_cast<double>(cores)) report["shortfall"] = shortfall(report);
  write_stdout(options.json ? report.dump(2) + "\n" : gain_text(report));
  return ExitCode::all_done;
}

}  // namespace nightjar::cli
