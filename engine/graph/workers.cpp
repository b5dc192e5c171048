#include "engine/graph/workers.h"

#include <oneapi/tbb/task_group.h>

#include <latch>

namespace nightjar::graph {

// A thread works for the arena while it waits for a task group there. Each has a group of its own with one
// task that is never run: destroying it lets the thread go.
struct Workers::Stay {
  struct Place {
    tbb::task_group group;
    tbb::task_handle leave = group.defer([] {});
  };
  explicit Stay(std::size_t n) : places(n) {}
  std::vector<Place> places;
};

Workers::Workers(std::size_t n, const std::function<void()>& on_start)
    // One slot more, for the thread that builds the graph or waits for it.
    : arena_(static_cast<int>(n + 1), static_cast<unsigned>(n + 1)), stay_(std::make_unique<Stay>(n)) {
  arena_.initialize();
  std::latch started(static_cast<std::ptrdiff_t>(n));
  for (auto& place : stay_->places) {
    threads_.emplace_back([this, &place, &started, &on_start] {
      if (on_start) on_start();
      started.count_down();
      arena_.execute([&place] { place.group.wait(); });
    });
  }
  started.wait();
}

Workers::~Workers() {
  for (auto& place : stay_->places) place.leave = {};
  for (auto& thread : threads_) thread.join();
}

}  // namespace nightjar::graph
