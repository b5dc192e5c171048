#include "tools/cli/tune/network_timer.h"

#include <atomic>
#include <barrier>
#include <functional>
#include <optional>
#include <thread>

#include "nightjar/error.h"
#include "tools/cli/bench/made_up_input.h"
#include "tools/cli/bench/usage_meter.h"
#include "tools/cli/stopwatch.h"

namespace nightjar::cli {
namespace {

// What one thread calls again and again.
class Caller {
 public:
  Caller(const LoadedModel& model, std::span<const float> input, std::int64_t batch)
      : network_(model.network), input_(input), batch_(batch) {
    if (!model.manifest.keeps_state()) return;
    auto instance = network_.network().instance();
    if (!instance) throw SetupError(instance.error().code, instance.error().message);
    instance_ = std::move(*instance);
  }

  void operator()() const {
    const auto& shape = network_.spec().input_shape;
    const auto done =
        instance_ ? network_.run(input_, shape, batch_, *instance_) : network_.run(input_, shape, batch_);
    if (!done) throw SetupError(done.error().code, done.error().message);
  }

 private:
  const NetworkRunner& network_;
  std::span<const float> input_;
  std::int64_t batch_;
  std::unique_ptr<NetworkInstance> instance_;
};

}  // namespace

NetworkTimer::NetworkTimer(std::shared_ptr<const LoadedModel> model)
    : model_(std::move(model)),
      input_(made_up_input(Model(model_), static_cast<std::size_t>(model_->manifest.batch_segments))) {}

Sample NetworkTimer::run(std::int64_t batch, std::size_t threads, double seconds) const {
  const auto values = static_cast<std::size_t>(batch * model_->feature_values());
  const std::span<const float> input(input_.data(), values);
  std::atomic<double> calls_per_s = 0, thread_s = 0;
  std::atomic<std::int64_t> calls = 0;
  std::vector<std::exception_ptr> failures(threads);
  std::optional<UsageMeter> meter;
  std::barrier begin(static_cast<std::ptrdiff_t>(threads), [&meter]() noexcept { meter.emplace(); });
  const auto work = [&](std::size_t thread) {
    std::unique_ptr<const Caller> call;
    try {
      model_->backend.prepare_thread();
      call = std::make_unique<const Caller>(*model_, input, batch);
      (*call)();
    } catch (...) {
      failures[thread] = std::current_exception();
    }
    begin.arrive_and_wait();
    if (failures[thread]) return;
    try {
      const Stopwatch time;
      std::int64_t done = 0;
      do {
        (*call)();
        ++done;
      } while (time.seconds() < seconds);
      const double taken_s = time.seconds();
      calls += done;
      calls_per_s += static_cast<double>(done) / taken_s;
      thread_s += taken_s;
    } catch (...) {
      failures[thread] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work, i);
  }
  const Usage used = meter->end();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  const auto segments = static_cast<double>(batch);
  return {.time_s = 1 / (calls_per_s * segments),
          .cpu_s = used.cpu_s / (static_cast<double>(calls) * segments),
          .core_share = used.cpu_s / thread_s,
          .others = used.others};
}

}  // namespace nightjar::cli
