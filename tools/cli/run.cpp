// `nightjar run`: recognises recordings.
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "nightjar/model.h"
#include "nightjar/recognizer.h"
#include "stages/write/output_file.h"
#include "tools/cli/allocator.h"
#include "tools/cli/command.h"
#include "tools/cli/console.h"
#include "tools/cli/foreign_output.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/memory_option.h"
#include "tools/cli/model_folders.h"
#include "tools/cli/run_output.h"
#include "tools/cli/selection_options.h"
#include "tools/cli/stats.h"
#include "tools/cli/stdout.h"
#include "tools/cli/stop_signals.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

struct RunOptions {
  std::vector<std::string> paths;
  std::string list;
  std::string model = "sounds";
  std::size_t workers = 0;
  std::string memory;
  double max_event_s = 600;
  SelectionOptions selection;
  std::string scores;
  std::string stats;
  bool quiet = false;
  LogOptions log;
};

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

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

ExitCode exit_code(bool stopped, const DoneLine& done, const Inputs& inputs) {
  if (stopped) return ExitCode::interrupted;
  return done.ok == done.recordings && inputs.unreadable_folders.empty() ? ExitCode::all_done
                                                                         : ExitCode::incomplete;
}

ExitCode run(const RunOptions& options) {
  const Stopwatch total;
  start_log(options.log);
  tune_allocator();
  const Selection selection = selection_of(options.selection);
  const Inputs inputs = gather_inputs(options.paths, options.list);
  std::optional<OutputFile> stats = open_stats(options.stats);

  const ForeignOutput caught;
  RunTimes times;
  const Model model = Model::load(find_model(options.model));
  for (const std::string& warning : model.warnings()) spdlog::warn("{}", warning);
  Recognizer engine(model, {.workers = options.workers,
                            .memory_bytes = memory_option(options.memory),
                            .max_event_s = options.max_event_s,
                            .selection = selection});
  times.load_s = total.seconds();
  spdlog::info("model {} loaded in {:.2f} s; {} workers, {} batches in flight", model.name(), times.load_s,
               engine.workers(), engine.batches_in_flight());

  Tally tally(inputs.paths.size(), options.quiet ? std::vector<std::int64_t>() : sizes_of(inputs.paths));
  RunOutput output(options.scores, {model.labels(), selection.channels == ChannelChoice::each}, tally,
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
  output.first_line({.version = NIGHTJAR_VERSION,
                     .model = model.name(),
                     .model_sha256 = model.sha256(),
                     .profile = std::nullopt,
                     .max_event_s = options.max_event_s,
                     .selection = selection});
  engine.recognize(inputs.paths, SinkFactory([&output](std::size_t index, const std::string& path) {
                     return output.sink_for(index, path);
                   }));
  DoneLine done = tally.done();
  done.not_audio = inputs.not_audio;
  output.last_line(inputs.paths.size(), done);
  const std::int64_t unwritten = output.finish(impatience.get_token());
  times.run_s = since_start.seconds();
  times.total_s = total.seconds();
  progress.reset();

  if (stats) write_stats(*stats, format_stats(engine, tally, inputs.not_audio, times));
  if (unwritten > 0) {
    console().print("nightjar: standard output took nothing: " + format_size(unwritten) +
                    " were not written");
  }
  if (!options.quiet) {
    if (inputs.not_audio > 0) {
      console().print("nightjar: " + count_of(inputs.not_audio, "other file") +
                      " in the folders left out: not audio");
    }
    console().print("nightjar: " + summary_line(done, tally.progress(0).gaps, times.run_s));
  }
  return exit_code(signals.stopped(), done, inputs);
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Recognise what can be heard, as JSON Lines on stdout");
  command->add_option("PATHS", options->paths, "Recordings, and folders to search for them")->type_name("");
  command->add_option("--list", options->list, "Read more paths from FILE (-: stdin)")->type_name("FILE");
  command->add_option("--model", options->model, "Name, or folder, of the model (default: sounds)")
      ->type_name("MODEL");
  add_workers_option(*command, options->workers);
  add_memory_option(*command, options->memory);
  add_selection_options(*command, options->selection);
  command->add_option("--max-event", options->max_event_s, "Write longer events in parts (default: 600)")
      ->type_name("SECONDS");
  command->add_option("--scores", options->scores, "Every segment's scores as a table, .csv or .npz")
      ->type_name("FILE");
  command->add_option("--stats", options->stats, "Times, memory, costs and counts as JSON")
      ->type_name("FILE");
  command->add_flag("--quiet", options->quiet, "Neither progress nor a last line on stderr");
  add_log_options(*command, options->log);
  command->footer(
      "Exit code: 0 all done, 1 some refused or with gaps, 2 usage, model or set-up,\n"
      "3 output failed, 130 interrupted.\n"
      "Example: nightjar run field-recordings/ > found.jsonl");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace nightjar::cli
