#include "tools/cli/command_options.h"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>

namespace nightjar::cli {
namespace {

// Without its description, which the help would tell a second time.
CLI::Validator silent(CLI::Validator validator) {
  return validator.description("");
}

// Of CLI11's own, the message names the largest double with all of its digits.
CLI::Validator above_zero() {
  return {[](std::string& text) {
            double value = 0;
            const bool good = CLI::detail::lexical_cast(text, value) && value > 0;
            return good ? std::string() : text + " is no number above 0";
          },
          ""};
}

void add_inputs(CLI::App& command, const std::string& name, InputOptions& inputs) {
  command.add_option(name, inputs.paths, "Recordings, and folders to search for them")->type_name("");
  command.add_option(kNeverFilled);
  command.add_option("--list", inputs.list, "Read more paths from FILE (-: stdin)")->type_name("FILE");
}

void add_model(CLI::App& command, std::string& model) {
  command.add_option("MODEL", model, "Name, or folder, of the model")->required()->type_name("");
}

void add_workers(CLI::App& command, std::size_t& workers) {
  command.add_option("--workers", workers, "Threads (default: the cores it may use)")
      ->check(silent(CLI::Range(1, 1024)))
      ->type_name("N");
}

void add_memory(CLI::App& command, std::string& memory) {
  command
      .add_option("--memory", memory,
                  "Most memory in use, such as 2G (default: a quarter\nof what it may use); min: the least "
                  "that works")
      ->type_name("SIZE");
}

void add_selection(CLI::App& command, SelectionOptions& selection) {
  command.add_option("--from", selection.from, "Begin there in each recording: seconds or H:MM:SS")
      ->type_name("TIME");
  command.add_option("--to", selection.to, "End there; what lies outside is skipped")->type_name("TIME");
  command.add_option("--channels", selection.channels, "mix (default): their mean; first; each: by itself")
      ->check(silent(CLI::IsMember({"mix", "first", "each"})))
      ->type_name("CHOICE");
}

void add_transcripts(CLI::App& command, TranscriptFlags& flags) {
  command.add_option("--beam", flags.beam_width, "Prefixes that the search for words keeps; 0 is greedy")
      ->check(silent(CLI::Range(0, 10000)))
      ->type_name("N");
  command.add_option("--n-best", flags.n_best, "Alternatives for each utterance")
      ->check(silent(CLI::Range(1, 1000)))
      ->type_name("N");
  command
      .add_option("--hotwords", flags.hotwords, "Words to expect: on each line one, a tabulator, its boost")
      ->type_name("FILE");
  command.add_option("--language-model", flags.language_model, "Word n-grams, an ARPA file")
      ->type_name("FILE");
}

void add_log(CLI::App& command, LogOptions& log) {
  command.add_option("--log-level", log.level, "trace, debug, info, warn (default), error, off")
      ->check(silent(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"})))
      ->type_name("LEVEL");
  command.add_option("--log-file", log.file, "Append the log to FILE, not to stderr")->type_name("FILE");
}

}  // namespace

void add_run(CLI::App& command, RunOptions& options) {
  add_inputs(command, "PATHS", options.inputs);
  command.add_option("--model", options.model, "Name, or folder, of the model (default: sounds)")
      ->type_name("MODEL");
  add_workers(command, options.workers);
  add_memory(command, options.memory);
  add_selection(command, options.selection);
  add_transcripts(command, options.transcripts);
  command.add_option("--max-event", options.max_event_s, "Write longer events in parts (default: 600)")
      ->check(above_zero())
      ->type_name("SECONDS");
  command
      .add_option("--out", options.out,
                  "Write files, one a recording and format, below DIR, in\nthe tree of the folders named: "
                  "may/dawn.wav.csv. Stdout\nthen has only how each recording ended")
      ->type_name("DIR");
  command
      .add_option(
          "--format", options.format,
          "Of those files: jsonl (default), csv, audacity, raven,\ntextgrid; rttm of labels of speech; "
          "srt, vtt of transcripts")
      ->type_name("FORMAT,...");
  command.add_flag("--overwrite", options.overwrite, "Replace files of --out that exist");
  command.add_flag("--resume", options.resume, "Leave out what an earlier run with this --out did");
  command
      .add_option(
          "--checkpoint", options.checkpoint,
          "So often flush what --resume goes on from inside a longer\nrecording to the disk (default: "
          "10:00); 0: keep nothing")
      ->type_name("TIME");
  command.add_option("--scores", options.scores, "Every segment's scores as a table, .csv or .npz")
      ->type_name("FILE");
  command.add_option("--stats", options.stats, "Times, memory, costs and counts as JSON")->type_name("FILE");
  command.add_flag("--quiet", options.quiet, "Neither progress nor a last line on stderr");
  add_log(command, options.log);
  command.footer(
      "Exit code: 0 all done, 1 some refused or with gaps, 2 usage, model or set-up,\n"
      "3 output failed, 130 interrupted. --beam, --n-best, --hotwords and --language-model are\n"
      "for models of transcripts, in place of what their manifest says.\n"
      "Example: nightjar run field-recordings/ > found.jsonl");
}

void add_check(CLI::App& command, CheckOptions& options) {
  add_inputs(command, "PATHS", options.inputs);
  command.add_flag("--deep", options.deep, "Decode all of it: lists every damage, with times");
  command.add_flag("--json", options.json, "The lines of run, and a `check` line with totals");
  command.add_option("--model", options.model, "Forecast time and memory: measures this model first")
      ->type_name("MODEL");
  command.add_option("--measure", options.measure_s, "How long --model is measured (default: 5)")
      ->check(above_zero())
      ->type_name("SECONDS");
  command.add_option("--speed", options.speed, "Forecast from so many times real time instead")
      ->check(above_zero())
      ->type_name("N");
  add_workers(command, options.workers);
  command.footer(
      "Exit code: 0 all is well, 1 some would be refused or are damaged, 2 usage, model or\n"
      "set-up, 3 output failed, 130 interrupted. Damage that headers do not show needs --deep.\n"
      "Example: nightjar check field-recordings/ | grep refused");
}

void add_models(CLI::App& command, ModelsOptions& options) {
  command.add_option("MODEL", options.model, "Name, or folder, of the one to show")->type_name("");
  command.footer(
      "Models are found beside the program, or in the folder in NIGHTJAR_MODELS.\n"
      "Example: nightjar models sounds");
}

void add_features(CLI::App& command, FeatureOptions& options) {
  add_model(command, options.model);
  add_inputs(command, "FILES", options.inputs);
  command.add_option("-o", options.output, "A .npy for one recording, or a folder for any number")
      ->required()
      ->type_name("OUT");
  add_workers(command, options.workers);
  command.footer(
      "Each .npy is float32, the segments of the model's input. A folder gets one a recording,\n"
      "and index.jsonl, in input order: index, path, file, segments, gaps; or index,\n"
      "path, code, message of what was refused. Where the model takes a last segment that is\n"
      "shorter, that one is in NAME.last.npy.\n"
      "Example: nightjar features sounds dog.flac -o dog.npy");
}

void add_verify(CLI::App& command, VerifyOptions& options) {
  add_model(command, options.model);
  add_inputs(command, "RECORDINGS", options.inputs);
  command.add_option("--segments", options.segments_s, "Lengths to try (default: 4,7,10,30)")
      ->check(above_zero())
      ->delimiter(',')
      ->expected(1)
      ->type_name("SECONDS,...");
  command.add_option("--first", options.first_s, "Of each recording take so much (default: 120)")
      ->check(silent(CLI::Range(0.001, 3600.0)))
      ->type_name("SECONDS");
  command.add_flag("--json", options.json, "A line of JSON for each recording and length");
  command.footer(
      "For a model with emissions (stride_samples) that takes any length: those joined from\n"
      "overlapping segments are compared with what it gives for the whole recording.\n"
      "Exit code: 0 they agree within 1e-4, or the context is unbounded and the change is\n"
      "told; 1 they do not, or a recording was refused; 2 usage, model or set-up.\n"
      "Example: nightjar verify models/mine speech.wav");
}

void add_doctor(CLI::App& command, DoctorOptions& options) {
  command.add_flag("--json", options.json, "The same as JSON");
  command.footer("Exit code 2: nothing can be recognised without what is missing.\nExample: nightjar doctor");
}

void add_bench(CLI::App& command, BenchOptions& options) {
  add_model(command, options.model);
  add_inputs(command, "RECORDINGS", options.inputs);
  command.add_option("--generate", options.generate_h, "Make so many hours of sound, the same each time")
      ->check(above_zero())
      ->type_name("HOURS");
  add_workers(command, options.workers);
  add_memory(command, options.memory);
  command.add_flag("--json", options.json, "The report as JSON");
  command.footer(
      "worker use: CPU time of all steps / (workers x wall).\n"
      "efficiency: the same with the CPU time that the steps take alone, one after\n"
      "another on one thread, over the first two minutes of sound, scaled to all of\n"
      "it: medians of runs before and after. 1 means that the graph, waiting, and\n"
      "cores that hinder each other cost nothing.\n"
      "With --generate the peak RSS is compared with that of ten minutes of sound, each\n"
      "in a process of its own.\n"
      "Example: nightjar bench sounds --generate 2");
}

void add_match_build(CLI::App& command, MatchBuildOptions& options) {
  command.add_option("INDEX", options.index, "The file to write")->required()->type_name("");
  add_inputs(command, "PATHS", options.inputs);
  add_workers(command, options.workers);
  command.footer(
      "Exit code: 0 all are in the index, 1 some are not, or in part, 2 usage or set-up, 3 output failed.\n"
      "Example: nightjar match build jingles.index jingles/");
}

void add_match_find(CLI::App& command, MatchFindOptions& options) {
  command.add_option("INDEX", options.index, "What `match build` wrote")->required()->type_name("");
  add_inputs(command, "PATHS", options.inputs);
  add_workers(command, options.workers);
  command.footer(
      "JSON Lines as run has, with a `match` for each span in which a known recording plays:\n"
      "its path (id), and where in it the span begins (offset_s). Noise and codecs may be\n"
      "there, another speed or pitch not: 1 % is the most. Exit code: as run.\n"
      "Example: nightjar match find jingles.index radio.mp3");
}

}  // namespace nightjar::cli
