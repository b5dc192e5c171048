// Measures what the queue itself costs: empty requests through a model that does nothing.
//
//   nightjar_queue_bench [REQUESTS] [JOBS] [STREAMS]
//
// Prints, over one producer: the CPU time of a request on all threads, requests a second, and the median and
// the 99th percentile of a round trip, which is one start_async() and wait() with nothing else under way.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/infer_queue.h"

namespace {

class EmptyNetwork : public nightjar::Network {
 public:
  nightjar::Expected<std::vector<float>> run(nightjar::ConstTensorView) const override {
    return std::vector<float>(1);
  }
  std::vector<std::int64_t> activation_bytes() const override { return {0}; }
};

class EmptyBackend : public nightjar::Backend {
 public:
  void prepare_thread() const override {}
  std::unique_ptr<nightjar::Network> load(const nightjar::NetworkSpec&) const override {
    return std::make_unique<EmptyNetwork>();
  }
  nightjar::BackendInfo info() const override { return {"empty", 1, 1, ""}; }
};

nightjar::Manifest empty_manifest() {
  nightjar::Manifest m;
  m.name = "empty";
  m.task = nightjar::kTags;
  m.sample_rate_hz = 16000;
  m.segment_samples = m.hop_samples = m.batch_segments = 1;
  m.features = nightjar::WaveformSpec{};
  m.input_shape = {1};
  m.labels = {"nothing"};
  return m;
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

void measure(nightjar::InferQueue& queue, int requests) {
  const float value = 0;
  const nightjar::ConstTensorView input{.data = &value, .shape = {1, 1}, .rank = 2};
  std::vector<double> round_trips_us;
  for (int i = 0; i < std::max(1, requests / 10); ++i) {
    const auto begin = Clock::now();
    queue[queue.start_async(input)].wait();
    round_trips_us.push_back(Microseconds(Clock::now() - begin).count());
  }
  std::ranges::sort(round_trips_us);

  const double cpu = cpu_seconds();
  const auto begin = Clock::now();
  for (int i = 0; i < requests; ++i) queue.start_async(input, i);
  queue.wait_all();
  const double wall_us = Microseconds(Clock::now() - begin).count();
  std::printf("cpu_us_per_request %.2f\n", (cpu_seconds() - cpu) * 1e6 / requests);
  std::printf("requests_per_s %.0f\n", requests * 1e6 / wall_us);
  std::printf("round_trip_us_median %.2f\n", round_trips_us[round_trips_us.size() / 2]);
  std::printf("round_trip_us_p99 %.2f\n", round_trips_us[round_trips_us.size() * 99 / 100]);
}

}  // namespace

int main(int argc, char** argv) {
  const int requests = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const int jobs = argc > 2 ? std::atoi(argv[2]) : 0;
  const int streams = argc > 3 ? std::atoi(argv[3]) : 0;
  if (argc > 4 || requests < 1 || jobs < 0 || streams < 0) {
    std::fprintf(stderr, "usage: nightjar_queue_bench [REQUESTS] [JOBS] [STREAMS]\n");
    return 2;
  }
  try {
    const EmptyBackend backend;
    const nightjar::Model model(std::make_shared<const nightjar::LoadedModel>(empty_manifest(), backend),
                                {.num_streams = static_cast<std::size_t>(streams)});
    nightjar::InferQueue queue(model, {.jobs = static_cast<std::size_t>(jobs)});
    queue.set_callback([](const nightjar::InferRequest&, const std::any&) {});
    measure(queue, requests);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "nightjar_queue_bench: %s\n", error.what());
    return 2;
  }
  return 0;
}
