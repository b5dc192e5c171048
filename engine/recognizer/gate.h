// The first stage of a cascade: a model that finds where a class is heard in a recording, so that another one
// listens only there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/recognizer/found_spans.h"
#include "engine/recognizer/hearing.h"
#include "nightjar/recognizer.h"

namespace nightjar {

// Shared by all recordings.
struct GateSpec {
  Listener listener;
  std::string label;    // the class
  double margin_s = 0;  // the other model also listens so long before and after it
};

// Throws SetupError(bad_option) where the model cannot say where a class is heard, or not this one.
void check_only(const OnlyWhere& only);

// What `only` asks of a run whose model has the manifest `main`; throws the same.
GateSpec gate_spec(const OnlyWhere& only, const Manifest& main);

// How far from a found class `main` listens. Half a second for the edges: a class is found by rows of some
// length, and begins and ends softly. At least half of a pause across which the main model's decoding joins
// words or events, so that no such pause has a hole; or what it smooths over. And its context, for a row that
// is further away than that hears nothing of the class.
double margin_seconds(const Manifest& main);

// The class is found in the very spans of its events as a run with the gate's model alone gives them
// (TagAssembler), written in parts of kPartSeconds so that what lasts is known before it ends. Where the gate
// has no scores of sound that is there, nobody knows, and it counts as found.
//
// read() is called one at a time; merge() likewise, at the same time.
class Gate {
 public:
  static constexpr double kPartSeconds = 10;

  // Borrows `spec`.
  Gate(const GateSpec& spec, std::unique_ptr<AudioSource> source, const Selection& selection);

  // The gate's next batch, to be called until all_read().
  std::unique_ptr<HeardBatch> read();
  bool all_read() const { return all_read_; }

  // In the order of read(); `failed`: it has no scores.
  void merge(HeardBatch& batch, bool failed);

  Hearing& hearing() { return hearing_; }
  // Whether it is known of all frames before `frame` where the class is; and whether it, or its margin, is in
  // `frames`, which are known and not forgotten.
  bool knows_to(std::int64_t frame) const { return spans_.known_to(frame); }
  bool found_in(Span frames) const { return spans_.meets(frames); }
  void forget_before(std::int64_t frame) { spans_.forget_before(frame); }
  std::string message() const;  // why a span is skipped

  static std::int64_t memory_bytes(const GateSpec& spec, const Selection& selection);

 private:
  void add(Span frames) { spans_.add({frames.begin - margin_frames_, frames.end + margin_frames_}); }

  const GateSpec& spec_;
  const std::int64_t margin_frames_;
  Hearing hearing_;
  bool all_read_ = false;
  FoundSpans spans_;
  std::unique_ptr<Assembler> assembler_;
};

}  // namespace nightjar
