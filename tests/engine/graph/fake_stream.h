// A stream whose steps sleep, fail, stall and throw by a seeded plan, and that checks what the graph
// promises.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/graph/ledger.h"

namespace nightjar::graph {

// A number of things that are there at once, and the most there ever were.
class Gauge {
 public:
  void enter() {
    const int now = ++now_;
    int peak = peak_.load();
    while (now > peak && !peak_.compare_exchange_weak(peak, now)) {
    }
  }
  void leave() { --now_; }
  int now() const { return now_; }
  int peak() const { return peak_; }

 private:
  std::atomic<int> now_ = 0, peak_ = 0;
};

class GaugeLock {
 public:
  explicit GaugeLock(Gauge& gauge) : gauge_(gauge) { gauge_.enter(); }
  ~GaugeLock() { gauge_.leave(); }
  GaugeLock(const GaugeLock&) = delete;

 private:
  Gauge& gauge_;
};

// What a whole run saw.
struct Observed {
  Gauge batches, open_streams, working;
  std::atomic<std::int64_t> frames = 0, processed = 0, gap = 0, closed = 0, merged = 0;
  std::mutex mutex;
  std::vector<std::string> violations;
  std::vector<int> close_order;

  void violate(std::string what) {
    std::lock_guard lock(mutex);
    violations.push_back(std::move(what));
  }
};

struct Plan {
  std::int64_t batches = 5;
  std::uint64_t seed = 0;
  double fail = 0, raise = 0, sleep = 0;  // probability per step
  std::int64_t sleep_us = 100;
  bool refuse = false;  // open says there is nothing to read
  std::int64_t read_throws_at = -1, merge_throws_at = -1;
  std::function<void(std::int64_t)> in_infer;  // called with the batch's index
  std::function<bool()> wants_more;
  std::function<void(const std::optional<Error>&)> on_close;
  std::vector<std::int64_t>* infer_order = nullptr;  // filled where batches run one at a time
};

struct FakeBatch : Batch {
  FakeBatch(Observed& o, std::int64_t i, std::uint64_t seed) : observed(o), index(i), random(seed) {
    observed.batches.enter();
  }
  ~FakeBatch() override { observed.batches.leave(); }
  Observed& observed;
  std::int64_t index;
  std::mt19937_64 random;
  int steps = 0;
};

class FakeStream : public Stream {
 public:
  static constexpr std::int64_t kFramesPerBatch = 7;

  FakeStream(Observed& observed, int id, Plan plan)
      : observed_(observed), id_(id), plan_(std::move(plan)), random_(plan_.seed) {}
  ~FakeStream() override {
    if (!closed_) observed_.violate("destroyed before close");
    if (opened_) observed_.open_streams.leave();
  }

  bool open() override {
    observed_.open_streams.enter();
    opened_ = true;
    return !plan_.refuse;
  }

  std::unique_ptr<Batch> read() override {
    if (reading_.exchange(true)) observed_.violate("two reads at once");
    misbehave(random_);
    std::unique_ptr<Batch> batch;
    if (read_ == plan_.read_throws_at) {
      reading_ = false;
      throw std::runtime_error("read failed");
    }
    if (read_ < plan_.batches) {
      batch = std::make_unique<FakeBatch>(observed_, read_,
                                          plan_.seed * 1000003 + static_cast<std::uint64_t>(read_));
      ++read_;
    }
    reading_ = false;
    return batch;
  }

  Expected<void> extract(Batch& batch) override { return step(batch, 0); }
  Expected<void> infer(Batch& batch) override {
    if (plan_.infer_order) plan_.infer_order->push_back(as_fake(batch).index);
    if (plan_.in_infer) plan_.in_infer(as_fake(batch).index);
    return step(batch, 1);
  }
  Expected<void> score(Batch& batch) override { return step(batch, 2); }

  void merge(Batch& batch, const std::optional<Error>& failure) override {
    if (merging_.exchange(true)) observed_.violate("two merges at once");
    if (as_fake(batch).index != merged_) observed_.violate("merged out of order");
    ++merged_;
    ++observed_.merged;
    if (as_fake(batch).index == plan_.merge_throws_at) {
      merging_ = false;
      throw std::runtime_error("merge failed");
    }
    if (failure) {
      ledger_.add_gap(kFramesPerBatch);
    } else {
      if (as_fake(batch).steps != 3) observed_.violate("merged without all steps");
      ledger_.add_processed(kFramesPerBatch);
    }
    merging_ = false;
  }

  void close(const std::optional<Error>& cause) override {
    if (std::exchange(closed_, true)) observed_.violate("closed twice");
    if (reading_ || merging_) observed_.violate("closed at work");
    const std::int64_t frames = plan_.refuse ? 0 : plan_.batches * kFramesPerBatch;
    if (!cause && ledger_.frames() != frames) observed_.violate("closed without cause before all was merged");
    ledger_.add_gap(frames - ledger_.frames());
    if (ledger_.processed() + ledger_.gap() + ledger_.skipped() != frames)
      observed_.violate("frames unaccounted for");
    observed_.frames += frames;
    observed_.processed += ledger_.processed();
    observed_.gap += ledger_.gap();
    ++observed_.closed;
    {
      std::lock_guard lock(observed_.mutex);
      observed_.close_order.push_back(id_);
    }
    if (plan_.on_close) plan_.on_close(cause);
  }

  bool wants_more() const override { return !plan_.wants_more || plan_.wants_more(); }

 private:
  static FakeBatch& as_fake(Batch& batch) { return static_cast<FakeBatch&>(batch); }

  Expected<void> step(Batch& batch, int expected_step) {
    GaugeLock lock(observed_.working);
    auto& fake = as_fake(batch);
    if (fake.steps != expected_step) observed_.violate("steps out of order");
    ++fake.steps;
    misbehave(fake.random);
    std::uniform_real_distribution<double> dice;
    if (dice(fake.random) < plan_.raise) throw std::runtime_error("step threw");
    if (dice(fake.random) < plan_.fail)
      return Unexpected(Error{ErrorCode::inference_failed, "step failed", {}, -1});
    return {};
  }

  void misbehave(std::mt19937_64& random) const {
    std::uniform_real_distribution<double> dice;
    if (dice(random) < plan_.sleep) {
      std::uniform_int_distribution<std::int64_t> us(0, plan_.sleep_us);
      std::this_thread::sleep_for(std::chrono::microseconds(us(random)));
    }
  }

  Observed& observed_;
  const int id_;
  const Plan plan_;
  std::mt19937_64 random_;
  Ledger ledger_;
  std::atomic<bool> reading_ = false, merging_ = false;
  std::int64_t read_ = 0, merged_ = 0;
  bool opened_ = false, closed_ = false;
};

// Streams made one by one from a list of plans.
class PlannedSource : public StreamSource {
 public:
  PlannedSource(Observed& observed, std::vector<Plan> plans)
      : observed_(observed), plans_(std::move(plans)) {}
  std::unique_ptr<Stream> next() override {
    if (next_ == plans_.size()) return nullptr;
    const int id = static_cast<int>(next_);
    return std::make_unique<FakeStream>(observed_, id, plans_[next_++]);
  }

 private:
  Observed& observed_;
  std::vector<Plan> plans_;
  std::size_t next_ = 0;
};

}  // namespace nightjar::graph
