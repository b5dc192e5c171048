#include "engine/recognizer/emissions.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace nightjar {

Span owned_rows(const RowGrid& grid, const SoundBatch& sound, const RateRatio& file_to_model) {
  Span rows = grid.owned_rows(sound.first_segment, sound.segments);
  if (sound.ends_channel) {
    rows.end =
        grid.end_row(sound.first_segment, sound.segments, file_to_model.to_dst_ceil(sound.owned_frames.end));
  }
  return rows;
}

Span row_frames(const RowGrid& grid, const SoundBatch& sound, const RateRatio& file_to_model, Span rows,
                std::int64_t row) {
  const auto boundary = [&](std::int64_t at) {
    return file_to_model.to_src_floor(grid.rows().owned_begin(at));
  };
  const Span owned = sound.owned_frames;
  return intersect(owned, {row == rows.begin ? owned.begin : boundary(row),
                           row + 1 == rows.end ? owned.end : boundary(row + 1)});
}

ScoreBatch unscored(const RowGrid& grid, const SoundBatch& sound, const RateRatio& file_to_model,
                    std::int64_t first_row) {
  Span rows = owned_rows(grid, sound, file_to_model);
  rows = intersect(rows, {first_row, std::max(first_row, rows.end)});
  ScoreBatch batch;
  batch.first_row = rows.begin;
  batch.rows = rows.size();
  batch.channel = sound.channel;
  batch.end_frame = sound.owned_frames.end;
  if (!grid.emissions()) {
    batch.valid = sound.heard;
    return batch;
  }
  for (std::int64_t i = 0; i < batch.rows; ++i) {
    const Span frames = row_frames(grid, sound, file_to_model, rows, rows.begin + i);
    std::int64_t missing = 0;
    for (const Gap& gap : sound.gaps) missing += intersect(frames, {gap.start_frame, gap.end_frame}).size();
    const bool there = frames.empty() || missing < frames.size();
    batch.valid.push_back(there && !sound.skipped ? 1 : 0);
  }
  for (const Gap& gap : sound.gaps)
    batch.breaks.push_back(grid.first_row_from(file_to_model.to_dst_ceil(gap.start_frame)));
  return batch;
}

Expected<Emissions> emissions_of(const LoadedModel& model, std::unique_ptr<AudioSource> source) {
  const ReadSpec spec = read_spec(model.manifest);
  const RateRatio ratio(source->info().sample_rate_hz, spec.sample_rate_hz);
  SegmentReader reader(std::move(source), spec);
  Emissions emissions;
  while (const std::optional<SoundBatch> sound = reader.next()) {
    const ModelInput input = model.input.make(sound->samples, sound->segments);
    auto output = model.network.run(input.values, input.shape, sound->segments);
    if (!output) return Unexpected(std::move(output).error());
    Span rows = owned_rows(model.rows, *sound, ratio);
    const std::vector<float> joined =
        model.rows.join(std::move(*output), sound->first_segment, sound->segments, model.row_values(), rows);
    emissions.values.insert(emissions.values.end(), joined.begin(), joined.end());
    emissions.samples = ratio.to_dst_ceil(sound->owned_frames.end);
  }
  return emissions;
}

}  // namespace nightjar
