#include "engine/recognizer/hearing.h"

#include <algorithm>
#include <utility>

#include "engine/recognizer/emissions.h"
#include "engine/recognizer/whole_steps.h"

namespace nightjar {
namespace {

ReadSpec spec_of(const Manifest& manifest, const Selection& selection, std::int64_t first_sounding) {
  ReadSpec spec = read_spec(manifest);
  spec.selection = selection;
  spec.first_sounding = first_sounding;
  return spec;
}

}  // namespace

bool HeardBatch::anything_heard() const {
  return std::ranges::any_of(sound.heard, [](auto heard) { return heard != 0; });
}

Hearing::Hearing(Listener listener, std::unique_ptr<AudioSource> source, const Selection& selection,
                 std::int64_t first_sounding)
    : listener_(std::move(listener)),
      ratio_(source->info().sample_rate_hz, listener_.model->manifest.sample_rate_hz),
      reader_(std::move(source), spec_of(listener_.model->manifest, selection, first_sounding)) {
  const RowGrid& rows = listener_.model->rows;
  first_row_ = rows.owned_rows(reader_.first_segment(), 1).begin;
  if (rows.emissions())
    first_row_ = std::max(first_row_, rows.row_of(ratio_.to_dst_ceil(reader_.selected().begin + 1) - 1));
  if (!listener_.model->manifest.keeps_state()) return;
  for (std::int64_t c = 0; c < reader_.channels(); ++c) steps_.emplace_back(listener_.model->network);
}

std::unique_ptr<HeardBatch> Hearing::read(const Wanted& wanted) {
  auto sound = reader_.next(wanted);
  if (!sound) return nullptr;
  auto batch = std::make_unique<HeardBatch>();
  batch->sound = std::move(*sound);
  batch->frames = reader_.frames();
  batch->scores = unscored(listener_.model->rows, batch->sound, ratio_, first_row_);
  batch->rows_heard = batch->scores.valid;
  return batch;
}

Expected<void> Hearing::extract(HeardBatch& batch) const {
  if (!batch.to_compute()) return {};
  batch.input = listener_.model->input.make(batch.sound.samples, batch.sound.segments);
  std::vector<float>().swap(batch.sound.samples);
  return {};
}

Expected<void> Hearing::infer(HeardBatch& batch) {
  if (!batch.to_compute()) return {};
  const LoadedModel& model = *listener_.model;
  const ModelInput& input = batch.input;
  auto output = steps_.empty() ? model.network.run(input.values, input.shape, batch.sound.segments)
                               : steps_[static_cast<std::size_t>(batch.sound.channel)].run(
                                     input.values, input.shape, batch.sound.first_segment,
                                     whole_steps(model.rows.segments(), batch.sound, ratio_));
  std::vector<float>().swap(batch.input.values);
  if (!output) return Unexpected(std::move(output).error());
  batch.scores.scores = std::move(*output);
  return {};
}

Expected<void> Hearing::score(HeardBatch& batch) const {
  if (batch.recalled) return {};
  if (!batch.anything_heard()) {
    give_up(batch);
    return {};
  }
  const LoadedModel& model = *listener_.model;
  ScoreBatch& scores = batch.scores;
  Span rows{scores.first_row, scores.first_row + scores.rows};
  scores.scores = model.rows.join(std::move(scores.scores), batch.sound.first_segment, batch.sound.segments,
                                  model.row_values(), rows);
  scores.rows = rows.size();
  scores.valid.resize(static_cast<std::size_t>(rows.size()));
  listener_.decoding->score(scores);
  return {};
}

void Hearing::give_up(HeardBatch& batch) const {
  ScoreBatch& scores = batch.scores;
  scores.scores.assign(static_cast<std::size_t>(scores.rows * listener_.decoding->columns()), 0.0f);
  scores.valid.assign(static_cast<std::size_t>(scores.rows), 0);
}

std::unique_ptr<Assembler> Hearing::assembler(FoundSink sink) const {
  return listener_.decoding->assembler(ratio_, {reader_.channels(), first_row_, reader_.selected().begin},
                                       std::move(sink));
}

Span Hearing::frames_about(const HeardBatch& batch, std::int64_t i) const {
  const Span rows{batch.scores.first_row, batch.scores.first_row + batch.scores.rows};
  return row_frames(listener_.model->rows, batch.sound, ratio_, rows, rows.begin + i);
}

Span Hearing::frames_heard(const HeardBatch& batch, std::int64_t i) const {
  return heard_frames(listener_.model->rows.rows(), ratio_, batch.scores.first_row + i, batch.frames);
}

}  // namespace nightjar
