// Working memory for concurrent calls.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace nightjar {

// Lends each caller a `Scratch` that nobody else has, and makes one only when all are lent: as many exist as
// there were calls at the same time, and threads that come and go leave nothing behind. The last one returned
// is lent first, since a cache may still hold it. Calls are concurrent; every lease must end before the pool
// does.
template <class Scratch>
class ScratchPool {
 public:
  class Lease {
   public:
    Lease(ScratchPool& pool, std::unique_ptr<Scratch> scratch) : pool_(pool), scratch_(std::move(scratch)) {}
    ~Lease() { pool_.take_back(std::move(scratch_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Scratch* operator->() const noexcept { return scratch_.get(); }
    Scratch& operator*() const noexcept { return *scratch_; }

   private:
    ScratchPool& pool_;
    std::unique_ptr<Scratch> scratch_;
  };

  explicit ScratchPool(std::function<std::unique_ptr<Scratch>()> make) : make_(std::move(make)) {}

  // Throws what `make` throws, and only where a new one is needed.
  Lease borrow() {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) {
      idle_.reserve(made_ + 1);  // so that taking back cannot fail
      auto scratch = make_();
      ++made_;
      return Lease(*this, std::move(scratch));
    }
    auto scratch = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, std::move(scratch));
  }

 private:
  void take_back(std::unique_ptr<Scratch> scratch) noexcept {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(scratch));
  }

  std::function<std::unique_ptr<Scratch>()> make_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> idle_;
  std::size_t made_ = 0;
};

}  // namespace nightjar
