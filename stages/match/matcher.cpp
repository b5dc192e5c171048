#include "stages/match/matcher.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "stages/match/false_alarm.h"

namespace nightjar {

void Matcher::push(std::span<const Landmark> landmarks, std::int64_t settled_frame) {
  pending_.insert(pending_.end(), landmarks.begin(), landmarks.end());
  while ((steps_ + 1) * VoteWindow::kStepFrames <= settled_frame) step();
}

void Matcher::finish() {
  while (!pending_.empty()) step();
  for (const Open& open : open_) emit(open, false);
  open_.clear();
  steps_ = std::numeric_limits<std::int64_t>::max() / VoteWindow::kStepFrames;
  release();
}

std::int64_t Matcher::settled_frame() const {
  const auto window = static_cast<std::int64_t>(VoteWindow::kWindowSteps);
  std::int64_t frame = std::max<std::int64_t>(0, steps_ + 1 - window) * VoteWindow::kStepFrames;
  for (const Open& open : open_) frame = std::min(frame, open.span.start);
  return frame;
}

void Matcher::step() {
  const std::int64_t end = ++steps_ * VoteWindow::kStepFrames;
  const auto first_later =
      std::find_if(pending_.begin(), pending_.end(), [&](const Landmark& l) { return l.frame >= end; });
  window_.push({pending_.begin(), first_later});
  pending_.erase(pending_.begin(), first_later);

  for (Open& open : open_) follow(open);
  std::erase_if(open_, [&](const Open& open) {
    const bool over = window_.support(open.low) < kKeepVotes;
    if (over) emit(open, false);
    return over;
  });
  for (const Candidate& candidate : candidates()) {
    if (open_.size() == kMostOpen) break;
    if (is_open(candidate.low.reference())) continue;
    Open open{.low = candidate.low};
    for (const auto& votes : window_.steps()) take(open, votes);
    open_.push_back(open);
  }
  release();
}

// Places with more votes than chance explains: of each reference the one with most, the first of equal ones.
// Those that got none in the newest step were asked before.
std::vector<Matcher::Candidate> Matcher::candidates() const {
  std::map<std::size_t, Candidate> best;
  for (const Vote& vote : window_.newest()) {
    for (const Place low : {vote.place.next(-1), vote.place}) {
      Candidate& found = best[vote.place.reference()];
      if (const int votes = window_.support(low); votes > found.votes) found = {votes, low};
    }
  }
  // As many places as a window can stand at: it may hang over either end of a reference.
  const std::int64_t places = index_.positions() + std::ssize(index_.references()) *
                                                       static_cast<std::int64_t>(VoteWindow::kWindowSteps) *
                                                       VoteWindow::kStepFrames;
  std::vector<Candidate> enough;
  for (const auto& [reference, candidate] : best) {
    if (candidate.votes < kFewestVotes) continue;
    if (candidate.votes >= votes_needed(window_.votes() - candidate.votes, places))
      enough.push_back(candidate);
  }
  std::stable_sort(enough.begin(), enough.end(),
                   [](const auto& a, const auto& b) { return a.votes > b.votes; });
  return enough;
}

void Matcher::follow(Open& open) {
  if (open.span.end - open.span.start >= kMostFrames) {
    emit(open, true);
    open = {.low = open.low};
  }
  for (const Place low : {open.low.next(-1), open.low.next()}) {
    if (window_.support(low) > window_.support(open.low)) open.low = low;
  }
  take(open, window_.newest());
}

bool Matcher::is_open(std::size_t reference) const {
  return std::any_of(open_.begin(), open_.end(),
                     [&](const Open& open) { return open.low.reference() == reference; });
}

void Matcher::take(Open& open, const std::vector<Vote>& votes) const {
  const auto before = [](const Vote& vote, Place place) { return vote.place < place; };
  const auto low = std::lower_bound(votes.begin(), votes.end(), open.low, before);
  const auto high = std::lower_bound(low, votes.end(), open.low.next(), before);
  const auto end = std::lower_bound(high, votes.end(), open.low.next(2), before);
  std::vector<std::int64_t> serials;
  for (auto vote = low; vote != end; ++vote) {
    if (open.frames == 0 && serials.empty()) {
      open.span.start = open.span.end = vote->frame;
      open.first_serial = open.last_serial = vote->serial;
    }
    open.span.start = std::min(open.span.start, vote->frame);
    open.span.end = std::max(open.span.end, vote->end);
    open.first_serial = std::min(open.first_serial, vote->serial);
    open.last_serial = std::max(open.last_serial, vote->serial);
    serials.push_back(vote->serial);
  }
  open.low_votes += high - low;
  open.high_votes += end - high;
  std::sort(serials.begin(), serials.end());
  open.frames += std::unique(serials.begin(), serials.end()) - serials.begin();
}

void Matcher::emit(const Open& open, bool continues) {
  if (open.frames == 0) return;  // the rest of one that was written in parts
  FoundSpan span = open.span;
  span.reference = open.low.reference();
  const double share_high =
      static_cast<double>(open.high_votes) / static_cast<double>(open.low_votes + open.high_votes);
  span.offset_frames = std::max(0.0, static_cast<double>(span.start + open.low.lead()) + share_high);
  span.score = static_cast<float>(open.frames) / static_cast<float>(open.last_serial - open.first_serial + 1);
  span.continues = continues;
  waiting_.push(span);
}

void Matcher::release() {
  const std::int64_t settled = settled_frame();
  for (; !waiting_.empty() && waiting_.top().start < settled; waiting_.pop()) sink_(waiting_.top());
}

}  // namespace nightjar
