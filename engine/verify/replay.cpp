#include "engine/verify/replay.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "stages/decode/decoding.h"
#include "stages/infer/step_runner.h"

namespace nightjar {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// "[1, 40, 3]": the place of a flat index in [segments, shape...].
std::string place_of(std::size_t flat, std::span<const std::int64_t> shape) {
  std::string text = "]";
  for (auto size = shape.rbegin(); size != shape.rend(); ++size) {
    const auto n = static_cast<std::size_t>(*size);
    text.insert(0, ", " + std::to_string(flat % n));
    flat /= n;
  }
  return "[" + std::to_string(flat) + text;
}

// `shape` is that of one segment.
StageDifference compared(std::string stage, std::span<const float> got, std::span<const float> expected,
                         std::span<const std::int64_t> shape, double tolerance) {
  StageDifference difference{.stage = std::move(stage), .allowed = tolerance};
  if (got.size() != expected.size()) {
    difference.largest = kInfinity;
    difference.got = std::to_string(got.size()) + " values";
    difference.expected = std::to_string(expected.size());
    return difference;
  }
  double highest = 1;
  for (const float value : expected) {
    if (std::isfinite(value)) highest = std::max(highest, std::abs(static_cast<double>(value)));
  }
  std::optional<std::size_t> worst;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (got[i] == expected[i]) continue;  // infinities too
    const double apart = std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    if (std::isnan(difference.largest) || apart <= difference.largest) continue;
    difference.largest = apart;  // larger, or NaN, which stays
    worst = i;
  }
  difference.allowed = tolerance * highest;
  if (worst) {
    difference.at = place_of(*worst, shape);
    difference.got = std::to_string(got[*worst]);
    difference.expected = std::to_string(expected[*worst]);
  }
  return difference;
}

StageDifference compared_texts(const std::vector<std::string>& got,
                               const std::vector<std::string>& expected) {
  StageDifference difference{.stage = "text"};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (got[i] == expected[i]) continue;
    if (difference.largest++ > 0) continue;
    difference.at = "[" + std::to_string(i) + "]";
    difference.got = '"' + got[i] + '"';
    difference.expected = '"' + expected[i] + '"';
  }
  return difference;
}

// The original library has no beam, nor hotwords.
Manifest greedy(Manifest manifest) {
  manifest.ctc.beam_width = 0;
  manifest.ctc.n_best = 1;
  manifest.ctc.hotwords.clear();
  manifest.ctc.language_model.clear();
  return manifest;
}

class Replay {
 public:
  Replay(const LoadedModel& model, const ReferenceRun& reference)
      : model_(model),
        reference_(reference),
        manifest_(greedy(model.manifest)),
        decoding_(make_decoding(manifest_, {})),
        samples_(static_cast<std::size_t>(manifest_.segment_samples)) {}

  Expected<std::vector<StageDifference>> run() {
    make_features();
    add("features", features_, reference_.features, manifest_.input_shape);
    if (auto done = make_outputs(); !done) return Unexpected(std::move(done).error());
    const std::int64_t values = model_.row_values();
    const std::int64_t rows = std::ssize(outputs_) / (reference_.segments * values);
    const auto shape = manifest_.stride_samples == 0 ? std::vector{values} : std::vector{rows, values};
    if (!reference_.outputs.empty()) add("outputs", outputs_, reference_.outputs, shape);
    decode(rows);
    if (!reference_.scores.empty()) add("scores", scores_, reference_.scores, shape);
    if (!reference_.texts.empty()) stages_.push_back(compared_texts(texts_, reference_.texts));
    return std::move(stages_);
  }

 private:
  void add(const char* stage, std::span<const float> got, std::span<const float> expected,
           std::span<const std::int64_t> shape) {
    stages_.push_back(compared(stage, got, expected, shape, manifest_.reference_tolerance));
  }

  void make_features() {
    for (std::int64_t i = 0; i < reference_.segments; ++i) {
      const auto sound =
          std::span(reference_.sound).subspan(static_cast<std::size_t>(i) * samples_, samples_);
      const ModelInput input = model_.input.make(sound, 1);
      features_.insert(features_.end(), input.values.begin(), input.values.end());
    }
  }

  Expected<void> make_outputs() {
    StepRunner steps(model_.network);
    const auto features = static_cast<std::size_t>(model_.feature_values());
    const std::vector<std::uint8_t> whole(static_cast<std::size_t>(reference_.segments), 1);
    for (std::int64_t begin = 0; begin < reference_.segments;) {
      const std::int64_t left = reference_.segments - begin;
      const auto whole_batch = static_cast<std::uint64_t>(std::min(left, manifest_.batch_segments));
      const std::int64_t count =
          manifest_.keeps_state() ? left : static_cast<std::int64_t>(std::bit_floor(whole_batch));
      const auto batch = std::span(features_).subspan(static_cast<std::size_t>(begin) * features,
                                                      static_cast<std::size_t>(count) * features);
      auto output = manifest_.keeps_state() ? steps.run(batch, model_.input.shape(), begin, whole)
                                            : model_.network.run(batch, model_.input.shape(), count);
      if (!output) return Unexpected(std::move(output).error());
      outputs_.insert(outputs_.end(), output->begin(), output->end());
      begin += count;
    }
    return {};
  }

  // Each segment by itself, as a recording.
  void decode(std::int64_t rows) {
    const auto values = static_cast<std::size_t>(rows * model_.row_values());
    for (std::int64_t i = 0; i < reference_.segments; ++i) {
      const auto output = std::span(outputs_).subspan(static_cast<std::size_t>(i) * values, values);
      ScoreBatch batch;
      batch.rows = rows;
      batch.scores.assign(output.begin(), output.end());
      batch.valid.assign(static_cast<std::size_t>(rows), 1);
      decoding_->score(batch);
      scores_.insert(scores_.end(), batch.scores.begin(), batch.scores.end());
      std::string& text = texts_.emplace_back();
      const RateRatio same(manifest_.sample_rate_hz, manifest_.sample_rate_hz);
      const auto assembler = decoding_->assembler(same, {}, [&text](Found&& found) {
        if (const auto* said = std::get_if<Transcript>(&found))
          text += (text.empty() ? "" : " ") + said->text;
      });
      assembler->push(batch);
      assembler->finish(manifest_.segment_samples, 0);
    }
  }

  const LoadedModel& model_;
  const ReferenceRun& reference_;
  const Manifest manifest_;
  const std::unique_ptr<const Decoding> decoding_;
  const std::size_t samples_;  // of a segment
  std::vector<float> features_, outputs_, scores_;
  std::vector<std::string> texts_;
  std::vector<StageDifference> stages_;
};

}  // namespace

Expected<std::vector<StageDifference>> replay(const LoadedModel& model, const ReferenceRun& reference) {
  return Replay(model, reference).run();
}

}  // namespace nightjar
