// Recognises recordings: the whole engine in one object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nightjar/embedding_options.h"
#include "nightjar/latencies.h"
#include "nightjar/model.h"
#include "nightjar/result.h"
#include "nightjar/score_store.h"
#include "nightjar/selection.h"
#include "nightjar/transcript_options.h"

namespace nightjar {

// For RecognizerOptions::memory_bytes: the least that works for the model and the number of workers.
inline constexpr std::int64_t kLeastMemory = -1;

// A cascade: a first model, cheap as a rule, finds where a class is heard, and the recognizer's own listens
// only there, and so far around that no pause it joins words or events across has a hole, and no row of a
// bounded context that could hear the class is left out; each of its segments runs whole. All else is
// `Skipped`, with class_not_heard, and counted as Summary::unheard; damage there is still a gap. What follows
// a skipped span begins afresh, as after a gap: no word or event runs across it, and a model with state, of
// either kind, knows nothing of what was before. Where the first model has no scores though there is sound,
// the other one listens. Of channels that are recognised each by itself, all are heard where one has the
// class.
//
// Each recording is opened and decoded twice, once for each model.
struct OnlyWhere {
  Model model;        // of tags, with or without state; its events of the label are where the class is
  std::string label;  // one of its labels
};

struct RecognizerOptions {
  std::size_t workers = 0;  // threads, up to 1,024; 0: the cores this process may use
  // Bound on the process's peak RSS, in bytes; 0: a quarter of the memory this process may use; or
  // kLeastMemory.
  std::int64_t memory_bytes = 0;
  double max_event_s = 600;         // an event still open after it is written in parts
  Selection selection{};            // what of each recording is recognised
  TranscriptOptions transcripts{};  // only for a model of transcripts
  EmbeddingOptions embeddings{};    // only for a model of embeddings
  std::optional<OnlyWhere> only{};  // none: all that is selected is recognised
};

// What the scores of consecutive segments look like before they are decoded.
struct SegmentScores {
  std::int64_t start_frame = 0;  // what the segment hears, clipped to the recording
  std::int64_t end_frame = 0;
  std::int64_t channel = kAllChannels;
  // float32 [labels]; valid during the call. Of tags 0 to 1, of transcripts the natural logarithms of the
  // posteriors. Of embeddings the vector, [dimensions], or with an index of normal sound [1], the score of
  // "anomaly". Empty where the segment has none: it lies in a gap, or is skipped.
  std::span<const float> scores;
  bool recalled = false;  // from a ScoreStore: this run did not compute them
};

// Takes the records of one recording, as they become final, in the order of the output: RecordingInfo first
// (or an Error), events, words, transcripts, matches, gaps and skipped spans by time, an Error if it ended
// early, Summary last. One call at a time, from the engine's workers: it should not block. What it throws
// ends the recording. It is destroyed before the call returns.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void record(const Record& record) = 0;
  virtual void scores(const SegmentScores&) {}
  // Where the scores of the recording are kept for other runs; null: nowhere. The sink's own. Called once,
  // before the first record.
  virtual ScoreStore* score_store(const RecordingInfo&) { return nullptr; }
  // False: read no further for now. Call Recognizer::poke() when it is true again. Must not block.
  virtual bool wants_more() const { return true; }
};

// Makes a sink for the recording at `index` of the input. Calls come in input order, from any thread, one at
// a time, and must neither block nor call the recognizer. It may return null to say "not now": call
// Recognizer::poke() later.
using SinkFactory = std::function<std::unique_ptr<RecordSink>(std::size_t index, const std::string& path)>;

struct StepCost {
  std::string step;  // "open", "read", "extract", "infer", "score", "merge"
  std::int64_t calls = 0;
  double wall_s = 0;
  double cpu_s = 0;
};

// The model and its threads. It sets nothing process-wide but what LibTorch needs (see Model::load).
//
//   nightjar::Recognizer engine(nightjar::Model::load("models/sounds"));
//   nightjar::Result result = engine.recognize("yard.flac");
//   for (const nightjar::Event& event : result.events) ...
//
// Safe for concurrent use; recordings of all callers share the workers and the memory.
class Recognizer {
 public:
  // Throws SetupError: bad_option (a model loaded for latency or several devices, too), memory_too_small
  // (names the least that works), bad_model (of a language model or an index, which are read here).
  explicit Recognizer(Model model, RecognizerOptions options = {});
  // Ends what is running as by stop().
  ~Recognizer();

  // One recording; returns when it is done. Bad recordings are results with an error, never exceptions.
  Result recognize(const std::string& path);

  // Many: `on_result` is called in input order, on the calling thread. What it throws ends the call.
  void recognize(std::span<const std::string> paths, const std::function<void(Result)>& on_result);

  // Many, without holding results: records go to sinks as they become final. Returns when all are closed.
  void recognize(std::span<const std::string> paths, const SinkFactory& make_sink);

  // Sound in memory: interleaved float32, full scale +-1, 1 to 384,000 Hz, 1 to 64 channels.
  // Throws SetupError(bad_option) for a wrong rate or number of channels.
  std::future<Result> submit(std::vector<float> pcm, std::int64_t sample_rate_hz, std::int64_t channels = 1);

  // Ends all calls soon: what is complete is delivered, open recordings end as `interrupted`, the rest as
  // `not_started`. For good: later calls give `not_started`. May be called from any thread, not from a signal
  // handler.
  void stop();
  void poke();

  // The limits in force, and what the steps cost so far.
  std::size_t workers() const;
  std::int64_t memory_bytes() const;
  std::size_t batches_in_flight() const;
  std::vector<StepCost> costs() const;
  std::size_t batches_under_way() const;  // now; at most batches_in_flight()
  // From a batch's sound to its scores: since it was read, and since its features were begun, which leaves
  // out the wait for a worker.
  Latencies latencies_since_read() const;
  Latencies latencies_since_begun() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightjar
