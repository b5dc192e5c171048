#include "stages/decode/decoding.h"

#include <string>
#include <utility>

#include "nightjar/error.h"
#include "stages/decode/embeddings.h"
#include "stages/decode/tags.h"
#include "stages/decode/transcripts.h"

namespace nightjar {
namespace {

class TagDecoding : public Decoding {
 public:
  TagDecoding(const Manifest& manifest, double max_event_s)
      : manifest_(manifest), max_event_s_(max_event_s) {}

  std::int64_t columns() const override { return std::ssize(manifest_.labels); }
  void score(ScoreBatch& batch) const override {
    score_tags(manifest_.tags, std::ssize(manifest_.labels), batch);
  }
  std::unique_ptr<Assembler> assembler(RateRatio file_to_model, const ScoredPart& part,
                                       FoundSink sink) const override {
    return std::make_unique<TagAssembler>(manifest_, file_to_model, max_event_s_, std::move(sink), part);
  }
  std::int64_t assembler_bytes(std::int64_t channels) const override {
    return TagAssembler::memory_bytes(manifest_, max_event_s_, channels);
  }

 private:
  const Manifest& manifest_;
  const double max_event_s_;
};

// Throws where there are options of another task.
void check_task(const Manifest& manifest, std::string_view task, bool asked, const std::string& what) {
  if (!asked || manifest.task == task) return;
  throw SetupError(ErrorCode::bad_option, what + " for models of " + std::string(task) + "; model " +
                                              manifest.name + " is one of " + manifest.task +
                                              ": leave them out");
}

}  // namespace

std::unique_ptr<const Decoding> make_decoding(const Manifest& manifest, const DecodingOptions& options) {
  check_task(manifest, kTranscripts, options.transcripts.any(),
             "beam, n-best, hotwords and language model are");
  check_task(manifest, kEmbeddings, options.embeddings.any(), "indexes of known or normal sound are");
  if (manifest.task == kTranscripts)
    return std::make_unique<TranscriptDecoding>(manifest, options.transcripts);
  if (manifest.task == kEmbeddings)
    return make_embedding_decoding(manifest, options.embeddings, options.max_event_s);
  return std::make_unique<TagDecoding>(manifest, options.max_event_s);
}

}  // namespace nightjar
