#include "engine/recognizer/recording_stream.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "engine/recognizer/gaps.h"
#include "stages/read/channel_limit.h"

namespace nightjar {

RecordingStream::RecordingStream(Listener listener, std::string path, OpenSource open_source,
                                 const Selection& selection, std::unique_ptr<RecordSink> sink,
                                 std::function<void()> on_closed, std::shared_ptr<const GateSpec> gate)
    : listener_(std::move(listener)),
      gate_spec_(std::move(gate)),
      path_(std::move(path)),
      open_source_(std::move(open_source)),
      selection_(selection),
      sink_(std::move(sink)),
      on_closed_(std::move(on_closed)) {}

bool RecordingStream::refuse(Error error) {
  refusal_ = std::move(error);
  return false;
}

bool RecordingStream::open() {
  auto source = open_source_();
  if (!source) return refuse(std::move(source).error());
  const RecordingInfo info = (*source)->info();
  if (auto allowed = check_channels(info, selection_.channels); !allowed)
    return refuse(std::move(allowed).error());
  if (gate_spec_) {
    auto again = open_source_();
    if (!again) return refuse(std::move(again).error());
    gate_ = std::make_unique<Gate>(*gate_spec_, std::move(*again), selection_);
  }
  // With state, later scores depend on all of the sound before them.
  ScoreStore* const store = listener_.model->manifest.keeps_state() ? nullptr : sink_->score_store(info);
  hearing_ = std::make_unique<Hearing>(listener_, std::move(*source), selection_,
                                       store != nullptr ? store->next_segment() : 0);
  channels_ = hearing_->reader().channels();
  kept_ = KeptScores(store, listener_.decoding->columns(), channels_);
  gaps_ = std::make_unique<GapQueue>(channels_, hearing_->reader().selected().begin,
                                     [this](Gap&& gap) { write(std::move(gap)); });
  assembler_ = hearing_->assembler([this](Found&& found) { write(std::move(found)); });
  sink_->record(info);
  return true;
}

void RecordingStream::write(Found&& found) {
  std::visit(
      [this](auto& record) {
        gaps_->write(record.start_frame);
        count(record);
        record.channel = named(record.channel);
        record.time_uncertain = uncertain(record.end_frame);
        sink_->record(std::move(record));
      },
      found);
}

void RecordingStream::write(Gap&& gap) {
  gap.time_uncertain = uncertain(gap.end_frame);
  if (gap.code == ErrorCode::class_not_heard) {
    sink_->record(
        Skipped{gap.start_frame, gap.end_frame, gap.code, std::move(gap.message), gap.time_uncertain});
  } else {
    sink_->record(std::move(gap));
  }
}

// Whether it is known what of the next batch is to be heard.
bool RecordingStream::gate_is_ahead() const {
  return !gate_ || gate_->knows_to(hearing_->reader().asks_to());
}

bool RecordingStream::wants_more() const {
  return sink_->wants_more() && (gate_is_ahead() || !gate_->all_read());
}

std::unique_ptr<graph::Batch> RecordingStream::read() {
  if (!gate_is_ahead()) return gate_->read();
  auto batch =
      gate_ ? hearing_->read([this](Span frames) { return gate_->found_in(frames); }) : hearing_->read();
  if (!batch) return nullptr;
  if (gate_) gate_->forget_before(batch->sound.owned_frames.end);
  batch->recalled = !batch->sound.skipped && kept_.recall(batch->scores);
  return batch;
}

Hearing& RecordingStream::hearing_of(const HeardBatch& batch) const {
  return batch.of_gate ? gate_->hearing() : *hearing_;
}

Expected<void> RecordingStream::extract(graph::Batch& graph_batch) {
  auto& batch = static_cast<HeardBatch&>(graph_batch);
  return hearing_of(batch).extract(batch);
}

Expected<void> RecordingStream::infer(graph::Batch& graph_batch) {
  auto& batch = static_cast<HeardBatch&>(graph_batch);
  return hearing_of(batch).infer(batch);
}

Expected<void> RecordingStream::score(graph::Batch& graph_batch) {
  auto& batch = static_cast<HeardBatch&>(graph_batch);
  return hearing_of(batch).score(batch);
}

void RecordingStream::merge(graph::Batch& graph_batch, const std::optional<Error>& failure) {
  auto& batch = static_cast<HeardBatch&>(graph_batch);
  if (batch.of_gate) return gate_->merge(batch, failure.has_value());
  if (failure) {
    interrupted_ = interrupted_ || failure->code == ErrorCode::interrupted;
    hearing_->give_up(batch);
  }
  if (!batch.sound.skipped) kept_.keep(batch.sound, batch.scores, failure.has_value());
  uncertain_from_ = batch.sound.uncertain_from;
  const std::int64_t channel = batch.sound.channel;
  std::vector<Gap> gaps = gaps_of(batch, failure);
  account(gaps, batch);
  for (Gap& gap : gaps) gap.channel = named(channel);
  gaps_->add(channel, std::move(gaps), batch.sound.owned_frames.end);
  if (channel + 1 == channels_) end_round(batch);
  pass_scores(batch);
  assembler_->push(batch.scores);
  if (channel + 1 == channels_) gaps_->write_settled(assembler_->settled_frame());
}

// A frame counts as processed once every channel is merged, and if it is in a gap of none of them.
void RecordingStream::account(const std::vector<Gap>& gaps, const HeardBatch& batch) {
  if (batch.sound.channel == 0) skip_to(batch.sound.owned_frames.begin);
  incomplete_ = incomplete_ || !gaps.empty();
  for (const Gap& gap : gaps) cover(round_gaps_, {gap.start_frame, gap.end_frame}, gap.code, gap.message);
}

void RecordingStream::end_round(const HeardBatch& batch) {
  const Span frames = batch.sound.owned_frames;
  ledger_.add_gap(covered_frames(round_gaps_));
  if (batch.sound.skipped) leave_out(frames);
  ledger_.add_processed(frames.end - ledger_.frames());
  round_gaps_.clear();
}

// What the gate found nothing in is skipped, but for what is a gap anyway. It waits for its turn among the
// gaps.
void RecordingStream::leave_out(Span frames) {
  cover(round_gaps_, frames, ErrorCode::class_not_heard, gate_->message());
  std::erase_if(round_gaps_, [](const Gap& gap) { return gap.code != ErrorCode::class_not_heard; });
  unheard_ += covered_frames(round_gaps_);
  ledger_.add_skipped(covered_frames(round_gaps_));
  gaps_->add(0, std::move(round_gaps_), frames.end);
}

// What lies before or behind the part that was asked for.
void RecordingStream::skip_to(std::int64_t frame) {
  if (frame <= ledger_.frames()) return;
  sink_->record(Skipped{ledger_.frames(), frame, ErrorCode::outside_range,
                        "outside the part of the recording that was asked for"});
  ledger_.add_skipped(frame - ledger_.frames());
}

std::int64_t RecordingStream::named(std::int64_t channel) const {
  return selection_.channels == ChannelChoice::each ? channel : kAllChannels;
}

std::vector<Gap> RecordingStream::gaps_of(const HeardBatch& batch,
                                          const std::optional<Error>& failure) const {
  std::vector<Gap> gaps = batch.sound.gaps;
  if (failure) {
    cover(gaps, batch.sound.owned_frames, failure->code, failure->message);
    return gaps;
  }
  for (std::int64_t i = 0; i < batch.scores.rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (batch.rows_heard[at] && !batch.scores.valid[at]) {
      cover(gaps, hearing_->frames_about(batch, i), ErrorCode::non_finite_scores,
            listener_.model->manifest.tags.activation == "none" ? "the model's output is no score from 0 to 1"
                                                                : "the model's output is not finite");
    }
  }
  return gaps;
}

void RecordingStream::pass_scores(const HeardBatch& batch) {
  const auto columns = static_cast<std::size_t>(listener_.decoding->columns());
  for (std::int64_t i = 0; i < batch.scores.rows; ++i) {
    const Span heard = hearing_->frames_heard(batch, i);
    const auto at = static_cast<std::size_t>(i);
    const auto row = std::span(batch.scores.scores).subspan(at * columns, columns);
    sink_->scores({.start_frame = heard.begin,
                   .end_frame = heard.end,
                   .channel = named(batch.sound.channel),
                   .scores = batch.scores.valid[at] ? row : std::span<const float>(),
                   .recalled = batch.recalled});
  }
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
  if (!hearing_) {
    if (!refusal_) refusal_ = cause;
    const bool begun = refusal_ && refusal_->code != ErrorCode::not_started;
    if (begun) sink_->record(*refusal_);
    summary.status = begun ? Status::refused : Status::not_started;
    sink_->record(summary);
    return;
  }
  const SegmentReader& reader = hearing_->reader();
  const Span part = reader.selected();
  const std::int64_t frames = reader.frames();
  const std::int64_t end = std::min(part.end, frames);
  skip_to(std::min(part.begin, frames));
  // No event reaches into a gap at the end.
  for (std::int64_t c = 0; c < channels_; ++c) assembler_->finish(gaps_->heard_to(c), c);
  if (cause) {
    for (std::int64_t c = 0; c < channels_; ++c) {
      std::vector<Gap> rest;
      cover(rest, {gaps_->known_to(c), end}, cause->code, cause->message);
      for (Gap& gap : rest) gap.channel = named(c);
      gaps_->add(c, std::move(rest), end);
    }
    ledger_.add_gap(std::max<std::int64_t>(0, end - ledger_.frames()));
  }
  gaps_->write(std::numeric_limits<std::int64_t>::max());
  skip_to(frames);
  const bool interrupted = interrupted_ || (cause && cause->code == ErrorCode::interrupted);
  if (cause && cause->code != ErrorCode::interrupted) sink_->record(*cause);
  summary = {.status = interrupted            ? Status::interrupted
                       : cause || incomplete_ ? Status::partial
                                              : Status::ok,
             .frames = ledger_.frames(),
             .processed = ledger_.processed(),
             .gap = ledger_.gap(),
             .skipped = ledger_.skipped(),
             .unheard = unheard_,
             .events = counts_.events,
             .words = counts_.words,
             .transcripts = counts_.transcripts,
             .clipped = reader.clipped_frames()};
  sink_->record(summary);
}

std::int64_t RecordingStream::memory_bytes(const Listener& listener, const GateSpec* gate,
                                           const Selection& selection) {
  return Hearing::memory_bytes(listener, selection) +
         (gate != nullptr ? Gate::memory_bytes(*gate, selection) : 0) +
         static_cast<std::int64_t>(sizeof(RecordingStream));
}

}  // namespace nightjar
