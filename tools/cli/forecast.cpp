#include "tools/cli/forecast.h"

#include <span>
#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "nightjar/recognizer.h"
#include "tools/cli/bench_sound.h"
#include "tools/cli/stopwatch.h"

namespace nightjar::cli {
namespace {

constexpr double kSoundSeconds = 30;

}  // namespace

Speed measure_speed(const Model& model, double seconds, std::size_t workers) {
  const SyntheticRecording sound(kSoundSeconds, 1);
  Recognizer engine(model, {.workers = workers});
  // One for each worker and as many that wait: as busy as a folder of recordings keeps it.
  const std::vector<std::string> paths(2 * engine.workers(), sound.path());
  engine.recognize(sound.path());  // warms caches of files, pages and plans

  const Stopwatch since_start;
  double elapsed_s = 0, heard_s = 0;
  do {
    engine.recognize(std::span<const std::string>(paths), [&heard_s](const Result& result) {
      heard_s += static_cast<double>(result.summary.processed) /
                 static_cast<double>(result.recording.sample_rate_hz);
    });
    elapsed_s = since_start.seconds();
  } while (elapsed_s < seconds);
  return {
      .x_real_time = heard_s / elapsed_s, .workers = engine.workers(), .peak_bytes = peak_resident_bytes()};
}

Speed measure_speed(const Model& model, const OnlyWhere& only, double seconds) {
  const Speed main = measure_speed(model, seconds / 2), gate = measure_speed(only.model, seconds / 2);
  const SyntheticRecording sound(kSoundSeconds, 1);
  Recognizer engine(model, {.only = only});
  const std::vector<std::string> paths(2 * engine.workers(), sound.path());
  engine.recognize(std::span<const std::string>(paths), [](const Result&) {});
  return {.x_real_time = 1 / (1 / main.x_real_time + 1 / gate.x_real_time),
          .workers = engine.workers(),
          .peak_bytes = peak_resident_bytes()};
}

}  // namespace nightjar::cli
