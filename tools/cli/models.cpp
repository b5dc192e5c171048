// `nightjar models`: which models there are, and what one of them is.
#include <algorithm>
#include <filesystem>
#include <string>
#include <variant>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string weights_size(const Manifest& model) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(model.folder / model.weights, error);
  return error ? "missing" : format_size(static_cast<std::int64_t>(bytes));
}

std::string seconds(std::int64_t samples, const Manifest& model) {
  return fixed(static_cast<double>(samples) / static_cast<double>(model.sample_rate_hz), 3) + " s";
}

std::string field(const std::string& key, const std::string& value) {
  return left(key, 15) + " " + value + "\n";
}

std::string summary_of(const Manifest& model) {
  return model.folder.filename().string() + ": " + model.task + ", " +
         count_of(row_values(model), model.task == kTranscripts  ? "token"
                                     : model.task == kEmbeddings ? "dimension"
                                                                 : "label") +
         ", " + std::to_string(model.sample_rate_hz) + " Hz, " + weights_size(model) + "\n  " +
         model.description + "\n";
}

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
  return field("stride", seconds(model.stride_samples, model)) +
         field("context", model.context_samples == kUnboundedContext ? "unbounded"
                                                                     : seconds(model.context_samples, model));
}

std::string state_of(const Manifest& model) {
  return model.keeps_state()
             ? field("state", "an instance for each recording; " + model.reset_method + "() makes it forget")
             : "";
}

std::string tags_of(const Manifest& model) {
  const TagSpec& tags = model.tags;
  std::string text = field("activation", tags.activation) +
                     field("top_k", tags.top_k == 0 ? "all" : std::to_string(tags.top_k)) +
                     field("smoothing", count_of(tags.smoothing_segments, "segment"));
  if (tags.min_silence_s > 0) text += field("min silence", fixed(tags.min_silence_s, 3) + " s");
  if (tags.pad_s > 0) text += field("pad", fixed(tags.pad_s, 3) + " s at both ends");
  text += "labels          (threshold on, off; min duration, merge gap)\n";
  for (std::size_t i = 0; i < model.labels.size(); ++i) {
    text += field("  " + model.labels[i], fixed(static_cast<double>(tags.thresholds_on[i]), 2) + "  " +
                                              fixed(static_cast<double>(tags.thresholds_off[i]), 2) + "  " +
                                              fixed(tags.min_duration_s[i], 3) + " s  " +
                                              fixed(tags.merge_gap_s[i], 3) + " s");
  }
  return text;
}

std::string transcripts_of(const Manifest& model) {
  const CtcSpec& ctc = model.ctc;
  return field("vocabulary", ctc.vocabulary + ", " + count_of(std::ssize(model.labels), "token") + ", " +
                                 ctc.style + ", casing " + ctc.casing) +
         field("search", ctc.beam_width == 0 ? "greedy"
                                             : "beam of " + std::to_string(ctc.beam_width) + ", n-best " +
                                                   std::to_string(ctc.n_best)) +
         field("hotwords", std::to_string(ctc.hotwords.size())) +
         field("language model", ctc.language_model.empty() ? "none" : ctc.language_model) +
         field("utterance", "ends after " + fixed(ctc.utterance_gap_s, 3) + " s without words, at most " +
                                fixed(ctc.max_utterance_s, 3) + " s");
}

std::string embeddings_of(const Manifest& model) {
  const EmbeddingSpec& spec = model.embedding;
  return field("embeddings",
               count_of(spec.dimensions, "dimension") + ", normalization " + spec.normalization) +
         field("match", spec.match_distance > 0
                            ? "distance " + fixed(spec.match_distance, 3) + " at most, for " +
                                  fixed(spec.match_min_duration_s, 3) + " s"
                            : "none");
}

std::string all_of(const Manifest& model) {
  std::string shape;
  for (const std::int64_t size : model.input_shape)
    shape += (shape.empty() ? "" : " x ") + std::to_string(size);
  std::string text =
      field("name", model.name) + field("description", model.description) + field("licence", model.licence) +
      field("folder", printable(model.folder.string())) + field("task", model.task) +
      field("weights", model.weights + ", " + weights_size(model)) + field("sha256", model.sha256) +
      field("sample rate", std::to_string(model.sample_rate_hz) + " Hz") +
      field("segment", seconds(model.segment_samples, model)) +
      field("hop", seconds(model.hop_samples, model)) + emissions_of(model) +
      field("padding", padding_of(model)) + field("batch", count_of(model.batch_segments, "segment")) +
      field("input", shape) + state_of(model) + field("features", std::visit(FeaturesText(), model.features));
  if (model.task == kTranscripts) return text + transcripts_of(model);
  return text + (model.task == kEmbeddings ? embeddings_of(model) : tags_of(model));
}

ExitCode list_models(bool only_names) {
  const auto models = models_folder();
  const auto folders = models ? model_folders(*models) : std::vector<std::filesystem::path>{};
  if (folders.empty()) {
    throw SetupError(ErrorCode::bad_model,
                     "no models found; set NIGHTJAR_MODELS to the folder that holds them");
  }
  ExitCode code = ExitCode::all_done;
  for (const auto& folder : folders) {
    if (only_names) {
      write_stdout(folder.filename().string() + "\n");
      continue;
    }
    try {
      write_stdout(summary_of(read_manifest(folder)));
    } catch (const SetupError& error) {
      console().print(std::string("nightjar: ") + error.what());
      code = ExitCode::setup_failed;
    }
  }
  return code;
}

}  // namespace

ExitCode models(const ModelsOptions& options) {
  if (options.model.empty() || options.names) return list_models(options.names);
  write_stdout(all_of(load_manifest(find_model(options.model))));
  return ExitCode::all_done;
}

}  // namespace nightjar::cli
