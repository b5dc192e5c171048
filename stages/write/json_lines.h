// JSON Lines of `run`, format 1: one line a record. The fields of each type of line are in README.md beside
// this.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "nightjar/record.h"
#include "nightjar/selection.h"
#include "nightjar/transcript_options.h"

namespace nightjar {

inline constexpr int kJsonLinesFormat = 1;

// Appends `record` of the recording at `path` as one line, '\n' included. `path` is bytes: where it is not
// UTF-8 the line has `path_base64` instead of `path`. `sample_rate_hz` (>= 1) turns frames into seconds; it
// is not used for an Error or a Summary. Frames are >= 0 and scores finite.
void append_line(std::string& out, const Record& record, std::string_view path, std::int64_t sample_rate_hz);

// The first line: what decides the results that follow.
struct RunLine {
  std::string version;                  // of Nightjar
  std::string model;                    // the manifest's name
  std::string model_sha256;             // of its weights and manifest
  std::optional<std::string> profile;   // none: null
  double max_event_s = 0;               // --max-event
  Selection selection{};                // --channels, --from, --to
  TranscriptOptions transcripts{};      // --beam, --n-best, --hotwords; written where they are set
  std::string language_model_sha256{};  // of the file of --language-model; empty without it
  std::string anomaly_index_sha256{};   // the same of --anomaly
  double normal_share = 0;              // --normal-share; written with --anomaly
  std::string only_label{};             // --only; empty without it
  std::string only_model{};             // that hears it: its name, and as model_sha256
  std::string only_model_sha256{};
};
void append_line(std::string& out, const RunLine& run);

// Why something of a recording was not recognised: how many frames each reason cost. Of a recording that was
// refused or not begun, whose length is not known, 0; of several channels that are recognised each by itself,
// those of all of them.
using Causes = std::map<ErrorCode, std::int64_t>;
void add_causes(Causes& causes, const Record& record);

// The last line: totals over all recordings. Seconds are summed in millionths, each recording's rounded by
// itself.
struct DoneLine {
  std::int64_t recordings = 0;  // all that were given, each in one of the five that follow
  std::int64_t ok = 0;
  std::int64_t partial = 0;
  std::int64_t refused = 0;
  std::int64_t interrupted = 0;
  std::int64_t not_started = 0;
  std::int64_t not_audio = 0;  // files that were left out of the folders that were given; no recordings
  std::int64_t unreadable_folders = 0;  // left out with all that may be in them
  std::int64_t refused_bytes = 0;       // the size of the files that were refused
  std::int64_t events = 0;
  std::int64_t words = 0;
  std::int64_t transcripts = 0;
  std::int64_t processed_us = 0;
  std::int64_t gap_us = 0;
  std::int64_t skipped_us = 0;
  struct Reason {
    std::int64_t recordings = 0;  // that it concerns
    std::int64_t us = 0;          // of their sound
  };
  std::map<std::string, Reason> reasons{};  // by code

  // Adds one recording. `sample_rate_hz` is >= 1, or anything where the summary has no frames.
  void add(const Summary& summary, std::int64_t sample_rate_hz);
  void add(const Causes& causes, std::int64_t sample_rate_hz);  // of the same one
};
void append_line(std::string& out, const DoneLine& done);

}  // namespace nightjar
