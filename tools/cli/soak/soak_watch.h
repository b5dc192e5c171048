// Samples a soak while it lasts.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <ostream>
#include <thread>
#include <vector>

#include "nightjar/recognizer.h"
#include "tools/cli/soak/soak_sample.h"
#include "tools/cli/soak/soak_sink.h"
#include "tools/cli/soak/thinned.h"
#include "tools/cli/stopwatch.h"

namespace nightjar::cli {

struct SoakWatchOptions {
  double every_s = 1;
  double end_s = 0;               // when `on_end` is called
  std::ostream* lines = nullptr;  // gets a line for each sample as it is taken; null: nothing does
  bool quiet = false;             // no progress on stderr
};

// While it lives, a thread takes samples, the first at once. Its memory does not grow with their number.
class SoakWatch {
 public:
  // Borrows all that it is given. `on_end` is called from the thread, more than once; also where `lines`
  // fails.
  SoakWatch(const Recognizer& engine, const SoakCounts& counts, SoakWatchOptions options,
            std::function<void()> on_end);
  ~SoakWatch();

  // Takes the last sample, and returns them all: thinned out, but that one is there. To be called once.
  std::vector<SoakSample> finish();

 private:
  void watch();
  void take();
  void show(const SoakSample& sample);
  void end_thread();

  const Recognizer& engine_;
  const SoakCounts& counts_;
  const SoakWatchOptions options_;
  const std::function<void()> on_end_;
  const Stopwatch since_start_;
  Latencies latencies_;  // until the last sample
  SoakSample last_;
  double shown_s_ = 0;
  Thinned<SoakSample> samples_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace nightjar::cli
