#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "stages/decode/event_builder.h"
#include "stages/decode/event_queue.h"
#include "stages/decode/hysteresis.h"
#include "stages/decode/smoother.h"
#include "stages/decode/tags.h"
#include "stages/decode/top_k.h"

namespace nightjar {
namespace {

std::int64_t to_samples(double seconds, std::int64_t sample_rate_hz) {
  return std::llround(seconds * static_cast<double>(sample_rate_hz));
}

std::int64_t shortest_segments(const Manifest& m) {
  return (to_samples(m.tags.min_duration_s, m.sample_rate_hz) + m.hop_samples - 1) / m.hop_samples;
}

EventRules event_rules(const Manifest& m, double max_event_s) {
  const std::int64_t longest = to_samples(max_event_s, m.sample_rate_hz) / m.hop_samples;
  return {.merge_gap = to_samples(m.tags.merge_gap_s, m.sample_rate_hz) / m.hop_samples,
          .max_part = std::max({std::int64_t{1}, longest, shortest_segments(m)})};
}

}  // namespace

struct TagAssembler::Impl {
  struct Label {
    Hysteresis hysteresis;
    EventBuilder builder;
  };

  Impl(const Manifest& m, RateRatio ratio, double max_event_s, EventSink event_sink)
      : grid{m.segment_samples, m.hop_samples},
        file_to_model(ratio),
        min_samples(to_samples(m.tags.min_duration_s, m.sample_rate_hz)),
        sink(std::move(event_sink)),
        smoother(m.labels.size(), static_cast<std::size_t>(m.tags.smoothing_segments),
                 [this](std::span<const float> row) { decide(row); }),
        top_k(m.labels.size(), static_cast<std::size_t>(m.tags.top_k)),
        queue(m.labels) {
    const EventRules rules = event_rules(m, max_event_s);
    labels.reserve(m.labels.size());
    for (std::size_t i = 0; i < m.labels.size(); ++i) {
      labels.push_back({{m.tags.thresholds_on[i], m.tags.thresholds_off[i]}, EventBuilder(rules)});
    }
  }

  // The smoothed scores of the next undecided segment.
  void decide(std::span<const float> row) {
    const auto allowed = top_k.choose(row);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      auto& [hysteresis, builder] = labels[i];
      const bool active = hysteresis.update(row[i], allowed[i] != 0);
      enqueue(i, active ? builder.active(undecided, row[i]) : builder.inactive(undecided));
    }
    ++undecided;
    queue.release_before(settled_frame(), sink);
  }

  // Ends all events before the undecided segment.
  void end_run() {
    smoother.end_run();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      labels[i].hysteresis.reset();
      enqueue(i, labels[i].builder.end());
    }
  }

  void enqueue(std::size_t label, const std::optional<SegmentEvent>& event) {
    if (!event) return;
    const bool whole = !event->continued && !event->continues;
    if (whole && end_sample(event->end) - grid.owned_begin(event->first) < min_samples) return;
    const std::int64_t start = frame(event->first);
    queue.push(label, {.start_frame = start,
                       .end_frame = std::max(frame(event->end), start + 1),
                       .label = {},
                       .score = static_cast<float>(event->sum / static_cast<double>(event->active)),
                       .continues = event->continues});
  }

  // Where segment i's owned span begins, or the recording ends: in samples of the model, and in frames.
  std::int64_t end_sample(std::int64_t i) const {
    return ended && i == undecided ? file_to_model.to_dst_ceil(frames) : grid.owned_begin(i);
  }
  std::int64_t frame(std::int64_t i) const {
    return ended && i == undecided ? frames : file_to_model.to_src_floor(grid.owned_begin(i));
  }

  std::int64_t settled_frame() const {
    std::int64_t oldest = undecided;
    for (const Label& label : labels) {
      if (label.builder.open()) oldest = std::min(oldest, label.builder.open()->first);
    }
    return frame(oldest);
  }

  SegmentGrid grid;
  RateRatio file_to_model;
  std::int64_t min_samples;
  EventSink sink;
  Smoother smoother;
  TopK top_k;
  EventQueue queue;
  std::vector<Label> labels;
  std::int64_t pushed = 0;
  std::int64_t undecided = 0;  // the first segment without a decision: smoothing waits for those after it
  bool ended = false;
  std::int64_t frames = 0;  // once ended
};

TagAssembler::TagAssembler(const Manifest& manifest, RateRatio file_to_model, double max_event_s,
                           EventSink sink)
    : impl_(std::make_unique<Impl>(manifest, file_to_model, max_event_s, std::move(sink))) {}

TagAssembler::~TagAssembler() = default;

void TagAssembler::push(const ScoreBatch& batch) {
  assert(batch.first_segment == impl_->pushed);
  impl_->pushed += batch.segments;
  const std::size_t width = impl_->labels.size();
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.segments); ++i) {
    if (batch.valid[i]) {
      impl_->smoother.push({batch.scores.data() + i * width, width});
    } else {
      impl_->end_run();
      ++impl_->undecided;
      impl_->queue.release_before(impl_->settled_frame(), impl_->sink);
    }
  }
}

void TagAssembler::finish(std::int64_t frames) {
  Impl& impl = *impl_;
  impl.smoother.end_run();  // decides the last segments, which the next line makes the recording's end follow
  impl.ended = true;
  impl.frames = frames;
  impl.end_run();
  impl.queue.release_before(std::numeric_limits<std::int64_t>::max(), impl.sink);
}

std::int64_t TagAssembler::settled_frame() const {
  return impl_->settled_frame();
}

std::int64_t TagAssembler::memory_bytes(const Manifest& m, double max_event_s) {
  const EventRules rules = event_rules(m, max_event_s);
  const std::int64_t labels = std::ssize(m.labels);
  // Final events that wait start in the span of the oldest open one; in files of few frames a second, where
  // several segments share a frame, they may start up to a second before it.
  const std::int64_t span = rules.max_part + rules.merge_gap + m.sample_rate_hz / m.hop_samples + 2;
  const std::int64_t of_a_label = span / (std::max<std::int64_t>(shortest_segments(m), 1) + 1) + 3;
  const std::int64_t at_once = m.tags.top_k > 0 ? std::min<std::int64_t>(m.tags.top_k, labels) : labels;
  const std::int64_t waiting = std::min(labels * of_a_label, at_once * span);

  std::int64_t bytes =
      static_cast<std::int64_t>(sizeof(Impl)) + EventQueue::memory_bytes(waiting) +
      Smoother::memory_bytes(m.labels.size(), static_cast<std::size_t>(m.tags.smoothing_segments));
  const std::int64_t a_label = sizeof(Impl::Label) + sizeof(std::string) + sizeof(std::uint32_t) * 2 +
                               sizeof(std::size_t) + sizeof(std::uint8_t);
  for (const std::string& label : m.labels) bytes += a_label + 2 * std::ssize(label) + 1;
  return bytes;
}

}  // namespace nightjar
