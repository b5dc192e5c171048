// What the outputs of a model's network mean: one class for each task.
#pragma once

#include <cstdint>
#include <memory>

#include "models/interface/manifest.h"
#include "nightjar/embedding_options.h"
#include "nightjar/transcript_options.h"
#include "stages/base/timeline.h"
#include "stages/decode/assembler.h"

namespace nightjar {

// Shared by all recordings. Const calls are concurrent.
class Decoding {
 public:
  virtual ~Decoding() = default;

  // How many values a row has once it is scored; the network's row_values() but for embeddings.
  virtual std::int64_t columns() const = 0;

  // Turns what the network gave into scores, in place: float32 [rows, columns]. A row that is not valid, or
  // means nothing, becomes zeros, and its `valid` entry 0.
  virtual void score(ScoreBatch& batch) const = 0;

  // Of one recording. It may borrow from this object.
  virtual std::unique_ptr<Assembler> assembler(RateRatio file_to_model, const ScoredPart& part,
                                               FoundSink sink) const = 0;

  // An upper bound of one assembler's memory in bytes.
  virtual std::int64_t assembler_bytes(std::int64_t channels) const = 0;
};

struct DecodingOptions {
  double max_event_s = 600;         // of tags: TagAssembler
  TranscriptOptions transcripts{};  // of transcripts, in place of what the manifest says
  EmbeddingOptions embeddings{};    // of embeddings: what they are compared with
};

// By the manifest's task; borrows the manifest. Throws SetupError: bad_option, where an option is wrong or
// not for this task; bad_model, of a language model or an index.
std::unique_ptr<const Decoding> make_decoding(const Manifest& manifest, const DecodingOptions& options);

}  // namespace nightjar
