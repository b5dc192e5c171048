// --beam, --n-best, --hotwords and --language-model: how a model of transcripts is decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nightjar/transcript_options.h"

namespace nightjar::cli {

struct TranscriptFlags {
  std::optional<std::int64_t> beam_width{};
  std::optional<std::int64_t> n_best{};
  std::string hotwords;  // files; empty: none
  std::string language_model;
};

// Reads the hotwords: lines of UTF-8, each a word or phrase, a tabulator and its boost; empty lines count for
// nothing. Throws SetupError(bad_option) with "file:line:", what was got and what is expected.
TranscriptOptions transcript_options_of(const TranscriptFlags& flags);

}  // namespace nightjar::cli
