// The emissions of a whole recording, joined from those of its segments.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/error.h"
#include "stages/base/timeline.h"
#include "stages/decode/assembler.h"
#include "stages/decode/row_grid.h"
#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"

namespace nightjar {

// The rows that a batch of sound owns. At a recording's end the model may give fewer.
Span owned_rows(const RowGrid& grid, const SoundBatch& sound, const RateRatio& file_to_model);

// What `row`, one of the `rows` that are taken from a batch, is about, in frames of the file. The first and
// the last have all that is left of the batch on their side.
Span row_frames(const RowGrid& grid, const SoundBatch& sound, const RateRatio& file_to_model, Span rows,
                std::int64_t row);

// The rows that a batch owns from `first_row` on, and which of them are about any sound, none of a batch that
// is skipped; without their scores.
ScoreBatch unscored(const RowGrid& grid, const SoundBatch& sound, const RateRatio& file_to_model,
                    std::int64_t first_row);

struct Emissions {
  std::vector<float> values;  // float32 [rows, labels], as the network gives them
  std::int64_t samples = 0;   // of the recording, at the model's rate
};

// Reads `source` to its end as a recording of one channel, on the calling thread, which must have called
// Backend::prepare_thread(). The emissions of all of it are held in memory. Errors: those of
// NetworkRunner::run.
Expected<Emissions> emissions_of(const LoadedModel& model, std::unique_ptr<AudioSource> source);

}  // namespace nightjar
