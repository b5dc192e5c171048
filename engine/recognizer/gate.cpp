#include "engine/recognizer/gate.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

namespace nightjar {
namespace {

constexpr double kEdgeSeconds = 0.5;

[[noreturn]] void refuse(const std::string& what) {
  throw SetupError(ErrorCode::bad_option, what);
}

// "speech", "music"
std::string quoted(const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& label : labels) text += (text.empty() ? "\"" : ", \"") + label + "\"";
  return text;
}

}  // namespace

void check_only(const OnlyWhere& only) {
  const Manifest& manifest = only.model.loaded()->manifest;
  if (manifest.task != kTags) {
    refuse("model " + manifest.name + " is one of " + manifest.task +
           ", which cannot say where a class is heard; expected one of tags");
  }
  if (std::ranges::find(manifest.labels, only.label) == manifest.labels.end()) {
    refuse("model " + manifest.name + " has no label \"" + only.label + "\"; expected one of " +
           quoted(manifest.labels));
  }
}

GateSpec gate_spec(const OnlyWhere& only, const Manifest& main) {
  check_only(only);
  const auto model = only.model.loaded();
  const Manifest& manifest = model->manifest;
  return {.listener = {model, make_decoding(manifest, {.max_event_s = Gate::kPartSeconds})},
          .label = only.label,
          .margin_s = margin_seconds(main)};
}

double margin_seconds(const Manifest& main) {
  const auto seconds = [&main](std::int64_t samples) {
    return static_cast<double>(samples) / static_cast<double>(main.sample_rate_hz);
  };
  const std::int64_t step = main.stride_samples > 0 ? main.stride_samples : main.hop_samples;
  double joined_s = std::max(main.tags.min_silence_s, seconds(main.tags.smoothing_segments * step));
  for (std::size_t i = 0; i < main.labels.size(); ++i)
    joined_s = std::max(joined_s, main.tags.merge_gap_s[i]);
  if (main.task == kTranscripts) joined_s = main.ctc.utterance_gap_s;
  return std::max(kEdgeSeconds, joined_s / 2) + seconds(std::max<std::int64_t>(0, main.context_samples));
}

Gate::Gate(const GateSpec& spec, std::unique_ptr<AudioSource> source, const Selection& selection)
    : spec_(spec),
      margin_frames_(std::llround(spec.margin_s * static_cast<double>(source->info().sample_rate_hz))),
      hearing_(spec.listener, std::move(source), selection),
      assembler_(hearing_.assembler([this](Found&& found) {
        const Event& event = std::get<Event>(found);
        if (event.label == spec_.label) add({event.start_frame, event.end_frame});
      })) {}

std::unique_ptr<HeardBatch> Gate::read() {
  auto batch = hearing_.read();
  all_read_ = !batch || batch->sound.last;
  if (batch) batch->of_gate = true;
  return batch;
}

void Gate::merge(HeardBatch& batch, bool failed) {
  if (failed) hearing_.give_up(batch);
  for (std::int64_t i = 0; i < batch.scores.rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (batch.rows_heard[at] != 0 && batch.scores.valid[at] == 0) add(hearing_.frames_about(batch, i));
  }
  assembler_->push(batch.scores);
  if (batch.sound.ends_channel) assembler_->finish(batch.sound.owned_frames.end, batch.sound.channel);
  if (batch.sound.last) return spans_.know_all();
  spans_.know_to(assembler_->settled_frame() - margin_frames_);
}

std::string Gate::message() const {
  return "model " + spec_.listener.model->manifest.name + " heard no \"" + spec_.label + "\" there";
}

std::int64_t Gate::memory_bytes(const GateSpec& spec, const Selection& selection) {
  return Hearing::memory_bytes(spec.listener, selection) + static_cast<std::int64_t>(sizeof(Gate));
}

}  // namespace nightjar
