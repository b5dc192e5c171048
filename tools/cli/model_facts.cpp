#include "tools/cli/model_facts.h"

#include <filesystem>
#include <variant>

#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string log_mel_of(const LogMelSpec& spec) {
  return std::to_string(spec.mel_bands) + " bands " + fixed(spec.f_min_hz, 0) + " to " +
         fixed(spec.f_max_hz, 0) + " Hz (" + spec.mel_scale + ", norm " + spec.mel_norm + "), FFT " +
         std::to_string(spec.n_fft) + ", window " + std::to_string(spec.win_samples) + ", hop " +
         std::to_string(spec.hop_samples) + ", log " + spec.log;
}

std::string frames_of(const KaldiFrameSpec& spec) {
  return std::to_string(spec.mel_bands) + " bands, window " + std::to_string(spec.win_samples) + " (" +
         spec.window + "), hop " + std::to_string(spec.hop_samples);
}

struct FeaturesText {
  std::string operator()(const LogMelSpec& spec) const { return "log_mel, " + log_mel_of(spec); }
  std::string operator()(const KaldiFbankSpec& spec) const { return "kaldi_fbank, " + frames_of(spec.frame); }
  std::string operator()(const KaldiMfccSpec& spec) const {
    return "kaldi_mfcc, " + count_of(spec.coefficients, "coefficient") + " of " + frames_of(spec.frame);
  }
  std::string operator()(const WhisperLogMelSpec& spec) const {
    return "whisper_log_mel, " + std::to_string(spec.mel_bands) + " bands";
  }
  std::string operator()(const MfccSpec& spec) const {
    return "mfcc, " + count_of(spec.coefficients, "coefficient") + " of " + log_mel_of(spec.mel);
  }
  std::string operator()(const WaveformSpec& spec) const {
    return "waveform, normalization " + spec.normalization;
  }
};

std::string padding_of(const Manifest& model) {
  switch (model.padding) {
    case SegmentPadding::zeros:
      return "zeros";
    case SegmentPadding::reflect:
      return "reflect";
    case SegmentPadding::none:
      break;
  }
  return "none: the last segment is shorter";
}

std::string emissions_of(const Manifest& model) {
  if (model.stride_samples == 0) return "";
  return fact_line("stride", duration_of(model.stride_samples, model)) +
         fact_line("context", model.context_samples == kUnboundedContext
                                  ? "unbounded"
                                  : duration_of(model.context_samples, model));
}

std::string state_of(const Manifest& model) {
  return model.keeps_state() ? fact_line("state", "an instance for each recording; " + model.reset_method +
                                                      "() makes it forget")
                             : "";
}

std::string tags_of(const Manifest& model) {
  const TagSpec& tags = model.tags;
  std::string text = fact_line("activation", tags.activation) +
                     fact_line("top_k", tags.top_k == 0 ? "all" : std::to_string(tags.top_k)) +
                     fact_line("smoothing", count_of(tags.smoothing_segments, "segment"));
  if (tags.min_silence_s > 0) text += fact_line("min silence", fixed(tags.min_silence_s, 3) + " s");
  if (tags.pad_s > 0) text += fact_line("pad", fixed(tags.pad_s, 3) + " s at both ends");
  text += "labels          (threshold on, off; min duration, merge gap)\n";
  for (std::size_t i = 0; i < model.labels.size(); ++i) {
    text += fact_line("  " + model.labels[i], fixed(static_cast<double>(tags.thresholds_on[i]), 2) + "  " +
                                                  fixed(static_cast<double>(tags.thresholds_off[i]), 2) +
                                                  "  " + fixed(tags.min_duration_s[i], 3) + " s  " +
                                                  fixed(tags.merge_gap_s[i], 3) + " s");
  }
  return text;
}

std::string transcripts_of(const Manifest& model) {
  const CtcSpec& ctc = model.ctc;
  return fact_line("vocabulary", ctc.vocabulary + ", " + count_of(std::ssize(model.labels), "token") + ", " +
                                     ctc.style + ", casing " + ctc.casing) +
         fact_line("search", ctc.beam_width == 0 ? "greedy"
                                                 : "beam of " + std::to_string(ctc.beam_width) + ", n-best " +
                                                       std::to_string(ctc.n_best)) +
         fact_line("hotwords", std::to_string(ctc.hotwords.size())) +
         fact_line("language model", ctc.language_model.empty() ? "none" : ctc.language_model) +
         fact_line("utterance", "ends after " + fixed(ctc.utterance_gap_s, 3) + " s without words, at most " +
                                    fixed(ctc.max_utterance_s, 3) + " s");
}

std::string embeddings_of(const Manifest& model) {
  const EmbeddingSpec& spec = model.embedding;
  return fact_line("embeddings",
                   count_of(spec.dimensions, "dimension") + ", normalization " + spec.normalization) +
         fact_line("match", spec.match_distance > 0
                                ? "distance " + fixed(spec.match_distance, 3) + " at most, for " +
                                      fixed(spec.match_min_duration_s, 3) + " s"
                                : "none");
}

}  // namespace

std::string duration_of(std::int64_t samples, const Manifest& model) {
  return fixed(static_cast<double>(samples) / static_cast<double>(model.sample_rate_hz), 3) + " s";
}

std::string weights_size(const Manifest& model) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(model.folder / model.weights, error);
  return error ? "missing" : format_size(static_cast<std::int64_t>(bytes));
}

std::string stated_speed(const Manifest& model) {
  if (model.speed.x_real_time == 0) return "";
  return fixed(model.speed.x_real_time, 0) + " x real time, " + model.speed.measured_on;
}

std::string facts_of(const Manifest& model) {
  std::string shape;
  for (const std::int64_t size : model.input_shape)
    shape += (shape.empty() ? "" : " x ") + std::to_string(size);
  std::string text =
      fact_line("name", model.name) + fact_line("description", model.description) +
      fact_line("licence", model.licence) + fact_line("folder", printable(model.folder.string())) +
      fact_line("task", model.task) + fact_line("weights", model.weights + ", " + weights_size(model)) +
      fact_line("sha256", model.sha256) +
      (model.speed.x_real_time > 0 ? fact_line("speed", stated_speed(model)) : "") +
      fact_line("sample rate", std::to_string(model.sample_rate_hz) + " Hz") +
      fact_line("segment", duration_of(model.segment_samples, model)) +
      fact_line("hop", duration_of(model.hop_samples, model)) + emissions_of(model) +
      fact_line("padding", padding_of(model)) +
      fact_line("batch", count_of(model.batch_segments, "segment")) + fact_line("input", shape) +
      state_of(model) + fact_line("features", std::visit(FeaturesText(), model.features));
  if (model.task == kTranscripts) return text + transcripts_of(model);
  return text + (model.task == kEmbeddings ? embeddings_of(model) : tags_of(model));
}

}  // namespace nightjar::cli
