#include "models/torchscript/activation_meter.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <memory>

namespace nightjar {
namespace {

class PeakReporter : public c10::MemoryReportingInfoBase {
 public:
  // `alloc_size` is negative for memory that is given back.
  void reportMemoryUsage(void* /*ptr*/, std::int64_t alloc_size, std::size_t /*total_allocated*/,
                         std::size_t /*total_reserved*/, c10::Device /*device*/) override {
    held_ += alloc_size;
    peak_ = std::max(peak_, held_);
  }
  bool memoryProfilingEnabled() const override { return true; }

  std::int64_t peak() const { return peak_; }
  std::int64_t held() const { return held_; }

 private:
  std::int64_t held_ = 0;
  std::int64_t peak_ = 0;
};

std::shared_ptr<PeakReporter> reported(const std::function<void()>& work) {
  auto reporter = std::make_shared<PeakReporter>();
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, reporter);
  work();
  return reporter;
}

std::int64_t with_rounding(std::int64_t bytes) {
  return bytes + bytes / 4;
}

}  // namespace

std::int64_t peak_bytes_of(const std::function<void()>& work) {
  return with_rounding(reported(work)->peak());
}

std::int64_t held_bytes_of(const std::function<void()>& work) {
  return with_rounding(std::max<std::int64_t>(0, reported(work)->held()));
}

}  // namespace nightjar
