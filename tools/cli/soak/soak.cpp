// `nightjar soak`: recognises for hours, watches itself meanwhile, and says whether anything crept.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/model.h"
#include "nightjar/recognizer.h"
#include "tools/cli/allocator.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/inputs.h"
#include "tools/cli/memory_option.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/soak/soak_gates.h"
#include "tools/cli/soak/soak_report.h"
#include "tools/cli/soak/soak_sink.h"
#include "tools/cli/soak/soak_sound.h"
#include "tools/cli/soak/soak_watch.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();
constexpr double kWarmUpSeconds = 1800;  // or a quarter of all sound, where that is less

bool names_recordings(const SoakOptions& options) {
  return !options.inputs.paths.empty() || !options.inputs.list.empty();
}

// What is in flight of an endless recording must be there, and a little more.
double ahead_seconds(const Model& model, const Recognizer& engine) {
  const auto& manifest = model.loaded()->manifest;
  const auto batch =
      static_cast<double>(model.segment_samples() + manifest.batch_segments * model.hop_samples());
  return 60 + static_cast<double>(engine.batches_in_flight()) * batch /
                  static_cast<double>(model.sample_rate_hz());
}

SoakSound sound_of(const SoakOptions& options, double audio_s, double ahead_s) {
  if (names_recordings(options)) return SoakSound::given(gather_inputs(options.inputs).paths);
  console().print("nightjar: making sound");
  return options.endless ? SoakSound::endless(audio_s, ahead_s, options.seed)
                         : SoakSound::generated(parse_time(options.longest), options.seed);
}

nlohmann::ordered_json first_line(const SoakOptions& options, const Model& model, const Recognizer& engine) {
  return {{"type", "soak"},
          {"version", NIGHTJAR_VERSION},
          {"model", model.name()},
          {"model_sha256", model.sha256()},
          {"allocator", allocator_name()},
          {"workers", engine.workers()},
          {"batches_in_flight", engine.batches_in_flight()},
          {"memory_ceiling_bytes", engine.memory_bytes()},
          {"sound", names_recordings(options) ? "given"
                    : options.endless         ? "endless"
                                              : "generated"},
          {"seed", options.seed},
          {"every_s", options.every_s}};
}

// All rounds, until the engine is stopped or the sound is at its end.
void hear_rounds(Recognizer& engine, SoakSound& sound, SoakCounts& counts,
                 const std::function<bool()>& ended) {
  for (std::vector<std::size_t> round; !ended() && !(round = sound.next_round()).empty();) {
    std::vector<std::string> paths;
    for (const std::size_t recording : round) paths.push_back(sound.recordings()[recording].path);
    const double before_s = counts.sound_s;
    engine.recognize(paths, SinkFactory([&](std::size_t i, const std::string& path) {
                       return std::make_unique<SoakSink>(round[i], path, counts, sound.endless_one());
                     }));
    if (counts.sound_s == before_s) return;  // nothing but empty recordings
  }
}

void write_line(std::ofstream& out, const std::string& path, const nlohmann::ordered_json& line) {
  if (!out.is_open()) return;
  out << line.dump() << std::endl;
  if (!out) throw OutputError(path + ": it could not be written; is the disk full?");
}

// Says which failed, and why.
bool none_failed(const std::vector<Gate>& gates) {
  bool passed = true;
  for (const Gate& gate : gates) {
    if (gate.verdict != Verdict::failed) continue;
    console().print("nightjar: " + gate.name + " failed: " + gate.why);
    passed = false;
  }
  return passed;
}

}  // namespace

ExitCode soak(const SoakOptions& options) {
  tune_allocator();
  if (options.endless && names_recordings(options)) {
    throw SetupError(ErrorCode::bad_option, "--endless: it is made up; expected no recordings beside it");
  }
  const double audio_s = options.audio.empty() ? 0 : parse_time(options.audio);
  const double warm_up_s = options.warm_up.empty() ? kWarmUpSeconds : parse_time(options.warm_up);
  std::ofstream out;
  if (!options.out.empty()) {
    out.open(options.out);
    if (!out)
      throw OutputError(options.out + ": it cannot be made; expected a file in a folder that can be written");
  }
  const Model model = Model::load(find_model(options.model));
  Recognizer engine(model, {.workers = options.workers, .memory_bytes = memory_option(options.memory)});
  write_line(out, options.out, first_line(options, model, engine));
  SoakSound sound = sound_of(options, audio_s, ahead_seconds(model, engine));

  std::atomic<bool> ended = false;
  const auto stop = [&] {
    ended = true;
    engine.stop();
  };
  // An endless recording of some length ends by itself.
  SoakCounts counts{.accounts = SoakAccounts(sound.recordings()),
                    .enough_s = audio_s > 0 && !options.endless ? audio_s : kForever,
                    .on_enough = stop};
  const StopSignals signals(stop);
  SoakWatch watch(engine, counts,
                  {.every_s = options.every_s,
                   .end_s = options.hours > 0 ? options.hours * 3600 : kForever,
                   .lines = out.is_open() ? &out : nullptr,
                   .quiet = options.quiet},
                  stop);
  hear_rounds(engine, sound, counts, [&ended] { return ended.load(); });
  const std::vector<SoakSample> samples = watch.finish();

  const SoakSample& last = samples.back();
  const std::vector<Gate> gates =
      judge(samples, counts.accounts.state(),
            {.warm_up_s = options.warm_up.empty() ? std::min(warm_up_s, last.sound_s / 4) : warm_up_s,
             .slope_mb_per_hour = options.max_slope,
             .drift = options.max_drift,
             .peak_bytes = engine.memory_bytes()});
  const nlohmann::ordered_json report = soak_report(engine, last, counts.accounts.state(), gates);
  write_stdout(options.json ? report.dump(2) + "\n" : soak_text(report));
  write_line(out, options.out, report);
  const bool passed = none_failed(gates);
  return signals.stopped() ? ExitCode::interrupted : passed ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
