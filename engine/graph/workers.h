// The engine's threads: exactly n, in an arena of their own.
#pragma once

#include <oneapi/tbb/task_arena.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace nightjar::graph {

// oneTBB's own worker pool is shared by the whole process and bounded by its cores; changing that is a
// process-wide setting, which a library must not touch. So the workers are threads of our own that join an
// arena whose every slot is reserved for them: no pool thread ever enters, and there are exactly as many as
// asked for.
class Workers {
 public:
  // Starts n >= 1 threads; each calls `on_start` first. Returns when all have.
  Workers(std::size_t n, const std::function<void()>& on_start);
  // Waits until the threads have left the arena; there must be no more work.
  ~Workers();

  tbb::task_arena& arena() noexcept { return arena_; }

 private:
  struct Stay;
  tbb::task_arena arena_;
  std::unique_ptr<Stay> stay_;
  std::vector<std::thread> threads_;
};

}  // namespace nightjar::graph
