#include "tools/cli/soak/soak_watch.h"

#include <chrono>
#include <string>
#include <utility>

#include "tools/cli/console.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr std::size_t kKept = 1024;
constexpr double kPlainLineSeconds = 10;

std::string progress_of(const SoakSample& sample, const SoakAccounts::State& spans) {
  return format_duration(sample.elapsed_s) + " | " + format_duration(sample.sound_s) + " of sound | " +
         fixed(sample.x_real_time, 0) + " x real time | RSS " + format_size(sample.process.rss_bytes) +
         " | p99 " + fixed(sample.latency_p99_s * 1e3, 0) + " ms" +
         (spans.wrong > 0 ? " | " + count_of(spans.wrong, "recording") + " wrong" : "");
}

}  // namespace

SoakWatch::SoakWatch(const Recognizer& engine, const SoakCounts& counts, SoakWatchOptions options,
                     std::function<void()> on_end)
    : engine_(engine),
      counts_(counts),
      options_(options),
      on_end_(std::move(on_end)),
      latencies_(engine.latencies_since_read()),
      samples_(kKept),
      thread_([this] { watch(); }) {}

SoakWatch::~SoakWatch() {
  end_thread();
}

std::vector<SoakSample> SoakWatch::finish() {
  end_thread();
  take();
  std::vector<SoakSample> samples = samples_.values();
  if (samples.back().elapsed_s != last_.elapsed_s) samples.push_back(last_);
  return samples;
}

void SoakWatch::end_thread() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (console().can_redraw()) console().show_progress("");
}

void SoakWatch::watch() {
  std::unique_lock lock(mutex_);
  do {
    take();
    if (last_.elapsed_s >= options_.end_s || (options_.lines != nullptr && !options_.lines->good()))
      on_end_();
  } while (!ended_.wait_for(lock, std::chrono::duration<double>(options_.every_s), [this] { return end_; }));
}

void SoakWatch::take() {
  const SoakAccounts::State spans = counts_.accounts.state();
  SoakSample sample{.elapsed_s = since_start_.seconds(),
                    .sound_s = counts_.sound_s,
                    .recordings = spans.ended,
                    .process = sample_process(),
                    .batches_under_way = engine_.batches_under_way()};
  const Latencies until_now = engine_.latencies_since_read();
  const Latencies fresh = until_now.since(latencies_);
  sample.latency_p50_s = fresh.quantile(0.5);
  sample.latency_p95_s = fresh.quantile(0.95);
  sample.latency_p99_s = fresh.quantile(0.99);
  const double interval_s = sample.elapsed_s - last_.elapsed_s;
  if (interval_s > 0) sample.x_real_time = (sample.sound_s - last_.sound_s) / interval_s;
  latencies_ = until_now;
  last_ = sample;
  samples_.add(sample);
  if (options_.lines != nullptr) *options_.lines << to_json(sample).dump() << std::endl;
  if (!options_.quiet) show(sample);
}

void SoakWatch::show(const SoakSample& sample) {
  const std::string line = progress_of(sample, counts_.accounts.state());
  if (console().can_redraw()) {
    console().show_progress(line.substr(0, static_cast<std::size_t>(console().columns() - 1)));
  } else if (sample.elapsed_s - shown_s_ >= kPlainLineSeconds) {
    shown_s_ = sample.elapsed_s;
    console().print("nightjar: " + line);
  }
}

}  // namespace nightjar::cli
