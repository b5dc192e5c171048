// Many pieces of work over threads, their results taken in order.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace nightjar::cli {

// Calls work(i) for each i in [0, count) on `threads` threads, and take(result) on this one, by i. Few
// results wait for their turn, however long one takes. What either throws ends the whole, and is thrown from
// here.
template <class Work, class Take>
void work_in_order(std::size_t count, std::size_t threads, const Work& work, const Take& take) {
  using Result = decltype(work(std::size_t{}));
  const std::size_t ahead = 16 * threads;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Result> waiting;
  std::size_t begun = 0, taken = 0;
  std::exception_ptr failure;

  const auto fail = [&] {
    const std::lock_guard lock(mutex);
    if (!failure) failure = std::current_exception();
    changed.notify_all();
  };
  const auto run = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return failure || begun == count || begun < taken + ahead; });
      if (failure || begun == count) return;
      const std::size_t i = begun++;
      lock.unlock();
      try {
        Result result = work(i);
        lock.lock();
        waiting.emplace(i, std::move(result));
        changed.notify_all();
      } catch (...) {
        fail();
        return;
      }
    }
  };
  {
    std::vector<std::jthread> pool(std::min(threads, count));
    for (std::jthread& thread : pool) thread = std::jthread(run);
    try {
      while (taken < count) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return failure || waiting.contains(taken); });
        if (failure) break;
        auto node = waiting.extract(taken);
        lock.unlock();
        take(std::move(node.mapped()));
        lock.lock();
        ++taken;
        changed.notify_all();
      }
    } catch (...) {
      fail();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nightjar::cli
