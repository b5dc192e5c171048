// `nightjar run`: recognises recordings.
#include <spdlog/spdlog.h>

#include <cstddef>
#include <filesystem>
#include <numeric>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/recognizer/loaded_model.h"
#include "models/interface/sha256.h"
#include "nightjar/model.h"
#include "nightjar/recognizer.h"
#include "stages/write/formats.h"
#include "stages/write/output_file.h"
#include "tools/cli/allocator.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/foreign_output.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/memory_option.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/only_option.h"
#include "tools/cli/result_folder.h"
#include "tools/cli/run_output.h"
#include "tools/cli/selection_options.h"
#include "tools/cli/stats.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stdout_form.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/stopwatch.h"
#include "tools/cli/text.h"
#include "tools/cli/transcript_flags.h"
#include "tools/cli/tune/followed_profile.h"

namespace nightjar::cli {
namespace {

void check_combinations(const RunOptions& options) {
  if (options.out.empty() && (options.overwrite || options.resume)) {
    throw SetupError(ErrorCode::bad_option, std::string(options.resume ? "--resume" : "--overwrite") +
                                                ": it is about the files of --out DIR, which is not there");
  }
  if (options.resume && !(options.scores.empty() && options.embeddings.empty())) {
    throw SetupError(ErrorCode::bad_option,
                     "--resume: a table of --scores or --embeddings would lack what was done before; leave "
                     "one of them away");
  }
}

// What is left to do: `indices` are those of the inputs.
struct Work {
  std::vector<std::string> paths;
  std::vector<std::size_t> indices;
};

Work work_of(const Inputs& inputs, const ResumePlan* plan) {
  Work work{inputs.paths, {}};
  if (plan == nullptr) {
    work.indices.resize(inputs.paths.size());
    std::iota(work.indices.begin(), work.indices.end(), std::size_t{0});
    return work;
  }
  work.paths.clear();
  work.indices = plan->todo;
  for (const std::size_t index : plan->todo) work.paths.push_back(inputs.paths[index]);
  return work;
}

// A file for --stats is made before the work, so that a wrong path is found before it.
std::optional<OutputFile> open_stats(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto file = OutputFile::create(path);
  if (!file) throw OutputError(file.error().message);
  return std::move(*file);
}

void write_stats(OutputFile& file, const std::string& text) {
  Expected<void> done = file.write(text);
  if (done) done = file.commit();
  if (!done) throw OutputError(done.error().message);
}

// What it says decides the result, not where it lies.
std::string sha256_of(const std::filesystem::path& file) {
  return file.empty() ? "" : sha256_of_files({file});
}

EmbeddingOptions embedding_options_of(const RunOptions& options) {
  EmbeddingOptions embeddings;
  embeddings.normal = options.anomaly;
  embeddings.normal_share = options.normal_share;
  return embeddings;
}

void warn_of(const Model& model) {
  for (const std::string& warning : model.warnings()) spdlog::warn("{}", warning);
}

// What events may be of: of a model of embeddings what is told by comparing them.
std::vector<std::string> labels_of(const Model& model, const RunOptions& options) {
  return options.anomaly.empty() ? model.labels() : std::vector<std::string>{kAnomaly};
}

// A table has the scores of labels, or vectors; which of them there are depends on the model.
void check_tables(const RunOptions& options, const Model& model, bool labels) {
  if (!options.scores.empty() && !labels) {
    throw SetupError(ErrorCode::bad_option, "--scores: model " + model.name() +
                                                " gives vectors, no scores; expected --embeddings FILE.npz");
  }
  if (options.embeddings.empty()) return;
  if (model.task() != kEmbeddings) {
    throw SetupError(ErrorCode::bad_option, "--embeddings: model " + model.name() + " is one of " +
                                                model.task() + "; expected one of embeddings, or --scores");
  }
  if (!options.anomaly.empty()) {
    throw SetupError(ErrorCode::bad_option,
                     "--embeddings: with --anomaly there is a score in place of each vector; expected "
                     "--scores, or a run of its own");
  }
}

}  // namespace

ExitCode run(const RunOptions& options) {
  const Stopwatch total;
  start_log(options.log);
  tune_allocator();
  const Selection selection = selection_of(options.selection);
  const TranscriptOptions transcripts = transcript_options_of(options.transcripts);
  const Inputs inputs = gather_inputs(options.inputs);
  check_combinations(options);
  // --format is about where the results go: the files of --out where there are some, else standard output.
  const bool to_files = !options.out.empty();
  const StdoutForm form = to_files ? StdoutForm::json_lines : stdout_form_of(options.format);
  const std::vector<const ResultFormat*> formats =
      to_files ? parse_formats(options.format.empty() ? "jsonl" : options.format)
               : std::vector<const ResultFormat*>();
  const double checkpoint_s = parse_time(options.checkpoint);
  std::optional<OutputFile> stats = open_stats(options.stats);

  const ForeignOutput caught;
  RunTimes times;
  const std::filesystem::path folder = find_model(options.model);
  const FollowedProfile profile = follow_profile(folder, options.profile);
  const Model model = Model::load(folder, profile.model);
  const std::optional<OnlyWhere> only = only_where(options.only, options.model.folders);
  warn_of(model);
  if (only) warn_of(only->model);
  const std::vector<std::string> labels = labels_of(model, options);
  check_tables(options, model, !labels.empty());
  check_formats(formats, model.task(), labels, selection.channels);
  const RunLine run_line{.version = NIGHTJAR_VERSION,
                         .model = model.name(),
                         .model_sha256 = model.sha256(),
                         .profile = profile.name,
                         .max_event_s = options.max_event_s,
                         .selection = selection,
                         .transcripts = transcripts,
                         .language_model_sha256 = sha256_of(transcripts.language_model),
                         .anomaly_index_sha256 = sha256_of(options.anomaly),
                         .normal_share = options.normal_share,
                         .only_label = only ? only->label : "",
                         .only_model = only ? only->model.name() : "",
                         .only_model_sha256 = only ? only->model.sha256() : ""};
  std::optional<ResultFolder> results;
  if (to_files) {
    results.emplace(
        ResultFolderOptions{options.out, formats, options.overwrite, options.resume, checkpoint_s}, inputs,
        run_line, ResultContext{.path = {}, .task = model.task(), .labels = labels});
  }
  const Work work = work_of(inputs, results ? &results->plan() : nullptr);
  Recognizer engine(model, {.workers = options.workers != 0 ? options.workers : profile.workers,
                            .memory_bytes = memory_option(options.memory),
                            .max_event_s = options.max_event_s,
                            .selection = selection,
                            .transcripts = transcripts,
                            .embeddings = embedding_options_of(options),
                            .only = only});
  times.load_s = total.seconds();
  spdlog::info("model {} loaded in {:.2f} s; {} workers, {} batches in flight", model.name(), times.load_s,
               engine.workers(), engine.batches_in_flight());

  Tally tally(inputs.paths.size(), options.quiet ? std::vector<std::int64_t>() : sizes_of(inputs.paths));
  const std::int64_t dimensions =
      options.embeddings.empty() ? 0 : model.loaded()->manifest.embedding.dimensions;
  RunOutput output({.form = form,
                    .scores = options.embeddings.empty() ? options.scores : options.embeddings,
                    .score_columns = {labels, selection.channels == ChannelChoice::each, dimensions},
                    .results = results ? &*results : nullptr},
                   tally,
                   {.on_failure = [&engine] { engine.stop(); }, .on_drained = [&engine] { engine.poke(); }});
  std::stop_source impatience;
  const StopSignals signals([&] {
    output.admit_all();
    engine.stop();
    impatience.request_stop();
  });

  const Stopwatch since_start;
  std::optional<ProgressReport> progress;
  if (!options.quiet) progress.emplace([&] { return tally.progress(since_start.seconds()); });
  output.begin(run_line);
  engine.recognize(work.paths, SinkFactory([&](std::size_t i, const std::string& path) {
                     return output.sink_for(work.indices[i], path);
                   }));
  DoneLine done = tally.done();
  done.not_audio = inputs.not_audio;
  done.unreadable_folders = std::ssize(inputs.unreadable_folders);
  output.last_line(inputs.paths.size(), done);
  const std::int64_t unwritten = output.finish(impatience.get_token());
  times.run_s = since_start.seconds();
  times.total_s = total.seconds();
  progress.reset();

  if (stats) write_stats(*stats, format_stats(engine, tally, done, times));
  if (unwritten > 0) {
    console().print("nightjar: standard output took nothing: " + format_size(unwritten) +
                    " were not written");
  }
  if (!options.quiet) {
    if (work.paths.size() < inputs.paths.size()) {
      const auto before = static_cast<std::int64_t>(inputs.paths.size() - work.paths.size());
      console().print("nightjar: " + count_of(before, "recording") + " done before: not done again");
    }
    if (const double seconds = tally.before().recalled_s; seconds > 0) {
      console().print("nightjar: " + format_duration(seconds) + " of sound taken from checkpoints");
    }
    if (inputs.not_audio > 0) {
      console().print("nightjar: " + count_of(inputs.not_audio, "other file") +
                      " in the folders left out: not audio");
    }
    // A table ends with its totals itself.
    console().print("nightjar: " +
                    (form == StdoutForm::table
                         ? speed_line(tally.sound_s(), times.run_s)
                         : summary_line(done, tally.sound_s(), tally.progress(0).gaps, times.run_s)));
  }
  if (results) results->check();
  return exit_code(signals.stopped(), done, inputs);
}

}  // namespace nightjar::cli
