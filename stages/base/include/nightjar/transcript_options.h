// What a run may ask of a model of transcripts in place of what the model's manifest says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "nightjar/hotword.h"

namespace nightjar {

// What is not set is as in the manifest. All but beam_width need beam search.
struct TranscriptOptions {
  std::optional<std::int64_t> beam_width{};        // prefixes, 0 to 10000; 0 is greedy search
  std::optional<std::int64_t> n_best{};            // alternatives per utterance, 1 to 1000
  std::optional<std::vector<Hotword>> hotwords{};  // at most 10000
  std::filesystem::path language_model{};          // an ARPA file

  bool any() const { return beam_width || n_best || hotwords || !language_model.empty(); }
};

}  // namespace nightjar
