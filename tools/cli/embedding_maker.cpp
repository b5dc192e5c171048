#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>

#include "engine/recognizer/loaded_model.h"
#include "nightjar/recognizer.h"
#include "stages/decode/embeddings.h"
#include "stages/index/calibration.h"
#include "stages/write/json_lines.h"
#include "tools/cli/index_maker.h"
#include "tools/cli/model_folders.h"

namespace nightjar::cli {
namespace {

// By which `match find` looks for the model.
std::string folder_name(const std::filesystem::path& folder) {
  return std::filesystem::weakly_canonical(folder).filename().string();
}

// A recording, and the vectors of those of its rows that have one.
struct Embedded {
  IndexedSound sound;
  std::vector<std::uint32_t> rows{};
  std::vector<float> values{};
};

class EmbeddingSink : public RecordSink {
 public:
  explicit EmbeddingSink(Embedded& out) : out_(out) {}

  void record(const Record& record) override {
    IndexedSound& sound = out_.sound;
    if (const auto* info = std::get_if<RecordingInfo>(&record)) sound.sample_rate_hz = info->sample_rate_hz;
    if (const auto* summary = std::get_if<Summary>(&record)) {
      sound.summary = *summary;
    } else {
      append_line(sound.lines, record, sound.path, sound.sample_rate_hz);
    }
  }

  void scores(const SegmentScores& segment) override {
    const std::uint32_t row = row_++;
    if (segment.scores.empty()) return;
    out_.rows.push_back(row);
    out_.values.insert(out_.values.end(), segment.scores.begin(), segment.scores.end());
    ++out_.sound.items;
  }

 private:
  Embedded& out_;
  std::uint32_t row_ = 0;
};

class EmbeddingMaker : public IndexMaker {
 public:
  EmbeddingMaker(const Model& model, std::size_t workers)
      : engine_(model, {.workers = workers}), rows_apart_(rows_apart(model.loaded()->manifest)) {
    known_.model = folder_name(model.loaded()->manifest.folder);
    known_.model_sha256 = model.sha256();
    known_.dimensions = model.loaded()->manifest.embedding.dimensions;
  }

  void read(const std::vector<std::string>& paths,
            const std::function<void(const IndexedSound&)>& take) override {
    std::vector<Embedded> sounds(paths.size());
    engine_.recognize(paths, SinkFactory([&](std::size_t i, const std::string& path) {
                        sounds[i].sound.path = path;
                        return std::make_unique<EmbeddingSink>(sounds[i]);
                      }));
    for (Embedded& each : sounds) {
      if (each.sound.summary.status != Status::refused) add(each);
      take(each.sound);
      each = {};
    }
  }
  std::string_view item_name() const override { return "embeddings"; }

  Expected<void> save(const std::string& path) override {
    VectorIndex index(std::move(known_));
    std::vector<float> distances = calibrate(index, rows_apart_, engine_.workers());
    known_ = std::move(index).release();
    known_.own_distances = std::move(distances);
    return write_vectors(known_, path);
  }

 private:
  void add(const Embedded& each) {
    const std::int64_t vectors = std::ssize(known_.rows) + std::ssize(each.rows);
    if (vectors > kMostVectors) {
      throw SetupError(ErrorCode::out_of_memory, "no room in the index for " + each.sound.path + ": " +
                                                     std::to_string(vectors) + " vectors, expected at most " +
                                                     std::to_string(kMostVectors) + "; make several indexes");
    }
    known_.sounds.push_back({each.sound.path, static_cast<std::uint32_t>(known_.rows.size()),
                             static_cast<std::uint32_t>(each.rows.size())});
    known_.rows.insert(known_.rows.end(), each.rows.begin(), each.rows.end());
    known_.values.insert(known_.values.end(), each.values.begin(), each.values.end());
  }

  Recognizer engine_;
  const std::int64_t rows_apart_;
  KnownVectors known_;
};

}  // namespace

std::unique_ptr<IndexMaker> make_embedding_maker(const MatchBuildOptions& options) {
  const Model model = Model::load(find_model(options.model));
  if (model.task() != kEmbeddings) {
    throw SetupError(ErrorCode::bad_option, "--model " + options.model.name + ": it is a model of " +
                                                model.task() + "; expected one of embeddings, or none");
  }
  return std::make_unique<EmbeddingMaker>(model, options.workers);
}

}  // namespace nightjar::cli
