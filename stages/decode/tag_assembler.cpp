#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "stages/decode/event_builder.h"
#include "stages/decode/event_padding.h"
#include "stages/decode/event_queue.h"
#include "stages/decode/hysteresis.h"
#include "stages/decode/row_grid.h"
#include "stages/decode/smoother.h"
#include "stages/decode/tags.h"
#include "stages/decode/top_k.h"

namespace nightjar {
namespace {

std::int64_t to_samples(double seconds, std::int64_t sample_rate_hz) {
  return std::llround(seconds * static_cast<double>(sample_rate_hz));
}

// From row to row.
std::int64_t step_samples(const Manifest& m) {
  return RowGrid(m).rows().hop_samples;
}

std::int64_t min_samples(const Manifest& m, std::size_t label) {
  return to_samples(m.tags.min_duration_s[label], m.sample_rate_hz);
}

std::int64_t shortest_event_rows(const Manifest& m, std::size_t label) {
  const std::int64_t step = step_samples(m);
  return (min_samples(m, label) + step - 1) / step;
}

EventRules event_rules(const Manifest& m, std::size_t label, double max_event_s) {
  const std::int64_t step = step_samples(m);
  const std::int64_t longest = to_samples(max_event_s, m.sample_rate_hz) / step;
  const std::int64_t silence = to_samples(m.tags.min_silence_s, m.sample_rate_hz);
  return {.merge_gap = silence > 0 ? (silence + step - 1) / step
                                   : to_samples(m.tags.merge_gap_s[label], m.sample_rate_hz) / step,
          .max_part = std::max({std::int64_t{1}, longest, shortest_event_rows(m, label)}),
          .to_silence = silence > 0};
}

}  // namespace

struct TagAssembler::Impl {
  struct Label {
    Hysteresis hysteresis;
    EventBuilder builder;
    EventPadding padding;
    std::int64_t min_samples;
  };

  // What is known of one channel's scores.
  struct Channel {
    Channel(Impl& impl, const Manifest& m, std::int64_t channel)
        : index(channel),
          smoother(m.labels.size(), static_cast<std::size_t>(m.tags.smoothing_segments),
                   [this, &impl](std::span<const float> row) { impl.decide(*this, row); }),
          pushed(impl.part.first_row),
          undecided(impl.part.first_row) {}

    std::int64_t index;
    Smoother smoother;
    std::vector<Label> labels;
    std::int64_t pushed;
    std::int64_t undecided;  // the first row without a decision: smoothing waits for those after it
    bool ended = false;
    std::int64_t frames = 0;  // once ended
  };

  Impl(const Manifest& m, RateRatio ratio, double max_event_s, EventSink event_sink, ScoredPart scored)
      : grid(RowGrid(m).rows()),
        file_to_model(ratio),
        part(scored),
        sink(std::move(event_sink)),
        top_k(m.labels.size(), static_cast<std::size_t>(m.tags.top_k)),
        queue(m.labels) {
    const std::int64_t pad = ratio.to_src_floor(to_samples(m.tags.pad_s, m.sample_rate_hz));
    for (std::int64_t c = 0; c < part.channels; ++c) {
      Channel& channel = *channels.emplace_back(std::make_unique<Channel>(*this, m, c));
      channel.labels.reserve(m.labels.size());
      for (std::size_t i = 0; i < m.labels.size(); ++i) {
        channel.labels.push_back({{m.tags.thresholds_on[i], m.tags.thresholds_off[i]},
                                  EventBuilder(event_rules(m, i, max_event_s)),
                                  EventPadding(pad, part.begin_frame),
                                  min_samples(m, i)});
      }
    }
  }

  // The smoothed scores of the channel's next undecided row.
  void decide(Channel& channel, std::span<const float> row) {
    const auto allowed = top_k.choose(row);
    for (std::size_t i = 0; i < channel.labels.size(); ++i) {
      Label& label = channel.labels[i];
      const bool active = label.hysteresis.update(row[i], allowed[i] != 0);
      const bool silent = allowed[i] == 0 || label.hysteresis.below_off(row[i]);
      finish_event(channel, i,
                   active ? label.builder.active(channel.undecided, row[i])
                          : label.builder.inactive(channel.undecided, silent));
    }
    // The recording may end inside this row: only up to where it begins there is room for padding.
    const std::int64_t ahead = frame(channel, channel.undecided);
    ++channel.undecided;
    for (std::size_t i = 0; i < channel.labels.size(); ++i) {
      Label& label = channel.labels[i];
      if (label.padding.waits()) label.padding.advance(next_start(channel, label, ahead), to_queue(i));
    }
    queue.release_before(settled_frame(), sink);
  }

  // Ends all events of the channel before its undecided row, which is not valid or not there.
  void end_run(Channel& channel) {
    channel.smoother.end_run();
    const std::int64_t end = frame(channel, channel.undecided);
    const std::int64_t next = channel.ended ? end : frame(channel, channel.undecided + 1);
    for (std::size_t i = 0; i < channel.labels.size(); ++i) {
      Label& label = channel.labels[i];
      label.hysteresis.reset();
      finish_event(channel, i, label.builder.end(channel.undecided));
      label.padding.end_run(end, next, to_queue(i));
    }
  }

  void finish_event(Channel& channel, std::size_t label, const std::optional<SegmentEvent>& event) {
    if (!event) return;
    const bool whole = !event->continued && !event->continues;
    const std::int64_t samples = end_sample(channel, event->end) - grid.owned_begin(event->first);
    if (whole && samples < channel.labels[label].min_samples) return;
    const std::int64_t start = frame(channel, event->first);
    channel.labels[label].padding.push(
        {.start_frame = start,
         .end_frame = std::max(frame(channel, event->end), start + 1),
         .label = {},
         .score = static_cast<float>(event->sum / static_cast<double>(event->active)),
         .continues = event->continues,
         .channel = channel.index},
        event->continued, to_queue(label));
  }

  EventPadding::Emit to_queue(std::size_t label) {
    return [this, label](const Event& event) { queue.push(label, event); };
  }

  // Where row i's owned span begins, or the channel ends: in whole samples of the model, and in frames.
  std::int64_t end_sample(const Channel& channel, std::int64_t i) const {
    return channel.ended && i == channel.undecided ? file_to_model.to_dst_floor(channel.frames)
                                                   : grid.owned_begin(i);
  }
  std::int64_t frame(const Channel& channel, std::int64_t i) const {
    return channel.ended && i == channel.undecided
               ? channel.frames
               : std::max(part.begin_frame, file_to_model.to_src_floor(grid.owned_begin(i)));
  }

  // No event of the label that is still to come starts before this frame, before it is padded. `ahead`: that
  // frame, for a label that has no event open.
  std::int64_t next_start(const Channel& channel, const Label& label, std::int64_t ahead) const {
    return label.builder.open() ? frame(channel, label.builder.open()->first) : ahead;
  }

  std::int64_t settled_frame() const {
    std::int64_t settled = std::numeric_limits<std::int64_t>::max();
    for (const auto& channel : channels) {
      const std::int64_t ahead = frame(*channel, channel->undecided);
      for (const Label& label : channel->labels)
        settled = std::min(settled, label.padding.settled(next_start(*channel, label, ahead)));
    }
    return settled;
  }

  SegmentGrid grid;  // of the rows
  RateRatio file_to_model;
  ScoredPart part;
  EventSink sink;
  TopK top_k;
  EventQueue queue;
  std::vector<std::unique_ptr<Channel>> channels;  // their smoothers refer to them
};

TagAssembler::TagAssembler(const Manifest& manifest, RateRatio file_to_model, double max_event_s,
                           EventSink sink, ScoredPart part)
    : impl_(std::make_unique<Impl>(manifest, file_to_model, max_event_s, std::move(sink), part)) {}

TagAssembler::~TagAssembler() = default;

void TagAssembler::push(const ScoreBatch& batch) {
  Impl::Channel& channel = *impl_->channels[static_cast<std::size_t>(batch.channel)];
  assert(batch.first_row == channel.pushed);
  channel.pushed += batch.rows;
  const std::size_t width = channel.labels.size();
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.rows); ++i) {
    if (batch.valid[i]) {
      channel.smoother.push({batch.scores.data() + i * width, width});
    } else {
      impl_->end_run(channel);
      ++channel.undecided;
      impl_->queue.release_before(impl_->settled_frame(), impl_->sink);
    }
  }
}

void TagAssembler::finish(std::int64_t frames, std::int64_t index) {
  Impl& impl = *impl_;
  Impl::Channel& channel = *impl.channels[static_cast<std::size_t>(index)];
  // Decides the last rows, which the next line makes the recording's end follow.
  channel.smoother.end_run();
  channel.ended = true;
  channel.frames = frames;
  impl.end_run(channel);
  if (std::ranges::all_of(impl.channels, [](const auto& each) { return each->ended; }))
    impl.queue.release_before(std::numeric_limits<std::int64_t>::max(), impl.sink);
}

std::int64_t TagAssembler::settled_frame() const {
  return impl_->settled_frame();
}

std::int64_t TagAssembler::memory_bytes(const Manifest& m, double max_event_s, std::int64_t channels) {
  const std::int64_t labels = std::ssize(m.labels);
  // Final events that wait start in the span of the oldest open one; in files of few frames a second, where
  // several rows share a frame, they may start up to a second before it. The open one may be of another
  // channel, which is up to a batch behind.
  const std::int64_t behind =
      channels > 1 ? (m.batch_segments * m.hop_samples + m.segment_samples) / step_samples(m) : 0;
  // One that is to be padded may wait for another that is open.
  const std::int64_t pad = to_samples(m.tags.pad_s, m.sample_rate_hz) / step_samples(m) + 1;
  std::int64_t longest_open = 0;
  for (std::size_t i = 0; i < m.labels.size(); ++i) {
    const EventRules rules = event_rules(m, i, max_event_s);
    longest_open =
        std::max(longest_open, rules.max_part + rules.merge_gap + (rules.to_silence ? rules.max_part : 0));
  }
  const std::int64_t padded = m.tags.pad_s > 0 ? longest_open + 4 * pad : 0;
  const std::int64_t span = longest_open + padded + m.sample_rate_hz / step_samples(m) + 2 + behind;
  std::int64_t of_all_labels = 0;
  for (std::size_t i = 0; i < m.labels.size(); ++i)
    of_all_labels += span / (std::max<std::int64_t>(shortest_event_rows(m, i), 1) + 1) + 3;
  const std::int64_t at_once = m.tags.top_k > 0 ? std::min<std::int64_t>(m.tags.top_k, labels) : labels;
  const std::int64_t waiting = std::min(of_all_labels, at_once * span);

  std::int64_t of_a_channel =
      static_cast<std::int64_t>(sizeof(Impl::Channel)) +
      labels * static_cast<std::int64_t>(sizeof(Impl::Label)) +
      Smoother::memory_bytes(m.labels.size(), static_cast<std::size_t>(m.tags.smoothing_segments));
  std::int64_t bytes = static_cast<std::int64_t>(sizeof(Impl)) +
                       EventQueue::memory_bytes(channels * waiting) + channels * of_a_channel;
  const std::int64_t a_label =
      sizeof(std::string) + sizeof(std::uint32_t) * 2 + sizeof(std::size_t) + sizeof(std::uint8_t);
  for (const std::string& label : m.labels) bytes += a_label + 2 * std::ssize(label) + 1;
  return bytes;
}

}  // namespace nightjar
