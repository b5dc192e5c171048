#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "stages/decode/embeddings.h"
#include "stages/decode/match_assembler.h"
#include "stages/decode/tags.h"
#include "stages/index/calibration.h"

namespace nightjar {
namespace {

// Of vectors by themselves.
class NothingFound : public Assembler {
 public:
  void push(const ScoreBatch&) override {}
  void finish(std::int64_t, std::int64_t) override {}
  std::int64_t settled_frame() const override { return std::numeric_limits<std::int64_t>::max(); }
};

class VectorDecoding : public Decoding {
 public:
  explicit VectorDecoding(const Manifest& manifest) : manifest_(manifest) {}

  std::int64_t columns() const override { return manifest_.embedding.dimensions; }
  void score(ScoreBatch& batch) const override { score_embeddings(manifest_.embedding, batch); }
  std::unique_ptr<Assembler> assembler(RateRatio, const ScoredPart&, FoundSink) const override {
    return std::make_unique<NothingFound>();
  }
  std::int64_t assembler_bytes(std::int64_t) const override { return sizeof(NothingFound); }

 private:
  const Manifest& manifest_;
};

// Of vectors that are looked up: each row becomes what `write(nearest vectors, row)` makes of them.
template <std::size_t kNeighbours, class Write>
void look_up(const VectorIndex& index, std::size_t columns, ScoreBatch& batch, const Write& write) {
  const auto width = static_cast<std::size_t>(index.known().dimensions);
  std::vector<float> rows(static_cast<std::size_t>(batch.rows) * columns);
  std::array<Neighbour, kNeighbours> neighbours;
  for (std::size_t i = 0; i < batch.valid.size(); ++i) {
    if (!batch.valid[i]) continue;
    const std::size_t found = index.nearest(std::span(batch.scores).subspan(i * width, width), neighbours);
    write(std::span(neighbours).first(found), std::span(rows).subspan(i * columns, columns));
  }
  batch.scores = std::move(rows);
}

class MatchDecoding : public Decoding {
 public:
  MatchDecoding(const Manifest& manifest, VectorIndex index, double max_event_s)
      : manifest_(manifest), index_(std::move(index)), max_event_s_(max_event_s) {}

  std::int64_t columns() const override { return kMatchColumns; }
  void score(ScoreBatch& batch) const override {
    score_embeddings(manifest_.embedding, batch);
    look_up<kMatchNeighbours>(index_, kMatchColumns, batch,
                              [](std::span<const Neighbour> found, std::span<float> row) {
                                std::ranges::fill(row, -1.0F);
                                for (std::size_t i = 0; i < found.size(); ++i) {
                                  row[2 * i] = static_cast<float>(found[i].vector);
                                  row[2 * i + 1] = found[i].distance;
                                }
                              });
  }
  std::unique_ptr<Assembler> assembler(RateRatio file_to_model, const ScoredPart& part,
                                       FoundSink sink) const override {
    return std::make_unique<MatchAssembler>(index_, manifest_, file_to_model, max_event_s_, part,
                                            std::move(sink));
  }
  std::int64_t assembler_bytes(std::int64_t channels) const override {
    return MatchAssembler::memory_bytes(manifest_, max_event_s_, channels);
  }

 private:
  const Manifest& manifest_;
  const VectorIndex index_;
  const double max_event_s_;
};

// An anomaly ends where rows are no longer among so many times as much of the most unusual normal sound.
constexpr double kEndFactor = 10;

// The model as one of tags, with one label.
Manifest anomaly_tags(Manifest m, float limit, float end) {
  m.task = kTags;
  m.labels = {kAnomaly};
  m.tags.thresholds_on = {0.5F};
  // Above 0: sound that is just like normal sound ends an anomaly, however alike that is.
  m.tags.thresholds_off = {std::clamp(anomaly_score(end, limit), std::numeric_limits<float>::min(), 0.5F)};
  m.tags.top_k = 0;
  return m;
}

class AnomalyDecoding : public Decoding {
 public:
  AnomalyDecoding(const Manifest& manifest, VectorIndex index, double normal_share, double max_event_s)
      : manifest_(manifest),
        index_(std::move(index)),
        limit_(quantile(index_.known().own_distances, normal_share)),
        tags_(anomaly_tags(manifest, limit_,
                           quantile(index_.known().own_distances, 1 - kEndFactor * (1 - normal_share)))),
        max_event_s_(max_event_s) {}

  std::int64_t columns() const override { return 1; }
  void score(ScoreBatch& batch) const override {
    score_embeddings(manifest_.embedding, batch);
    look_up<kNormalNeighbour>(
        index_, 1, batch, [this](std::span<const Neighbour> found, std::span<float> row) {
          row[0] = anomaly_score(found.back().distance, limit_);  // there are enough: it is calibrated
        });
  }
  std::unique_ptr<Assembler> assembler(RateRatio file_to_model, const ScoredPart& part,
                                       FoundSink sink) const override {
    return std::make_unique<TagAssembler>(tags_, file_to_model, max_event_s_, std::move(sink), part);
  }
  std::int64_t assembler_bytes(std::int64_t channels) const override {
    return TagAssembler::memory_bytes(tags_, max_event_s_, channels);
  }

 private:
  const Manifest& manifest_;
  const VectorIndex index_;
  const float limit_;
  const Manifest tags_;
  const double max_event_s_;
};

VectorIndex load_index(const Manifest& manifest, const std::string& path) {
  auto index = VectorIndex::load(path);
  if (!index) throw SetupError(index.error().code, "index " + index.error().message);
  const KnownVectors& known = index->known();
  if (known.model_sha256 != manifest.sha256 || known.dimensions != manifest.embedding.dimensions) {
    throw SetupError(ErrorCode::bad_option, "index " + path + " was made with another model (" + known.model +
                                                ", " + known.model_sha256.substr(0, 12) + "), not with " +
                                                manifest.name + " (" + manifest.sha256.substr(0, 12) +
                                                "): use that one, or make the index again");
  }
  return std::move(*index);
}

}  // namespace

std::unique_ptr<const Decoding> make_embedding_decoding(const Manifest& manifest,
                                                        const EmbeddingOptions& options, double max_event_s) {
  if (!options.known.empty() && !options.normal.empty()) {
    throw SetupError(ErrorCode::bad_option,
                     "an index of known sounds and one of normal sound: expected one of them in a run");
  }
  if (!options.known.empty()) {
    if (!(manifest.embedding.match_distance > 0)) {
      throw SetupError(ErrorCode::bad_option,
                       "model " + manifest.name +
                           " does not say how near the same sounds are; expected \"match_distance\" in its "
                           "manifest.json, in \"decode\"");
    }
    return std::make_unique<MatchDecoding>(manifest, load_index(manifest, options.known.string()),
                                           max_event_s);
  }
  if (options.normal.empty()) return std::make_unique<VectorDecoding>(manifest);
  if (!(options.normal_share > 0 && options.normal_share < 1)) {
    throw SetupError(ErrorCode::bad_option, "the share of normal sound is " +
                                                std::to_string(options.normal_share) +
                                                "; expected a number between 0 and 1");
  }
  VectorIndex index = load_index(manifest, options.normal.string());
  if (index.known().own_distances.empty()) {
    throw SetupError(ErrorCode::bad_option, "index " + options.normal.string() + " has " +
                                                std::to_string(index.vectors()) +
                                                " vectors, too few to tell what is normal; make it again "
                                                "with minutes of normal sound");
  }
  return std::make_unique<AnomalyDecoding>(manifest, std::move(index), options.normal_share, max_event_s);
}

}  // namespace nightjar
