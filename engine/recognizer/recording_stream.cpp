#include "engine/recognizer/recording_stream.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "engine/recognizer/gaps.h"

namespace nightjar {

struct RecordingStream::RecordingBatch : graph::Batch {
  SoundBatch sound;
  std::int64_t frames = 0;      // of the recording, as far as they were known when this was read
  std::vector<float> features;  // float32 [segments, input_shape...]
  ScoreBatch scores;            // logits until they are scored

  bool anything_heard() const {
    return std::ranges::any_of(sound.heard, [](auto heard) { return heard != 0; });
  }
};

RecordingStream::RecordingStream(std::shared_ptr<const LoadedModel> model, std::string path,
                                 OpenSource open_source, double max_event_s, std::unique_ptr<RecordSink> sink,
                                 std::function<void()> on_closed)
    : model_(std::move(model)),
      path_(std::move(path)),
      open_source_(std::move(open_source)),
      max_event_s_(max_event_s),
      sink_(std::move(sink)),
      on_closed_(std::move(on_closed)) {}

bool RecordingStream::open() {
  auto source = open_source_();
  if (!source) {
    refusal_ = std::move(source).error();
    return false;
  }
  const RecordingInfo info = (*source)->info();
  ratio_ = RateRatio(info.sample_rate_hz, model_->manifest.sample_rate_hz);
  reader_ = std::make_unique<SegmentReader>(std::move(*source), model_->read_spec());
  assembler_ = std::make_unique<TagAssembler>(model_->manifest, ratio_, max_event_s_, [this](Event&& event) {
    write_gaps(event.start_frame);
    ++events_;
    event.time_uncertain = uncertain(event.end_frame);
    sink_->record(std::move(event));
  });
  sink_->record(info);
  return true;
}

std::unique_ptr<graph::Batch> RecordingStream::read() {
  auto sound = reader_->next();
  if (!sound) return nullptr;
  auto batch = std::make_unique<RecordingBatch>();
  batch->scores.first_segment = sound->first_segment;
  batch->scores.segments = sound->segments;
  batch->scores.valid = sound->heard;
  batch->sound = std::move(*sound);
  batch->frames = reader_->frames();
  return batch;
}

Expected<void> RecordingStream::extract(graph::Batch& graph_batch) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  if (!batch.anything_heard()) return {};
  const auto values = static_cast<std::size_t>(model_->feature_values());
  const auto segments = static_cast<std::size_t>(batch.sound.segments);
  const SegmentGrid grid = model_->grid();
  batch.features.resize(segments * values);
  for (std::size_t i = 0; i < segments; ++i) {
    const auto offset = i * static_cast<std::size_t>(grid.hop_samples);
    model_->features->compute(
        std::span(batch.sound.samples).subspan(offset, static_cast<std::size_t>(grid.segment_samples)),
        std::span(batch.features).subspan(i * values, values));
  }
  std::vector<float>().swap(batch.sound.samples);
  return {};
}

Expected<void> RecordingStream::infer(graph::Batch& graph_batch) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  if (!batch.anything_heard()) {
    batch.scores.scores.assign(static_cast<std::size_t>(batch.sound.segments * model_->labels()), 0.0f);
    return {};
  }
  auto logits = model_->network.run(batch.features, batch.sound.segments);
  std::vector<float>().swap(batch.features);
  if (!logits) return Unexpected(std::move(logits).error());
  batch.scores.scores = std::move(*logits);
  return {};
}

Expected<void> RecordingStream::score(graph::Batch& graph_batch) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  score_tags(model_->manifest.tags, model_->labels(), batch.scores);
  return {};
}

void RecordingStream::merge(graph::Batch& graph_batch, const std::optional<Error>& failure) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  if (failure) {
    batch.scores.scores.assign(static_cast<std::size_t>(batch.sound.segments * model_->labels()), 0.0f);
    batch.scores.valid.assign(static_cast<std::size_t>(batch.sound.segments), 0);
  }
  uncertain_from_ = batch.sound.uncertain_from;
  add_gaps(gaps_of(batch, failure));
  ledger_.add_processed(batch.sound.owned_frames.end - ledger_.frames());
  pass_scores(batch);
  assembler_->push(batch.scores);
  // A gap that reaches up to here may go on in the next batch, so it waits.
  const std::int64_t settled = assembler_->settled_frame();
  write_gaps(ends_in_gap() ? std::min(settled, pending_gaps_.back().start_frame - 1) : settled);
}

std::vector<Gap> RecordingStream::gaps_of(const RecordingBatch& batch,
                                          const std::optional<Error>& failure) const {
  std::vector<Gap> gaps = batch.sound.gaps;
  if (failure) {
    cover(gaps, batch.sound.owned_frames, failure->code, failure->message);
    return gaps;
  }
  for (std::int64_t i = 0; i < batch.sound.segments; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (batch.sound.heard[at] && !batch.scores.valid[at]) {
      cover(gaps, owned_frames(batch, i), ErrorCode::non_finite_scores, "the model's output is not finite");
    }
  }
  return gaps;
}

Span RecordingStream::owned_frames(const RecordingBatch& batch, std::int64_t segment) const {
  const SegmentGrid grid = model_->grid();
  const std::int64_t first = batch.sound.first_segment + segment;
  const bool last = segment + 1 == batch.sound.segments;
  return {segment == 0 ? batch.sound.owned_frames.begin : ratio_.to_src_floor(grid.owned_begin(first)),
          last ? batch.sound.owned_frames.end : ratio_.to_src_floor(grid.owned_begin(first + 1))};
}

void RecordingStream::pass_scores(const RecordingBatch& batch) {
  const auto labels = static_cast<std::size_t>(model_->labels());
  const SegmentGrid grid = model_->grid();
  for (std::int64_t i = 0; i < batch.sound.segments; ++i) {
    const Span window = grid.window(batch.sound.first_segment + i);
    const auto at = static_cast<std::size_t>(i);
    const auto row = std::span(batch.scores.scores).subspan(at * labels, labels);
    sink_->scores({.start_frame = ratio_.to_src_floor(window.begin),
                   .end_frame = std::min(ratio_.to_src_floor(window.end), batch.frames),
                   .scores = batch.scores.valid[at] ? row : std::span<const float>()});
  }
}

void RecordingStream::add_gaps(std::vector<Gap> gaps) {
  ledger_.add_gap(covered_frames(gaps));
  incomplete_ = incomplete_ || !gaps.empty();
  for (Gap& gap : gaps) {
    // One long gap is one record, however many batches it spans.
    Gap* before = pending_gaps_.empty() ? nullptr : &pending_gaps_.back();
    if (before && before->end_frame == gap.start_frame && before->code == gap.code &&
        before->message == gap.message) {
      before->end_frame = gap.end_frame;
    } else {
      pending_gaps_.push_back(std::move(gap));
    }
  }
}

bool RecordingStream::ends_in_gap() const {
  return !pending_gaps_.empty() && pending_gaps_.back().end_frame == ledger_.frames();
}

void RecordingStream::write_gaps(std::int64_t up_to_start_frame) {
  const auto later = std::ranges::upper_bound(pending_gaps_, up_to_start_frame, {}, &Gap::start_frame);
  std::for_each(pending_gaps_.begin(), later, [this](Gap& gap) {
    gap.time_uncertain = uncertain(gap.end_frame);
    sink_->record(std::move(gap));
  });
  pending_gaps_.erase(pending_gaps_.begin(), later);
}

void RecordingStream::close(const std::optional<Error>& cause) {
  // The sink goes before the caller is told: what it refers to may end with the call.
  struct AtEnd {
    RecordingStream& stream;
    ~AtEnd() {
      stream.sink_.reset();
      stream.on_closed_();
    }
  } at_end{*this};
  finish(cause);
}

void RecordingStream::finish(const std::optional<Error>& cause) {
  Summary summary;
  if (!reader_) {
    if (!refusal_) refusal_ = cause;
    const bool begun = refusal_ && refusal_->code != ErrorCode::not_started;
    if (begun) sink_->record(*refusal_);
    summary.status = begun ? Status::refused : Status::not_started;
    sink_->record(summary);
    return;
  }
  // No event reaches into a gap at the end.
  std::int64_t end = ledger_.frames();
  for (auto gap = pending_gaps_.rbegin(); gap != pending_gaps_.rend() && gap->end_frame == end; ++gap)
    end = gap->start_frame;
  assembler_->finish(end);
  if (cause) {
    std::vector<Gap> rest;
    cover(rest, {ledger_.frames(), reader_->frames()}, cause->code, cause->message);
    add_gaps(std::move(rest));
  }
  write_gaps(std::numeric_limits<std::int64_t>::max());
  const bool interrupted = cause && cause->code == ErrorCode::interrupted;
  if (cause && !interrupted) sink_->record(*cause);
  summary = {.status = interrupted            ? Status::interrupted
                       : cause || incomplete_ ? Status::partial
                                              : Status::ok,
             .frames = ledger_.frames(),
             .processed = ledger_.processed(),
             .gap = ledger_.gap(),
             .skipped = ledger_.skipped(),
             .events = events_};
  sink_->record(summary);
}

std::int64_t RecordingStream::memory_bytes(const LoadedModel& model, double max_event_s) {
  RecordingInfo largest;
  largest.sample_rate_hz = 384'000;
  largest.channels = 64;
  return SegmentReader::memory_bytes(largest, model.read_spec()) +
         TagAssembler::memory_bytes(model.manifest, max_event_s) +
         static_cast<std::int64_t>(sizeof(RecordingStream));
}

}  // namespace nightjar
