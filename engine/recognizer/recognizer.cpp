#include "nightjar/recognizer.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>

#include "engine/graph/graph.h"
#include "engine/machine/machine.h"
#include "engine/memory/budget.h"
#include "engine/recognizer/gate.h"
#include "engine/recognizer/loaded_model.h"
#include "engine/recognizer/ordered_results.h"
#include "engine/recognizer/recording_stream.h"
#include "engine/recognizer/request.h"
#include "engine/recognizer/result_sink.h"
#include "stages/decode/decoding.h"
#include "stages/validate/audio_source.h"

namespace nightjar {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

// A batch is of one model or of the other, and runs there: so what is bought for it fits the larger one.
Costs costs_of(const Listener& listener, const GateSpec* gate, const Selection& selection) {
  const LoadedModel& model = *listener.model;
  const LoadedModel& other = gate != nullptr ? *gate->listener.model : model;
  return {.base = resident_bytes(),
          .fixed = 8 * kMiB,       // lines that wait for their turn before they spill, and tables
          .per_worker = 1 * kMiB,  // touched stack, scratch, allocator caches
          .per_activation = std::max(model.activation_bytes(), other.activation_bytes()),
          .per_batch = std::max(model.batch_bytes(), other.batch_bytes()),
          .per_stream = RecordingStream::memory_bytes(listener, gate, selection) + kMiB / 8};
}

std::size_t workers_of(const RecognizerOptions& options) {
  constexpr std::size_t kMostWorkers = 1024;
  if (options.workers > kMostWorkers) {
    throw SetupError(ErrorCode::bad_option, "workers is " + std::to_string(options.workers) +
                                                "; expected 0 to " + std::to_string(kMostWorkers) +
                                                ", 0 for the cores that may be used");
  }
  return worker_count(options.workers);
}

// It gives the same bytes each time, and runs a request on each core.
void check_hint(const Model& model) {
  const auto refuse_hint = [&model](const std::string& what) {
    throw SetupError(ErrorCode::bad_option,
                     "model " + model.name() + " is loaded for " + what + "; load it for throughput");
  };
  if (model.properties().hint == Hint::latency)
    refuse_hint("latency, one request over all cores, but a Recognizer runs one on each");
  if (model.properties().execution_devices.size() > 1)
    refuse_hint(
        "several devices, which differ in the last bits, but a Recognizer gives the same bytes each time");
}

RecognizerOptions checked(RecognizerOptions options, const Model& model) {
  check_hint(model);
  if (options.only) check_hint(options.only->model);
  if (options.memory_bytes < 0 && options.memory_bytes != kLeastMemory) {
    throw SetupError(ErrorCode::bad_option,
                     "memory_bytes is negative; expected a size, or 0 for a quarter of the machine's");
  }
  if (!(options.max_event_s > 0)) {
    throw SetupError(ErrorCode::bad_option, "max_event_s is not above 0; expected seconds, for example 600");
  }
  const Selection& part = options.selection;
  if (!(part.from_s >= 0) || !(part.to_s > part.from_s)) {
    throw SetupError(ErrorCode::bad_option, "selection from " + std::to_string(part.from_s) + " s to " +
                                                std::to_string(part.to_s) + " s; expected 0 <= from < to");
  }
  options.workers = workers_of(options);
  return options;
}

std::int64_t ceiling_of(const RecognizerOptions& options, const Costs& costs) {
  if (options.memory_bytes == kLeastMemory) return minimum_bytes(costs, options.workers);
  return options.memory_bytes != 0 ? options.memory_bytes : memory_limits().usable_bytes / 4;
}

// The least is one batch and one recording at a time, also where rounding it up would buy more of something
// small.
graph::Limits limits_of(const Model& model, const RecognizerOptions& options, const Costs& costs,
                        std::int64_t ceiling_bytes) {
  if (options.memory_bytes == kLeastMemory) return {.workers = options.workers, .batches = 1, .streams = 1};
  graph::Limits limits = buy(costs, options.workers, ceiling_bytes);
  const auto keeps_state = [](const Model& each) { return each.loaded()->manifest.keeps_state(); };
  // The steps of a sound are taken one after another; other recordings fill the workers.
  if (keeps_state(model) || (options.only && keeps_state(options.only->model))) limits.stream_batches = 1;
  return limits;
}

}  // namespace

struct Recognizer::Impl : graph::StreamSource {
  Impl(Model model, RecognizerOptions given)
      : model_(std::move(model)),
        options_(checked(std::move(given), model_)),
        listener_{model_.loaded(),
                  make_decoding(model_.loaded()->manifest, {.max_event_s = options_.max_event_s,
                                                            .transcripts = options_.transcripts,
                                                            .embeddings = options_.embeddings})},
        gate_(options_.only
                  ? std::make_shared<const GateSpec>(gate_spec(*options_.only, model_.loaded()->manifest))
                  : nullptr),
        costs_(costs_of(listener_, gate_.get(), options_.selection)),
        ceiling_bytes_(ceiling_of(options_, costs_)),
        limits_(limits_of(model_, options_, costs_, ceiling_bytes_)),
        graph_(limits_, *this, [this] { model_.loaded()->backend.prepare_thread(); }) {}

  // The requests are served in the order of the calls.
  std::unique_ptr<graph::Stream> next() override {
    for (;;) {
      std::shared_ptr<Request> request;
      {
        std::lock_guard lock(mutex_);
        while (!requests_.empty() && requests_.front()->exhausted()) requests_.pop_front();
        if (requests_.empty()) return nullptr;
        request = requests_.front();
      }
      if (auto stream = request->next()) return stream;
      if (!request->exhausted()) return nullptr;  // not now
    }
  }

  std::shared_ptr<Request> begin(std::size_t count, Request::MakeStream make) {
    auto request = std::make_shared<Request>(count, std::move(make));
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    graph_.poke();
    return request;
  }

  std::unique_ptr<graph::Stream> file_stream(const std::string& path, std::unique_ptr<RecordSink> sink,
                                             std::function<void()> on_closed) const {
    if (!sink) return nullptr;
    return stream(
        path, [path, stop = stop_.get_token()] { return open_recording(path, stop); }, std::move(sink),
        std::move(on_closed));
  }

  std::unique_ptr<graph::Stream> stream(const std::string& path, OpenSource open_source,
                                        std::unique_ptr<RecordSink> sink,
                                        std::function<void()> on_closed) const {
    return std::make_unique<RecordingStream>(listener_, path, std::move(open_source), options_.selection,
                                             std::move(sink), std::move(on_closed), gate_);
  }

  const Model model_;
  const RecognizerOptions options_;
  const Listener listener_;
  const std::shared_ptr<const GateSpec> gate_;  // null: all is recognised
  const Costs costs_;
  const std::int64_t ceiling_bytes_;
  const graph::Limits limits_;
  std::stop_source stop_;  // for those that wait for a program that decodes
  std::mutex mutex_;
  std::deque<std::shared_ptr<Request>> requests_;
  graph::Graph graph_;  // last: it calls next() from its first moment to its last
};

Recognizer::Recognizer(Model model, RecognizerOptions options)
    : impl_(std::make_unique<Impl>(std::move(model), std::move(options))) {}
Recognizer::~Recognizer() {
  impl_->stop_.request_stop();
}

Result Recognizer::recognize(const std::string& path) {
  Result result;
  recognize(std::span(&path, 1), [&result](Result r) { result = std::move(r); });
  return result;
}

void Recognizer::recognize(std::span<const std::string> paths, const std::function<void(Result)>& on_result) {
  auto results = std::make_shared<OrderedResults>();
  auto request =
      impl_->begin(paths.size(), [this, results, paths](std::size_t index, std::function<void()> on_closed) {
        std::unique_ptr<RecordSink> sink;
        if (!results->full()) {
          sink = std::make_unique<ResultSink>(
              paths[index], [results, index](Result r) { results->put(index, std::move(r)); });
        }
        return impl_->file_stream(paths[index], std::move(sink), std::move(on_closed));
      });
  try {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const bool was_full = results->full();
      Result result = results->take();
      if (was_full) poke();
      on_result(std::move(result));
    }
  } catch (...) {
    request->abandon();
    request->wait();
    throw;
  }
  request->wait();
}

void Recognizer::recognize(std::span<const std::string> paths, const SinkFactory& make_sink) {
  impl_
      ->begin(paths.size(),
              [this, &make_sink, paths](std::size_t index, std::function<void()> on_closed) {
                return impl_->file_stream(paths[index], make_sink(index, paths[index]), std::move(on_closed));
              })
      ->wait();
}

std::future<Result> Recognizer::submit(std::vector<float> pcm, std::int64_t sample_rate_hz,
                                       std::int64_t channels) {
  auto promise = std::make_shared<std::promise<Result>>();
  auto future = promise->get_future();
  const auto sound = std::make_shared<const std::vector<float>>(std::move(pcm));
  const auto open = [=]() -> Expected<std::unique_ptr<AudioSource>> {
    return make_memory_source(sound, sample_rate_hz, channels);
  };
  open();  // throws here what it throws
  impl_->begin(1, [this, promise, open](std::size_t, std::function<void()> on_closed) {
    auto sink = std::make_unique<ResultSink>("", [promise](Result r) { promise->set_value(std::move(r)); });
    return impl_->stream("", open, std::move(sink), std::move(on_closed));
  });
  return future;
}

void Recognizer::stop() {
  impl_->stop_.request_stop();
  impl_->graph_.stop();
}
void Recognizer::poke() {
  impl_->graph_.poke();
}
std::size_t Recognizer::workers() const {
  return impl_->limits_.workers;
}
std::int64_t Recognizer::memory_bytes() const {
  return impl_->ceiling_bytes_;
}
std::size_t Recognizer::batches_in_flight() const {
  return impl_->limits_.batches;
}

std::size_t Recognizer::batches_under_way() const {
  return impl_->graph_.under_way();
}

std::vector<StepCost> Recognizer::costs() const {
  std::vector<StepCost> costs;
  for (const auto& step : impl_->graph_.stats())
    costs.push_back({step.step, step.calls, step.wall_s, step.cpu_s});
  return costs;
}

Latencies Recognizer::latencies_since_read() const {
  return impl_->graph_.since_read();
}
Latencies Recognizer::latencies_since_begun() const {
  return impl_->graph_.since_begun();
}

}  // namespace nightjar
