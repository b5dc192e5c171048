#include "tools/cli/progress.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "tools/cli/console.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

constexpr std::chrono::milliseconds kRedraw{200};
constexpr std::chrono::milliseconds kPlainLine{10'000};
// Before this much is known, a guess of the time left is noise.
constexpr double kEnoughSeconds = 2, kEnoughFraction = 0.005;

}  // namespace

std::string format_progress(const ProgressState& state, int width) {
  const double speed = state.elapsed_s > 0 ? state.sound_s / state.elapsed_s : 0;
  const double fraction = std::clamp(state.fraction, 0.0, 1.0);
  std::vector<std::string> parts{
      fixed(std::floor(fraction * 100), 0) + " %",
      fixed(speed, speed < 10 ? 1 : 0) + " x real time",
      std::to_string(state.recordings) + " of " + count_of(state.total, "recording"),
      count_of(state.gaps, "gap"),
  };
  if (state.elapsed_s >= kEnoughSeconds && fraction >= kEnoughFraction) {
    parts.push_back(format_duration(std::ceil(state.elapsed_s * (1 - fraction) / fraction)) + " left");
  }
  std::string line;
  for (const std::string& part : parts) {
    const std::string longer = line.empty() ? part : line + " | " + part;
    // A line as wide as the terminal would wrap on some.
    if (std::ssize(longer) >= width) break;
    line = longer;
  }
  return line;
}

ProgressReport::ProgressReport(std::function<ProgressState()> state)
    : state_(std::move(state)), thread_([this] { report(); }) {}

ProgressReport::~ProgressReport() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void ProgressReport::report() {
  const bool terminal = console().can_redraw();
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, terminal ? kRedraw : kPlainLine, [this] { return end_; })) {
    if (terminal) {
      console().show_progress(format_progress(state_(), console().columns()));
    } else {
      console().print("nightjar: " + format_progress(state_(), 1000));
    }
  }
  if (terminal) console().show_progress("");
}

}  // namespace nightjar::cli
