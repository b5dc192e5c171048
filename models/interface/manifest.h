// A model's manifest.json: everything that validation, features, inference and decoding need to know of it.
//
//   {"format": 1, "name": "...", "description": "...", "licence": "...", "task": "tags",
//    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 16000, "hop_samples": 8000,
//    "batch_segments": 8, "input": {"shape": [64, 101]}, "padding": "zeros",
//    "features": {"type": "log_mel", and each key of that type: feature_spec.h, models/README.md},
//    "labels": ["dog", "speech"],
//    "decode": {"type": "tags", "activation": "softmax", "threshold_on": {"default": 0.5, "speech": 0.6},
//               "threshold_off": {"default": 0.4}, "top_k": 0, "smoothing_segments": 3,
//               "min_duration_s": {"default": 0.5, "dog": 0.1}, "merge_gap_s": 0.5}}
//
// Where a label may have a value of its own, a number stands for {"default": number}, but not of thresholds.
//
// A model that gives emissions, a row of scores for each step inside a segment, has two keys more:
//
//    "stride_samples": 320, "context_samples": 8000
//
// one whose speed was measured "speed": {"x_real_time": 430, "measured_on": "one core of an AMD EPYC 7763"},
// one whose network keeps state from segment to segment one more,
//
//    "state": {"reset": "reset_states"}
//
// and one whose forward() takes numbers after its input "input": {"shape": [512], "arguments": [16000]}.
//
// A model of transcripts gives emissions, and has no "labels": they are its vocabulary.
//
//    "task": "transcripts", "stride_samples": 320, "context_samples": "unbounded",
//    "decode": {"type": "ctc", "vocabulary": "tokens.json", "blank": "<pad>", "style": "characters",
//               "word_separator": "|", "unwritten": ["<s>"], "casing": "lower", "emissions": "logits",
//               "beam_width": 25, and each other member of CtcSpec that has a default}
//
// A model of embeddings gives a vector for each segment, or stride, and has neither "labels" nor "state".
//
//    "task": "embeddings",
//    "decode": {"type": "embedding", "dimensions": 128, "normalization": "unit",
//               "match_distance": 0.4, "match_min_duration_s": 3, and the last three keys of "tags"}
//
// Every key is required, but "speed", "stride_samples", "context_samples", "state", "arguments", "padding",
// "reference_tolerance",
// "min_silence_s", "pad_s", those that have defaults in CtcSpec or EmbeddingSpec, those of "tags" in a model
// of embeddings, and those of log_mel that feature_spec.h excepts. A missing or unknown key, a value of
// another type or out of range, or a key that is there twice is a SetupError(bad_manifest) that names the key
// with its path, the file, what was got and expected, and for an unknown key the nearest known one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nightjar/feature_spec.h"
#include "nightjar/hotword.h"

namespace nightjar {

// Seconds for each label, in the order of `labels`. A number stands for all of them.
class LabelSeconds {
 public:
  LabelSeconds(double all = 0) : all_(all) {}
  explicit LabelSeconds(std::vector<double> each) : each_(std::move(each)) {}

  double operator[](std::size_t label) const { return each_.empty() ? all_ : each_[label]; }
  bool any() const {  // above 0, of any label
    return all_ > 0 || std::any_of(each_.begin(), each_.end(), [](double s) { return s > 0; });
  }

 private:
  double all_ = 0;
  std::vector<double> each_;
};

// How scores over time become events. One threshold per label, in the order of `labels`.
struct TagSpec {
  std::string activation;             // "softmax" or "sigmoid"; "none": the network gives scores from 0 to 1
  std::vector<float> thresholds_on;   // an event starts when the smoothed score reaches it
  std::vector<float> thresholds_off;  // and ends when it falls below this one (hysteresis); <= on
  int top_k = 0;                      // only the k highest labels of a segment may be active; 0 is all
  int smoothing_segments = 1;         // odd; centred moving average over so many segments; 1 is off
  LabelSeconds min_duration_s;        // shorter events are dropped
  LabelSeconds merge_gap_s;           // events of one label that are at most so far apart are joined
  // Not 0: instead, an event ends at a row below threshold_off that begins so long after the first such row;
  // rows between the thresholds do not end it.
  double min_silence_s = 0;
  double pad_s = 0;  // events that are left are so much longer at both ends, and meet half way
};

inline constexpr std::string_view kTags = "tags";
inline constexpr std::string_view kTranscripts = "transcripts";
inline constexpr std::string_view kEmbeddings = "embeddings";

// How emissions become words: the vocabulary as nightjar/ctc_vocabulary.h, the search as nightjar/ctc.h says.
struct CtcSpec {
  std::string vocabulary;              // file name inside the folder: nightjar/ctc_tokens.h
  std::int64_t blank = 0;              // a token's index; the manifest names the token
  std::string style;                   // "characters", "pieces" or "wordpieces"
  std::string word_separator;          // a token, or ""; of "characters" alone
  std::vector<std::string> unwritten;  // tokens
  std::string casing;                  // "as_is", "lower" or "upper"
  std::string emissions;               // "logits" or "log_probs"

  std::int64_t beam_width = 0;  // 0 is greedy search, which has neither of the next four
  std::int64_t n_best = 1;
  std::vector<Hotword> hotwords{};  // {"text": boost}
  std::string language_model;       // an ARPA file's name inside the folder; may be empty
  double alpha = 0.5;
  double beta = 1.5;
  double unknown_log10 = -10;
  double beam_threshold = 10;
  double token_min_log_prob = -5;
  std::int64_t max_tokens = 100;

  double utterance_gap_s = 1;   // so long without a written token ends an utterance
  double max_utterance_s = 30;  // then it is cut before its last word
  double word_margin_s = 0.1;   // how far a word reaches beyond its outer tokens
};

// What vectors mean. Distances are Euclidean; of unit vectors sqrt(2 - 2 cos), 0 to 2.
struct EmbeddingSpec {
  std::int64_t dimensions = 0;
  std::string normalization;        // "none", or "unit": each vector is divided by its length
  double match_distance = 0;        // two rows no further apart are the same sound; 0: the model cannot tell
  double match_min_duration_s = 0;  // shorter matches are dropped; one of a single row always is
};

// What a segment hears beyond the recording's end.
enum class SegmentPadding {
  zeros,    // digital silence
  reflect,  // its own sound backwards, about the last sample; a sound shorter than that goes back and forth
  none,     // nothing: the segment is shorter, so the model must take any length
};

// What its maker measured, for people who choose a model; nothing is decided by it.
struct ModelSpeed {
  double x_real_time = 0;   // seconds of sound per second; 0: not stated
  std::string measured_on;  // the machine: "one core of an AMD EPYC 7763"
};

// For Manifest::context_samples: every row depends on the whole segment.
inline constexpr std::int64_t kUnboundedContext = -1;

struct Manifest {
  int format = 1;
  std::string name;
  std::string description;
  std::string licence;
  ModelSpeed speed;
  std::string task;     // kTags, kTranscripts or kEmbeddings
  std::string weights;  // file name inside the folder
  std::int64_t sample_rate_hz = 0;
  std::int64_t segment_samples = 0;  // what the model hears at once
  std::int64_t hop_samples = 0;      // from segment to segment, <= segment_samples
  std::int64_t batch_segments = 0;   // B, a power of two; tails use B/2 ... 1
  // Row j of a segment's emissions is about its samples [j * stride, (j + 1) * stride); 0: the model gives
  // one row of scores for a whole segment. It divides hop_samples.
  std::int64_t stride_samples = 0;
  // A row depends on its own samples and on so many before and after them, or is kUnboundedContext.
  std::int64_t context_samples = kUnboundedContext;
  SegmentPadding padding = SegmentPadding::zeros;
  FeatureSpec features;  // "features": {"type": "log_mel", ...}
  std::vector<std::int64_t>
      input_shape;  // of one segment, without the batch: that of its features, after any number of ones
  std::vector<double> input_arguments;  // of the network's forward(), after its input
  // The network's method that forgets what it heard; empty: it keeps no state. With state, segments are the
  // steps of a sound: they do not overlap, and are given to an instance of its own one after another.
  std::string reset_method;
  std::vector<std::string>
      labels;               // unique; of tags not empty; of transcripts the vocabulary; of embeddings none
  TagSpec tags;             // "decode": {"type": "tags", ...}
  CtcSpec ctc;              // "decode": {"type": "ctc", ...}
  EmbeddingSpec embedding;  // "decode": {"type": "embedding", ...}; `tags` has what it shares with them
  // How far the features and outputs may be from those of reference.npz, relative to the largest value there
  // where that is above 1.
  double reference_tolerance = 1e-3;

  std::filesystem::path folder;  // where it was read from
  // Of manifest.json followed by the weights, the vocabulary and the language model, if any: names the model
  // in the output.
  std::string sha256;

  bool keeps_state() const { return !reset_method.empty(); }
};

// How many values the network gives for a row: one a label, or the dimensions of a vector.
std::int64_t row_values(const Manifest& manifest);

// Where in a segment, from its begin, lies what it has to say: [lead, lead + hop). The first segment of a
// recording also speaks for what is before, the last for what is after. It is the middle hop, of emissions on
// the stride grid, and of a bounded context at least that far from both ends of the segment.
std::int64_t lead_samples(const Manifest& manifest);

// For a model with emissions: hops that are a multiple of this keep the strides, and the frames of the
// features, of all segments on one grid.
std::int64_t grid_samples(const Manifest& manifest);

// With SegmentPadding::none, the least that a segment is: zeros follow a recording shorter than this. The
// last of several segments is never shorter.
std::int64_t shortest_samples(const Manifest& manifest);

// Reads and checks `folder`/manifest.json, and the vocabulary that it names, and hashes what makes the model.
// Throws SetupError(bad_manifest), or SetupError(bad_model) where one of its files is missing or unreadable.
Manifest load_manifest(const std::filesystem::path& folder);

// The same for the manifest alone: the weights need not be there yet, as while a model is trained. `sha256`
// is empty.
Manifest read_manifest(const std::filesystem::path& folder);

}  // namespace nightjar
