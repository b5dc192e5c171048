#include "stages/decode/match_assembler.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "stages/decode/match_tracks.h"
#include "stages/decode/row_grid.h"

namespace nightjar {
namespace {

std::int64_t match_rows(double seconds, const Manifest& m) {
  const std::int64_t step = RowGrid(m).rows().hop_samples;
  return (std::llround(seconds * static_cast<double>(m.sample_rate_hz)) + step - 1) / step;
}

MatchRules match_rules(const Manifest& m, double max_event_s) {
  const std::int64_t least = std::max<std::int64_t>(2, match_rows(m.embedding.match_min_duration_s, m));
  return {.distance = static_cast<float>(m.embedding.match_distance),
          .min_rows = least,
          .max_rows = std::max(least, match_rows(max_event_s, m)),
          .max_misses = MatchAssembler::kMatchMisses};
}

}  // namespace

struct MatchAssembler::Impl {
  // A match that waits for others that began earlier.
  struct Waiting {
    std::int64_t start_frame, end_frame;
    std::uint32_t sound;
    std::int32_t channel;
    double offset_s;
    float score;
    bool continues;

    friend bool operator>(const Waiting& a, const Waiting& b) {
      return std::tie(a.start_frame, a.end_frame, a.sound, a.channel) >
             std::tie(b.start_frame, b.end_frame, b.sound, b.channel);
    }
  };

  struct Channel {
    MatchTracks tracks;
    std::int64_t next;  // row
    bool ended = false;
    std::int64_t frames = 0;  // once ended
  };

  Impl(const VectorIndex& vectors, const Manifest& m, RateRatio ratio, double max_event_s,
       const ScoredPart& scored, FoundSink found)
      : index(vectors),
        grid(RowGrid(m).rows()),
        file_to_model(ratio),
        part(scored),
        rate_hz(m.sample_rate_hz),
        sink(std::move(found)),
        channels(static_cast<std::size_t>(part.channels),
                 {MatchTracks(vectors, match_rules(m, max_event_s)), part.first_row}) {}

  std::int64_t frame(const Channel& channel, std::int64_t row) const {
    return channel.ended && row == channel.next
               ? channel.frames
               : std::max(part.begin_frame, file_to_model.to_src_floor(grid.owned_begin(row)));
  }

  MatchTracks::Emit to_queue(std::size_t channel) {
    return [this, channel](const MatchTrack& track, bool continues) {
      const std::int64_t start = frame(channels[channel], track.first);
      const double offset_samples = static_cast<double>(grid.owned_begin(track.first)) +
                                    track.offset * static_cast<double>(grid.hop_samples);
      const auto rows = static_cast<double>(track.last - track.first + 1);
      waiting.push({.start_frame = start,
                    .end_frame = std::max(frame(channels[channel], track.last + 1), start + 1),
                    .sound = static_cast<std::uint32_t>(track.sound),
                    .channel = static_cast<std::int32_t>(channel),
                    .offset_s = std::max(0.0, offset_samples / static_cast<double>(rate_hz)),
                    .score = static_cast<float>(track.nearness / rows),
                    .continues = continues});
    };
  }

  void release_before(std::int64_t end_frame) {
    for (; !waiting.empty() && waiting.top().start_frame < end_frame; waiting.pop()) {
      const Waiting& next = waiting.top();
      sink(Match{.start_frame = next.start_frame,
                 .end_frame = next.end_frame,
                 .id = index.known().sounds[next.sound].id,
                 .offset_s = next.offset_s,
                 .score = next.score,
                 .continues = next.continues,
                 .channel = next.channel});
    }
  }

  std::int64_t settled_frame() const {
    std::int64_t settled = std::numeric_limits<std::int64_t>::max();
    for (const Channel& channel : channels)
      settled = std::min(settled, frame(channel, channel.tracks.oldest(channel.next)));
    return settled;
  }

  const VectorIndex& index;
  SegmentGrid grid;  // of the rows
  RateRatio file_to_model;
  ScoredPart part;
  std::int64_t rate_hz;
  FoundSink sink;
  std::vector<Channel> channels;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting;
};

MatchAssembler::MatchAssembler(const VectorIndex& index, const Manifest& manifest, RateRatio file_to_model,
                               double max_event_s, const ScoredPart& part, FoundSink sink)
    : impl_(std::make_unique<Impl>(index, manifest, file_to_model, max_event_s, part, std::move(sink))) {}

MatchAssembler::~MatchAssembler() = default;

void MatchAssembler::push(const ScoreBatch& batch) {
  const auto index = static_cast<std::size_t>(batch.channel);
  Impl::Channel& channel = impl_->channels[index];
  assert(batch.first_row == channel.next);
  const MatchTracks::Emit emit = impl_->to_queue(index);
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.rows); ++i) {
    std::vector<Neighbour> neighbours;
    for (std::size_t at = i * kMatchColumns; at < (i + 1) * kMatchColumns; at += 2) {
      if (batch.scores[at] >= 0)
        neighbours.push_back({static_cast<std::uint32_t>(batch.scores[at]), batch.scores[at + 1]});
    }
    if (batch.valid[i]) {
      channel.tracks.follow(channel.next, neighbours, emit);
    } else {
      channel.tracks.end(emit);
    }
    ++channel.next;
    impl_->release_before(impl_->settled_frame());
  }
}

void MatchAssembler::finish(std::int64_t frames, std::int64_t index) {
  Impl::Channel& channel = impl_->channels[static_cast<std::size_t>(index)];
  channel.ended = true;
  channel.frames = frames;
  channel.tracks.end(impl_->to_queue(static_cast<std::size_t>(index)));
  if (std::ranges::all_of(impl_->channels, [](const auto& each) { return each.ended; }))
    impl_->release_before(std::numeric_limits<std::int64_t>::max());
}

std::int64_t MatchAssembler::settled_frame() const {
  return impl_->settled_frame();
}

std::int64_t MatchAssembler::memory_bytes(const Manifest& m, double max_event_s, std::int64_t channels) {
  const MatchRules rules = match_rules(m, max_event_s);
  constexpr auto kEach = static_cast<std::int64_t>(kMatchNeighbours);
  const std::int64_t tracks = kEach * (rules.max_misses + 2);
  // Those that end while the longest one is open, each with rows of its own; of another channel, that is a
  // batch behind.
  const std::int64_t behind =
      (m.batch_segments * m.hop_samples + m.segment_samples) / RowGrid(m).rows().hop_samples;
  const std::int64_t waiting = kEach * (rules.max_rows + behind + rules.max_misses) / rules.min_rows + tracks;
  constexpr auto kTrackBytes = static_cast<std::int64_t>(2 * sizeof(MatchTrack));
  constexpr auto kWaitingBytes = static_cast<std::int64_t>(3 * sizeof(Impl::Waiting));  // while it grows
  return static_cast<std::int64_t>(sizeof(Impl)) +
         channels * (static_cast<std::int64_t>(sizeof(Impl::Channel)) + tracks * kTrackBytes +
                     waiting * kWaitingBytes);
}

}  // namespace nightjar
