// The commands: each is a function of a plain struct, with what the command line left out at its default.
// They print what they find on stdout and throw SetupError, or OutputError, where they cannot begin or go on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/cli/bench/sweep_options.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/selection_options.h"
#include "tools/cli/transcript_flags.h"
#include "tools/cli/tune/tune_options.h"

namespace nightjar::cli {

// In all of them: `workers` is 0 for the cores that may be used; `memory` is
// as in memory_option.h.

struct RunOptions {
  InputOptions inputs;
  ModelChoice model{.name = "sounds", .folders = {}};
  std::size_t workers = 0;
  std::string memory;
  bool profile = false;  // all of what tune found; else what changes no results
  double max_event_s = 600;
  SelectionOptions selection;
  std::string only;  // a model and its label: only_option.h; empty: all is recognised
  TranscriptFlags transcripts;
  std::string anomaly;  // an index of normal sound; empty: none
  double normal_share = 0.999;
  std::string out;     // a folder for files, one a recording and format; empty: lines on stdout
  std::string format;  // of those files, "csv,audacity"; empty: jsonl
  bool overwrite = false;
  bool resume = false;
  std::string checkpoint = "10:00";
  std::string scores;  // files; empty: none
  std::string embeddings;
  std::string stats;
  bool quiet = false;
  LogOptions log;
};
ExitCode run(const RunOptions& options);

struct CheckOptions {
  InputOptions inputs;
  bool json = false;
  bool deep = false;
  std::size_t workers = 0;
  ModelChoice model;  // no name: no forecast by measurement
  double measure_s = 5;
  std::string only;  // as of run; with a model
  double speed = 0;  // times real time; 0: no forecast from a number
};
ExitCode check(const CheckOptions& options);

struct ModelsOptions {
  ModelChoice model;     // no name: all of them, in brief
  bool names = false;    // of all of them nothing else
  bool measure = false;  // how fast they are here
};
ExitCode models(const ModelsOptions& options);

struct FeatureOptions {
  ModelChoice model;
  InputOptions inputs;
  std::string output;
  std::size_t workers = 0;
};
ExitCode features(const FeatureOptions& options);

struct VerifyOptions {
  ModelChoice model;
  InputOptions inputs;
  std::vector<double> segments_s = {4, 7, 10, 30};
  double first_s = 120;  // of each recording
  bool json = false;
};
ExitCode verify(const VerifyOptions& options);

struct DoctorOptions {
  bool devices = false;
  bool json = false;
};
ExitCode doctor(const DoctorOptions& options);

ExitCode tune(const TuneOptions& options);

struct BenchOptions {
  ModelChoice model;
  InputOptions inputs;
  std::size_t workers = 0;
  std::string memory;
  bool profile = false;   // as RunOptions
  double generate_h = 0;  // hours of made-up sound, in place of the inputs
  bool json = false;
  bool queue = false;    // measure an InferQueue of so many jobs
  std::size_t jobs = 0;  // 0: the optimal number
  SweepOptions sweep;
};
ExitCode bench(const BenchOptions& options);

struct SoakOptions {
  InputOptions inputs;  // none: sound is made up
  ModelChoice model{.name = "sounds", .folders = {}};
  std::size_t workers = 0;
  std::string memory;
  double hours = 0;   // 0: no limit
  std::string audio;  // a time; empty: no limit
  bool endless = false;
  std::string longest = "5:00";
  std::size_t seed = 1;
  std::string warm_up;  // a time; empty: see soak.cpp
  double max_slope = 0.2;
  double max_drift = 1.5;
  std::string out;  // a file; empty: none
  double every_s = 1;
  bool json = false;
  bool quiet = false;
};
ExitCode soak(const SoakOptions& options);

struct MatchBuildOptions {
  std::string index;  // the file to write
  ModelChoice model;  // of embeddings; no name: by fingerprints
  InputOptions inputs;
  std::size_t workers = 0;
};
ExitCode match_build(const MatchBuildOptions& options);

struct MatchFindOptions {
  std::string index;
  ModelChoice model;  // in place of the one that the index names
  InputOptions inputs;
  std::string format;  // of standard output; empty: see stdout_form.h
  std::size_t workers = 0;
};
ExitCode match_find(const MatchFindOptions& options);

}  // namespace nightjar::cli
