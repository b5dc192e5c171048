#include "tools/cli/soak/soak_accounts.h"

#include <tuple>
#include <utility>

#include "tools/cli/printable.h"

namespace nightjar::cli {
namespace {

// All that must not differ from one time to the next.
auto content(const Summary& s) {
  return std::make_tuple(s.status, s.frames, s.processed, s.gap, s.skipped, s.events, s.words, s.transcripts);
}

std::string shown(const Summary& s) {
  return std::string(name(s.status)) + ", processed " + std::to_string(s.processed) + " + gap " +
         std::to_string(s.gap) + " + skipped " + std::to_string(s.skipped) + " of " +
         std::to_string(s.frames) + " frames, " + std::to_string(s.events + s.words + s.transcripts) +
         " found";
}

}  // namespace

SoakAccounts::SoakAccounts(std::vector<SoakRecording> recordings)
    : recordings_(std::move(recordings)), first_(recordings_.size()) {}

void SoakAccounts::settle(std::size_t recording, const Summary& summary) {
  const std::lock_guard lock(mutex_);
  const bool by_itself = summary.status != Status::interrupted && summary.status != Status::not_started;
  if (by_itself) ++state_.ended;
  std::string complaint;
  if (summary.processed + summary.gap + summary.skipped != summary.frames) {
    complaint = "which does not add up";
  } else if (by_itself) {
    complaint = complaint_about(recording, summary);
  }
  if (complaint.empty()) return;
  if (state_.wrong++ > 0) return;
  state_.first_wrong = printable(recordings_[recording].path) + ": " + shown(summary) + "; " + complaint;
}

std::string SoakAccounts::complaint_about(std::size_t recording, const Summary& summary) {
  std::optional<Summary>& first = first_[recording];
  if (!first) first = summary;
  const auto known = recordings_[recording].frames;
  if (known && (summary.processed != *known || summary.frames != *known)) {
    return "expected " + std::to_string(*known) + " frames, all processed";
  }
  return content(summary) == content(*first) ? "" : "the first time it was " + shown(*first);
}

SoakAccounts::State SoakAccounts::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace nightjar::cli
