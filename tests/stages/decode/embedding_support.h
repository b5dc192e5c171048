// Models of embeddings without a network: rows of a tenth of a second at 1 kHz, of one dimension.
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stages/decode/decoding.h"
#include "stages/index/calibration.h"
#include "stages/index/vector_index.h"
#include "tests/support/known_vectors.h"
#include "tests/support/temp_folder.h"

namespace nightjar::test {

inline constexpr std::int64_t kRowSamples = 100;

inline Manifest embedding_manifest() {
  Manifest m;
  m.name = "stub";
  m.task = kEmbeddings;
  m.sha256 = std::string(64, 'a');
  m.sample_rate_hz = 1000;
  m.segment_samples = m.hop_samples = kRowSamples;
  m.batch_segments = 4;
  m.embedding = {.dimensions = 1, .normalization = "none", .match_distance = 1, .match_min_duration_s = 0};
  return m;
}

// A row that is not valid is NaN.
inline std::vector<std::vector<float>> line(const std::vector<float>& values) {
  std::vector<std::vector<float>> rows;
  for (const float value : values) rows.push_back({value});
  return rows;
}

// What is found in rows that come in batches of `batch_rows`, compared with `known`. `of`: which option names
// the index.
inline std::vector<Found> found_in(const Manifest& manifest, KnownVectors known,
                                   std::filesystem::path EmbeddingOptions::*of,
                                   const std::vector<float>& rows, std::size_t batch_rows = 1000,
                                   double max_event_s = 600) {
  const TempFolder folder;
  known.own_distances = calibrate(VectorIndex(known), 1, 1);
  if (!write_vectors(known, folder / "index")) return {};
  DecodingOptions options{.max_event_s = max_event_s};
  options.embeddings.*of = folder / "index";
  options.embeddings.normal_share = 0.9;
  const auto decoding = make_decoding(manifest, options);
  std::vector<Found> found;
  const auto assembler = decoding->assembler(RateRatio(2000, 1000), {}, [&](Found&& each) {
    EXPECT_GE(std::visit([](const auto& r) { return r.start_frame; }, each), 0);
    found.push_back(std::move(each));
  });
  for (std::size_t begin = 0; begin < rows.size(); begin += batch_rows) {
    ScoreBatch batch;
    batch.first_row = static_cast<std::int64_t>(begin);
    batch.scores.assign(
        rows.begin() + static_cast<std::ptrdiff_t>(begin),
        rows.begin() + static_cast<std::ptrdiff_t>(std::min(begin + batch_rows, rows.size())));
    batch.rows = std::ssize(batch.scores);
    batch.valid.assign(batch.scores.size(), 1);
    decoding->score(batch);
    assembler->push(batch);
  }
  assembler->finish(static_cast<std::int64_t>(rows.size()) * 2 * kRowSamples, 0);
  return found;
}

}  // namespace nightjar::test
