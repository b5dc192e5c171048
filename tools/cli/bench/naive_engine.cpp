#include "tools/cli/bench/naive_engine.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "engine/recognizer/recording_stream.h"
#include "stages/read/block_reader.h"

namespace nightjar::cli {
namespace {

constexpr std::array<const char*, 3> kNaiveSteps{"extract", "infer", "score"};

}  // namespace

NaiveEngine::NaiveEngine(std::shared_ptr<const LoadedModel> model)
    : model_(std::move(model)), decoding_(make_decoding(model_->manifest, {})) {}

void NaiveEngine::recognize(std::unique_ptr<AudioSource> source, std::size_t threads,
                            std::unique_ptr<RecordSink> sink) {
  units_.clear();
  std::vector<float> samples = decode(std::move(source));
  // What is at the model's rate already is only cut into segments as it is read.
  const auto in_memory = [&]() -> Expected<std::unique_ptr<AudioSource>> {
    return make_memory_source(std::move(samples), model_->manifest.sample_rate_hz, 1);
  };
  RecordingStream stream({model_, decoding_}, "", in_memory, Selection(), std::move(sink), [] {});
  stream.open();
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < threads; ++i) workers.emplace_back([&] { work_off(stream); });
  }
  for (const Unit& unit : units_) stream.merge(*unit.batch, unit.failure);
  stream.close(std::nullopt);
}

std::vector<float> NaiveEngine::decode(std::unique_ptr<AudioSource> source) {
  const std::int64_t frames = source->available_frames();
  BlockReader reader(std::move(source), model_->manifest.sample_rate_hz);
  block_samples_ = reader.block_samples();
  blocks_at_.clear();
  std::vector<float> samples;
  samples.reserve(static_cast<std::size_t>(reader.ratio().to_dst_ceil(frames)));  // no page until it is used
  for (std::int64_t k = 0;; ++k) {
    const Block& block = reader.read(k);
    blocks_at_.push_back(Clock::now());
    if (block.samples.empty()) return samples;
    samples.insert(samples.end(), block.samples.begin(), block.samples.end());
  }
}

void NaiveEngine::work_off(graph::Stream& stream) {
  model_->backend.prepare_thread();
  for (;;) {
    Unit unit;
    std::size_t index = 0;
    {
      const std::lock_guard lock(mutex_);
      unit.batch = stream.read();
      if (!unit.batch) return;
      index = units_.size();
      units_.emplace_back();
    }
    const Clock::time_point begun_at = Clock::now();
    unit.failure = work_on(stream, *unit.batch);
    since_decoded_.add_since(decoded_at(index));
    since_begun_.add_since(begun_at);
    const std::lock_guard lock(mutex_);
    units_[index] = std::move(unit);
  }
}

std::optional<Error> NaiveEngine::work_on(graph::Stream& stream, graph::Batch& batch) {
  constexpr std::array kNaiveWork{&graph::Stream::extract, &graph::Stream::infer, &graph::Stream::score};
  for (std::size_t i = 0; i < kNaiveWork.size(); ++i) {
    const graph::StepClock::Lap lap(clocks_[i]);
    Expected<void> done = (stream.*kNaiveWork[i])(batch);
    if (!done) return std::move(done).error();
  }
  return std::nullopt;
}

// That of the block with the batch's last sample; of whole batches, which all but a few at the end are.
NaiveEngine::Clock::time_point NaiveEngine::decoded_at(std::size_t index) const {
  const Manifest& m = model_->manifest;
  const std::int64_t last_segment = (static_cast<std::int64_t>(index) + 1) * m.batch_segments - 1;
  const std::int64_t last_sample = last_segment * m.hop_samples + m.segment_samples - 1;
  return blocks_at_[static_cast<std::size_t>(
      std::min(last_sample / block_samples_, std::ssize(blocks_at_) - 1))];
}

Latencies NaiveEngine::since_decoded() const {
  return since_decoded_.latencies();
}
Latencies NaiveEngine::since_begun() const {
  return since_begun_.latencies();
}

std::vector<StepCost> NaiveEngine::costs() const {
  std::vector<StepCost> costs;
  for (std::size_t i = 0; i < kNaiveSteps.size(); ++i) {
    const graph::StepStats step = clocks_[i].stats(kNaiveSteps[i]);
    costs.push_back({step.step, step.calls, step.wall_s, step.cpu_s});
  }
  return costs;
}

}  // namespace nightjar::cli
