// What the vectors of a model of embeddings mean: nothing by themselves, where known sounds play, or what is
// unlike normal sound.
#pragma once

#include <cstdint>
#include <memory>

#include "models/interface/manifest.h"
#include "nightjar/embedding_options.h"
#include "stages/decode/assembler.h"
#include "stages/decode/decoding.h"
#include "stages/index/vector_index.h"

namespace nightjar {

// Divides each vector of the batch by its length where the manifest says so. A row becomes zeros, and its
// `valid` entry 0, where it is not valid, a value is not finite or beyond kLargestValue, or it has no length
// to divide by. Concurrent calls are safe.
void score_embeddings(const EmbeddingSpec& spec, ScoreBatch& batch);

// How far a row is from normal sound, as a score from 0 to 1: d / (d + limit), d being the distance of its
// kNormalNeighbour-th nearest vector, and `limit` the distance at which it is an anomaly. So 0.5 is at the
// limit, 0.67 twice as far, 0.9 nine times. It is 0 at d = 0 whatever the limit is.
float anomaly_score(float distance, float limit);

// Rows of a recording that are at least so far apart hear nothing in common. >= 1.
std::int64_t rows_apart(const Manifest& manifest);

// By `options`: a row keeps its vector (neither index); becomes its anomaly score, one column; or its nearest
// known vectors, as MatchAssembler takes them. Borrows the manifest. Throws SetupError: bad_option where both
// indexes are given, the model cannot match, or an index is of another model or too small; bad_model where
// one cannot be read.
std::unique_ptr<const Decoding> make_embedding_decoding(const Manifest& manifest,
                                                        const EmbeddingOptions& options, double max_event_s);

}  // namespace nightjar
