#include "tests/tools/cli/workplace.h"

#include <sndfile.h>

#include <filesystem>
#include <fstream>

#include "tests/engine/support/stub_model.h"
#include "tests/support/sound_files.h"

namespace nightjar::cli {
namespace {

// stub_manifest() of stub_model.h, as a file.
constexpr const char* kManifest = R"({
  "format": 1, "name": "stub", "description": "Three bands of pitch", "licence": "CC0-1.0", "task": "tags",
  "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 16000, "hop_samples": 8000,
  "batch_segments": 4, "input": {"shape": [24, 97]},
  "features": {"type": "log_mel", "n_fft": 512, "win_samples": 400, "hop_samples": 160, "mel_bands": 24,
               "f_min_hz": 0, "f_max_hz": 8000, "mel_scale": "htk", "mel_norm": "none", "window": "hann",
               "center": false, "pad_mode": "constant", "power": 2, "log": "db", "log_floor": 1e-10, "top_db": 0},
  "labels": ["low", "middle", "high"],
  "decode": {"type": "tags", "activation": "sigmoid", "threshold_on": {"default": 0.5},
             "threshold_off": {"default": 0.4}, "top_k": 0, "smoothing_segments": 1, "min_duration_s": 0,
             "merge_gap_s": 0}})";

}  // namespace

Workplace::Workplace() {
  std::filesystem::create_directories(folder_ / "models/stub");
  std::ofstream(folder_ / "models/stub/manifest.json") << kManifest;
  std::ofstream(folder_ / "models/stub/weights.pt") << "the stub needs none";
}

std::string Workplace::recording(const std::string& name, double seconds) {
  std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
  test::write_sound(folder_ / name, tone(300, seconds, 16000), 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  return folder_ / name;
}

ProgramOptions Workplace::options() const {
  return {.environment = {{"NIGHTJAR_MODELS", folder_ / "models"},
                          {"XDG_CACHE_HOME", folder_ / "cache"},
                          {"NIGHTJAR_TORCH_BACKEND", NIGHTJAR_STUB_BACKEND}}};
}

std::map<std::string, std::string> Workplace::files(const std::string& out) const {
  std::map<std::string, std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / out)) {
    if (entry.path().filename() != ".nightjar-journal")
      found[entry.path().filename()] = test::read_text(entry.path());
  }
  return found;
}

}  // namespace nightjar::cli
