#include "stages/decode/match_tracks.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nightjar {

void MatchTracks::follow(std::int64_t row, std::span<const Neighbour> neighbours, const Emit& emit) {
  for (const Neighbour& neighbour : neighbours) {
    if (neighbour.distance > rules_.distance) break;
    agree(row, neighbour, emit);
  }
  std::vector<std::size_t> playing;
  for (const MatchTrack& track : tracks_) {
    if (track.confirmed && track.last == row) playing.push_back(track.sound);
  }
  std::erase_if(tracks_, [&](const MatchTrack& track) {
    if (!track.confirmed && std::ranges::find(playing, track.sound) != playing.end()) return true;
    if (row - track.last <= rules_.max_misses) return false;
    if (track.confirmed) emit(track, false);
    return true;
  });
}

void MatchTracks::agree(std::int64_t row, const Neighbour& neighbour, const Emit& emit) {
  const std::size_t sound = index_.sound_of(neighbour.vector);
  const std::int64_t known_row = index_.known().rows[neighbour.vector];
  const auto offset = static_cast<double>(known_row - row);
  MatchTrack* here = nullptr;
  for (MatchTrack& track : tracks_) {
    if (track.sound != sound || std::abs(track.offset - offset) > 1) continue;
    if (track.last == row) return;  // a nearer vector was there first
    if (known_row <= track.known_row) continue;
    if (here == nullptr || std::abs(track.offset - offset) < std::abs(here->offset - offset)) here = &track;
  }
  if (here == nullptr)
    here = &tracks_.emplace_back(MatchTrack{.sound = sound, .first = row, .offset = offset});
  if (row - here->first >= rules_.max_rows) {
    emit(*here, true);
    *here = {.sound = sound, .first = row, .offset = here->offset, .confirmed = true};
  }
  here->last = row;
  here->known_row = known_row;
  ++here->agreeing;
  here->nearness += 1 - static_cast<double>(neighbour.distance) / static_cast<double>(rules_.distance);
  here->offset += (offset - here->offset) / static_cast<double>(here->agreeing);
  if (!here->confirmed && here->agreeing >= 2 && row - here->first + 1 >= rules_.min_rows)
    confirm(*here, emit);
}

// Ends the other tracks of its sound: rivals, and a match that has not agreed since this one began.
void MatchTracks::confirm(const MatchTrack& winner, const Emit& emit) {
  MatchTrack kept = winner;
  kept.confirmed = true;
  std::erase_if(tracks_, [&](const MatchTrack& track) {
    if (track.sound == kept.sound && track.confirmed) emit(track, false);
    return track.sound == kept.sound;
  });
  tracks_.push_back(kept);
}

void MatchTracks::end(const Emit& emit) {
  for (const MatchTrack& track : tracks_) {
    if (track.confirmed) emit(track, false);
  }
  tracks_.clear();
}

std::int64_t MatchTracks::oldest(std::int64_t row) const {
  for (const MatchTrack& track : tracks_) row = std::min(row, track.first);
  return row;
}

}  // namespace nightjar
