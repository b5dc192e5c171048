// Segments, their emissions and what lies beyond a recording's end: the keys, and whether all of them agree.
#include <algorithm>
#include <numeric>

#include "models/interface/manifest_rules.h"

namespace nightjar {
namespace {

void read_context(const JsonField& field, Manifest& m) {
  if (field.is("unbounded")) {
    m.context_samples = kUnboundedContext;
  } else {
    m.context_samples = field.integer(0, m.segment_samples, " or \"unbounded\"");
  }
}

void read_padding(const JsonField& field, Manifest& m) {
  const std::string name = field.one_of({"zeros", "reflect", "none"});
  m.padding = name == "zeros"     ? SegmentPadding::zeros
              : name == "reflect" ? SegmentPadding::reflect
                                  : SegmentPadding::none;
}

// What of the features decides how segments may be joined.
struct FrameFacts {
  std::int64_t win_samples = 1;  // what one frame sees
  std::int64_t hop_samples = 1;
  std::string of_whole_segment{};  // the key of what is measured over all of the segment, if anything is
};

std::string measured(const FeatureOutput& output) {
  const std::string& type = output.normalization.type;
  return type == "per_bin" || type == "per_segment" ? "normalization" : "";
}

struct FactsOf {
  FrameFacts operator()(const LogMelSpec& s) const {
    return {s.win_samples, s.hop_samples, s.top_db > 0 ? "top_db" : measured(s.output)};
  }
  FrameFacts operator()(const MfccSpec& s) const { return (*this)(s.mel); }
  FrameFacts operator()(const KaldiFbankSpec& s) const {
    return {s.frame.win_samples, s.frame.hop_samples, measured(s.output)};
  }
  FrameFacts operator()(const KaldiMfccSpec& s) const {
    return {s.frame.win_samples, s.frame.hop_samples, measured(s.output)};
  }
  FrameFacts operator()(const WhisperLogMelSpec&) const { return {400, 160, "type"}; }
  FrameFacts operator()(const WaveformSpec& s) const {
    return {.of_whole_segment = s.normalization == "mean_variance" ? "normalization" : ""};
  }
};

std::int64_t rounded_up(std::int64_t samples, std::int64_t step) {
  return (samples + step - 1) / step * step;
}

void check_context(const JsonField& context, const Manifest& m, const FrameFacts& features) {
  if (!features.of_whole_segment.empty()) {
    context.refuse("\"unbounded\": features." + features.of_whole_segment +
                   " takes the whole segment into account");
  }
  if (2 * m.context_samples + m.stride_samples < features.win_samples) {
    context.refuse("at least " + std::to_string((features.win_samples - m.stride_samples + 1) / 2) +
                   ", for one frame of the features sees " + std::to_string(features.win_samples) +
                   " samples");
  }
  const std::int64_t needed = rounded_up(m.context_samples, m.stride_samples) + m.context_samples;
  if (m.segment_samples - m.hop_samples < needed) {
    context.refuse(
        "segments that overlap by twice as much, on the grid of stride_samples: segment_samples - "
        "hop_samples is " +
        std::to_string(m.segment_samples - m.hop_samples) + ", and needs to be " + std::to_string(needed));
  }
}

// The segments of a network with state are steps of one length, and it hears every sample once.
void check_steps(const JsonField& document, const Manifest& m) {
  if (m.task == kEmbeddings) {
    document.at("state").refuse(
        "no such key in a model of embeddings: a vector that depends on all of the sound before it cannot be "
        "compared with those of another recording");
  }
  if (m.hop_samples != m.segment_samples) {
    document.at("hop_samples")
        .refuse(
            std::to_string(m.segment_samples) +
            ", which is segment_samples: with \"state\" the network hears each sample once, and keeps the "
            "context that it needs");
  }
  if (m.padding != SegmentPadding::zeros) {
    document.at("padding").refuse(
        "\"zeros\": with \"state\" all segments are of one length, and no sound is heard again");
  }
  if (m.context_samples != kUnboundedContext) {
    document.at("context_samples")
        .refuse("\"unbounded\": with \"state\" a row depends on all of the sound before it");
  }
}

}  // namespace

const ManifestRules& emission_rules() {
  static const ManifestRules rules = {
      {"stride_samples",
       [](const JsonField& f, Manifest& m) { m.stride_samples = f.integer(1, m.hop_samples); }, false},
      {"context_samples", read_context, false},
      {"padding", read_padding, false},
  };
  return rules;
}

void check_segments(const JsonField& document, const Manifest& m) {
  const FrameFacts features = std::visit(FactsOf{}, m.features);
  if (m.padding == SegmentPadding::none && m.segment_samples - m.hop_samples + 1 < features.win_samples) {
    document.at("padding").refuse("\"zeros\" or \"reflect\": the last segment would be as short as " +
                                  std::to_string(m.segment_samples - m.hop_samples + 1) +
                                  " samples, and one frame of the features sees " +
                                  std::to_string(features.win_samples));
  }
  if (m.keeps_state()) check_steps(document, m);
  if (m.stride_samples == 0) {
    if (m.task == kTranscripts) document.at("stride_samples");  // refuses: it is missing
    if (document.has("context_samples")) {
      document.at("context_samples")
          .refuse(
              "no such key, for there is no \"stride_samples\": the model gives "
              "one row of scores for a whole segment");
    }
    return;
  }
  const JsonField context = document.at("context_samples");
  if (m.hop_samples % m.stride_samples != 0) {
    document.at("stride_samples")
        .refuse("a divisor of hop_samples, " + std::to_string(m.hop_samples) +
                ", so that the emissions of all segments lie on one grid");
  }
  if (m.hop_samples % features.hop_samples != 0) {
    document.at("hop_samples")
        .refuse("a multiple of features.hop_samples, " + std::to_string(features.hop_samples) +
                ", so that the frames of all segments lie on one grid");
  }
  if (m.context_samples != kUnboundedContext) check_context(context, m, features);
}

std::int64_t lead_samples(const Manifest& m) {
  const std::int64_t middle = (m.segment_samples - m.hop_samples) / 2;
  if (m.stride_samples == 0) return middle;
  const std::int64_t on_grid = middle / m.stride_samples * m.stride_samples;
  return std::max(
      on_grid, m.context_samples == kUnboundedContext ? 0 : rounded_up(m.context_samples, m.stride_samples));
}

std::int64_t grid_samples(const Manifest& m) {
  return std::lcm(m.stride_samples, std::visit(FactsOf{}, m.features).hop_samples);
}

std::int64_t shortest_samples(const Manifest& m) {
  const std::int64_t shortest_tail = m.segment_samples - m.hop_samples + 1;
  if (m.context_samples == kUnboundedContext) return shortest_tail;
  const std::int64_t heard_by_a_row = 2 * m.context_samples + m.stride_samples;
  return std::min(shortest_tail, heard_by_a_row);
}

}  // namespace nightjar
