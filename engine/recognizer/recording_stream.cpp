#include "engine/recognizer/recording_stream.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "engine/recognizer/emissions.h"
#include "engine/recognizer/gaps.h"
#include "engine/recognizer/whole_steps.h"
#include "stages/read/channel_limit.h"

namespace nightjar {

struct RecordingStream::RecordingBatch : graph::Batch {
  SoundBatch sound;
  std::int64_t frames = 0;  // of the recording, as far as they were known when this was read
  ModelInput input;
  ScoreBatch scores;                     // the network's output, until it is scored
  bool recalled = false;                 // the scores are from an earlier run
  std::vector<std::uint8_t> rows_heard;  // [rows] 0 where nothing of what the row is about is there

  bool anything_heard() const {
    return std::ranges::any_of(sound.heard, [](auto heard) { return heard != 0; });
  }
  bool to_compute() const { return !recalled && anything_heard(); }
};

RecordingStream::RecordingStream(std::shared_ptr<const LoadedModel> model,
                                 std::shared_ptr<const Decoding> decoding, std::string path,
                                 OpenSource open_source, const Selection& selection,
                                 std::unique_ptr<RecordSink> sink, std::function<void()> on_closed)
    : model_(std::move(model)),
      decoding_(std::move(decoding)),
      path_(std::move(path)),
      open_source_(std::move(open_source)),
      selection_(selection),
      sink_(std::move(sink)),
      on_closed_(std::move(on_closed)) {}

bool RecordingStream::open() {
  auto source = open_source_();
  if (!source) {
    refusal_ = std::move(source).error();
    return false;
  }
  const RecordingInfo info = (*source)->info();
  if (auto allowed = check_channels(info, selection_.channels); !allowed) {
    refusal_ = std::move(allowed).error();
    return false;
  }
  ratio_ = RateRatio(info.sample_rate_hz, model_->manifest.sample_rate_hz);
  ReadSpec spec = read_spec(model_->manifest);
  spec.selection = selection_;
  // With state, later scores depend on all of the sound before them.
  ScoreStore* const store = model_->manifest.keeps_state() ? nullptr : sink_->score_store(info);
  if (store != nullptr) spec.first_sounding = store->next_segment();
  reader_ = std::make_unique<SegmentReader>(std::move(*source), spec);
  channels_ = reader_->channels();
  if (model_->manifest.keeps_state()) {
    for (std::int64_t c = 0; c < channels_; ++c) steps_.emplace_back(model_->network);
  }
  kept_ = KeptScores(store, decoding_->columns(), channels_);
  const std::int64_t begin = reader_->selected().begin;
  first_row_ = model_->rows.owned_rows(reader_->first_segment(), 1).begin;
  if (model_->rows.emissions())
    first_row_ = std::max(first_row_, model_->rows.row_of(ratio_.to_dst_ceil(begin + 1) - 1));
  gaps_ = std::make_unique<GapQueue>(channels_, begin, [this](Gap&& gap) {
    gap.time_uncertain = uncertain(gap.end_frame);
    sink_->record(std::move(gap));
  });
  assembler_ = decoding_->assembler(ratio_, {channels_, first_row_, begin},
                                    [this](Found&& found) { write(std::move(found)); });
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

std::unique_ptr<graph::Batch> RecordingStream::read() {
  auto sound = reader_->next();
  if (!sound) return nullptr;
  auto batch = std::make_unique<RecordingBatch>();
  batch->sound = std::move(*sound);
  batch->frames = reader_->frames();
  batch->scores = unscored(model_->rows, batch->sound, ratio_, first_row_);
  batch->rows_heard = batch->scores.valid;
  batch->recalled = kept_.recall(batch->scores);
  return batch;
}

Expected<void> RecordingStream::extract(graph::Batch& graph_batch) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  if (!batch.to_compute()) return {};
  batch.input = model_->input.make(batch.sound.samples, batch.sound.segments);
  std::vector<float>().swap(batch.sound.samples);
  return {};
}

Expected<void> RecordingStream::infer(graph::Batch& graph_batch) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  if (!batch.to_compute()) return {};
  const ModelInput& input = batch.input;
  auto output = steps_.empty() ? model_->network.run(input.values, input.shape, batch.sound.segments)
                               : steps_[static_cast<std::size_t>(batch.sound.channel)].run(
                                     input.values, input.shape, batch.sound.first_segment,
                                     whole_steps(model_->rows.segments(), batch.sound, ratio_));
  std::vector<float>().swap(batch.input.values);
  if (!output) return Unexpected(std::move(output).error());
  batch.scores.scores = std::move(*output);
  return {};
}

Expected<void> RecordingStream::score(graph::Batch& graph_batch) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  ScoreBatch& scores = batch.scores;
  if (batch.recalled) return {};
  if (!batch.anything_heard()) {
    give_up(scores);
    return {};
  }
  Span rows{scores.first_row, scores.first_row + scores.rows};
  scores.scores = model_->rows.join(std::move(scores.scores), batch.sound.first_segment, batch.sound.segments,
                                    model_->row_values(), rows);
  scores.rows = rows.size();
  scores.valid.resize(static_cast<std::size_t>(rows.size()));
  decoding_->score(scores);
  return {};
}

// Rows without scores.
void RecordingStream::give_up(ScoreBatch& batch) const {
  batch.scores.assign(static_cast<std::size_t>(batch.rows * decoding_->columns()), 0.0f);
  batch.valid.assign(static_cast<std::size_t>(batch.rows), 0);
}

void RecordingStream::merge(graph::Batch& graph_batch, const std::optional<Error>& failure) {
  auto& batch = static_cast<RecordingBatch&>(graph_batch);
  if (failure) {
    interrupted_ = interrupted_ || failure->code == ErrorCode::interrupted;
    give_up(batch.scores);
  }
  kept_.keep(batch.sound, batch.scores, failure.has_value());
  uncertain_from_ = batch.sound.uncertain_from;
  const std::int64_t channel = batch.sound.channel;
  std::vector<Gap> gaps = gaps_of(batch, failure);
  account(gaps, batch);
  for (Gap& gap : gaps) gap.channel = named(channel);
  gaps_->add(channel, std::move(gaps), batch.sound.owned_frames.end);
  pass_scores(batch);
  assembler_->push(batch.scores);
  if (channel + 1 == channels_) gaps_->write_settled(assembler_->settled_frame());
}

// A frame counts as processed once every channel is merged, and if it is in a gap of none of them.
void RecordingStream::account(const std::vector<Gap>& gaps, const RecordingBatch& batch) {
  if (batch.sound.channel == 0) skip_to(batch.sound.owned_frames.begin);
  incomplete_ = incomplete_ || !gaps.empty();
  for (const Gap& gap : gaps) cover(round_gaps_, {gap.start_frame, gap.end_frame}, gap.code, gap.message);
  if (batch.sound.channel + 1 < channels_) return;
  ledger_.add_gap(covered_frames(round_gaps_));
  round_gaps_.clear();
  ledger_.add_processed(batch.sound.owned_frames.end - ledger_.frames());
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

std::vector<Gap> RecordingStream::gaps_of(const RecordingBatch& batch,
                                          const std::optional<Error>& failure) const {
  std::vector<Gap> gaps = batch.sound.gaps;
  if (failure) {
    cover(gaps, batch.sound.owned_frames, failure->code, failure->message);
    return gaps;
  }
  const Span rows{batch.scores.first_row, batch.scores.first_row + batch.scores.rows};
  for (std::int64_t i = 0; i < rows.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (batch.rows_heard[at] && !batch.scores.valid[at]) {
      cover(gaps, row_frames(model_->rows, batch.sound, ratio_, rows, rows.begin + i),
            ErrorCode::non_finite_scores,
            model_->manifest.tags.activation == "none" ? "the model's output is no score from 0 to 1"
                                                       : "the model's output is not finite");
    }
  }
  return gaps;
}

void RecordingStream::pass_scores(const RecordingBatch& batch) {
  const auto columns = static_cast<std::size_t>(decoding_->columns());
  const SegmentGrid& grid = model_->rows.rows();
  for (std::int64_t i = 0; i < batch.scores.rows; ++i) {
    const Span heard = heard_frames(grid, ratio_, batch.scores.first_row + i, batch.frames);
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
  if (!reader_) {
    if (!refusal_) refusal_ = cause;
    const bool begun = refusal_ && refusal_->code != ErrorCode::not_started;
    if (begun) sink_->record(*refusal_);
    summary.status = begun ? Status::refused : Status::not_started;
    sink_->record(summary);
    return;
  }
  const Span part = reader_->selected();
  const std::int64_t frames = reader_->frames();
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
             .events = counts_.events,
             .words = counts_.words,
             .transcripts = counts_.transcripts,
             .clipped = reader_->clipped_frames()};
  sink_->record(summary);
}

}  // namespace nightjar
