// Recordings over threads, each fingerprinted and matched by one.
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "engine/machine/machine.h"
#include "nightjar/error.h"
#include "stages/match/match_index.h"
#include "tools/cli/matched_recording.h"
#include "tools/cli/sound_search.h"

namespace nightjar::cli {
namespace {

class FingerprintSearch : public SoundSearch {
 public:
  FingerprintSearch(MatchIndex index, std::size_t workers) : index_(std::move(index)), workers_(workers) {}

  MatchRunLine first_line() const override { return {.references = std::ssize(index_.references())}; }

  void find(const std::vector<std::string>& paths, FoundLines& lines) override {
    {
      std::vector<std::jthread> threads(std::min(workers_, paths.size()));
      for (std::jthread& thread : threads) thread = std::jthread([&] { work(paths, lines); });
    }
    if (failure_) std::rethrow_exception(failure_);
  }

  void stop() override {
    stop_.request_stop();
    poke();
  }
  void poke() override {
    ++changes_;
    changes_.notify_all();
  }

 private:
  void work(const std::vector<std::string>& paths, FoundLines& lines) try {
    for (std::size_t i; (i = next_++) < paths.size();) {
      for (unsigned seen = changes_; !stop_.stop_requested() && !lines.admits(i); seen = changes_)
        changes_.wait(seen);
      const auto writer = lines.writer(i, paths[i]);
      const MatchedRecording found = write_matches(index_, paths[i], *writer, stop_.get_token());
      lines.end(i, found.summary, found.sample_rate_hz);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop();
  }

  const MatchIndex index_;
  const std::size_t workers_;
  std::stop_source stop_;
  std::atomic<unsigned> changes_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

std::unique_ptr<SoundSearch> open_fingerprint_search(const MatchFindOptions& options) {
  if (!options.model.name.empty()) {
    throw SetupError(ErrorCode::bad_option, "--model " + options.model.name + ": index " + options.index +
                                                " was made without a model; leave it out");
  }
  auto index = MatchIndex::load(options.index);
  if (!index) throw SetupError(index.error().code, "index " + index.error().message);
  return std::make_unique<FingerprintSearch>(std::move(*index), worker_count(options.workers));
}

}  // namespace nightjar::cli
