// Recordings through the engine, whose rows are looked up in an index of vectors.
#include <atomic>
#include <string>
#include <utility>
#include <variant>

#include "nightjar/recognizer.h"
#include "stages/index/vector_index.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/sound_search.h"

namespace nightjar::cli {
namespace {

// Of one recording.
class SearchSink : public RecordSink {
 public:
  SearchSink(FoundLines& lines, std::size_t index, const std::string& path)
      : lines_(lines), index_(index), writer_(lines.writer(index, path)) {}

  void record(const Record& record) override {
    if (const auto* info = std::get_if<RecordingInfo>(&record)) rate_hz_ = info->sample_rate_hz;
    (void)writer_->write(record);
    if (const auto* summary = std::get_if<Summary>(&record)) lines_.end(index_, *summary, rate_hz_);
  }
  bool wants_more() const override { return lines_.admits(index_); }

 private:
  FoundLines& lines_;
  const std::size_t index_;
  const std::unique_ptr<ResultWriter> writer_;
  std::int64_t rate_hz_ = 1;
};

class EmbeddingSearch : public SoundSearch {
 public:
  EmbeddingSearch(const Model& model, std::int64_t references, const MatchFindOptions& options)
      : first_line_{.references = references, .model = model.name(), .model_sha256 = model.sha256()},
        engine_(model, {.workers = options.workers, .embeddings = {.known = options.index}}) {}

  MatchRunLine first_line() const override { return first_line_; }

  void find(const std::vector<std::string>& paths, FoundLines& lines) override {
    engine_.recognize(paths, SinkFactory([&](std::size_t i, const std::string& path) {
                        return begins(lines, i) ? std::make_unique<SearchSink>(lines, i, path) : nullptr;
                      }));
  }
  void stop() override {
    stopped_ = true;
    engine_.stop();
  }
  void poke() override { engine_.poke(); }

 private:
  // What is not begun has an `end` line too, once the search was stopped.
  bool begins(FoundLines& lines, std::size_t recording) const { return stopped_ || lines.admits(recording); }

  const MatchRunLine first_line_;
  std::atomic<bool> stopped_ = false;
  Recognizer engine_;
};

// The one that the index names is looked for among the models there are.
Model load_model_of(const std::string& index, const std::string& named, const ModelChoice& asked) {
  try {
    return Model::load(find_model({asked.name.empty() ? named : asked.name, asked.folders}));
  } catch (const SetupError& error) {
    if (!asked.name.empty()) throw;
    throw SetupError(error.code(), "index " + index + " was made with model " + named + ": " + error.what() +
                                       "; name its folder with --model");
  }
}

}  // namespace

std::unique_ptr<SoundSearch> open_embedding_search(const MatchFindOptions& options) {
  std::string model;
  std::int64_t references = 0;
  {
    const auto known = read_vectors(options.index);  // the engine makes an index of its own
    if (!known) throw SetupError(known.error().code, "index " + known.error().message);
    references = std::ssize(known->sounds);
    model = known->model;
  }
  return std::make_unique<EmbeddingSearch>(load_model_of(options.index, model, options.model), references,
                                           options);
}

}  // namespace nightjar::cli
