#include "tools/cli/command_options.h"

#include "tools/cli/shared_options.h"

namespace nightjar::cli {

void add_check(Command& command, CheckOptions& options) {
  add_inputs(command, "PATHS", options.inputs);
  command.add("--deep", options.deep, "",
              {.what = "Decode all of it: lists every damage, with times", .example = "--deep"});
  add_json(command, "The lines of run, and a `check` line with totals", options.json);
  add_model_option(
      command, {.what = "Forecast time and memory: measures this model first", .example = "--model sounds"},
      options.model);
  command
      .add("--measure", options.measure_s, "SECONDS",
           {.what = "How long --model is measured", .example = "--model sounds --measure 10"})
      .above_zero();
  add_only(command, options.only);
  command
      .add("--speed", options.speed, "N",
           {.what = "Forecast from so many times real time instead", .example = "--speed 1400"})
      .above_zero();
  add_workers(command, options.workers);
  command.app().footer(
      "Exit code: 0 all is well, 1 some would be refused or are damaged, 2 usage, model or\n"
      "set-up, 3 output failed, 130 interrupted. Damage that headers do not show needs --deep.\n"
      "Example: nightjar check field-recordings/ | grep refused");
}

void add_models(Command& command, ModelsOptions& options) {
  command.add("MODEL", options.model.name, "", {.what = "Name, or folder, of the one to show"})
      .offer(Offer::models);
  add_model_folders(command, options.model);
  command.add("--measure", options.measure, "",
              {.what = "Measure how fast each is here, on one core", .example = "--measure"});
  command.add("--names", options.names, "", {.what = "Only the names, one a line", .example = "--names"});
  command.app().footer(
      "A name is looked up in the folders of --models, of NIGHTJAR_MODELS (joined by ':'), in\n"
      "what is installed, and in the source tree: the first one counts, and hides the others.\n"
      "Example: nightjar models sounds");
}

void add_features(Command& command, FeatureOptions& options) {
  add_model(command, options.model);
  add_inputs(command, "FILES", options.inputs);
  command
      .add("-o,--output", options.output, "OUT",
           {.what = "A .npy for one recording, or a folder for any number"})
      .offer(Offer::files)
      .required();
  add_workers(command, options.workers);
  command.app().footer(
      "Each .npy is float32, the segments of the model's input. A folder gets one a recording,\n"
      "and index.jsonl, in input order: index, path, file, segments, gaps; or index,\n"
      "path, code, message of what was refused. Where the model takes a last segment that is\n"
      "shorter, that one is in NAME.last.npy.\n"
      "Example: nightjar features sounds dog.flac -o dog.npy");
}

void add_verify(Command& command, VerifyOptions& options) {
  add_model(command, options.model);
  add_inputs(command, "RECORDINGS", options.inputs);
  command
      .add("--segments", options.segments_s, "SECONDS,...",
           {.what = "Lengths to try", .example = "--segments 4,10"})
      .above_zero()
      .list();
  command
      .add("--first", options.first_s, "SECONDS",
           {.what = "Of each recording take so much", .example = "--first 60"})
      .between(0.001, 3600.0);
  add_json(command, "A line of JSON for each recording and length", options.json);
  command.app().footer(
      "Without recordings: replays reference.npz of the model's folder, which tools/import_model\n"
      "writes, and compares features, outputs and text with those of the original library.\n"
      "With them, for a model with emissions (stride_samples) that takes any length: those joined\n"
      "from overlapping segments are compared with what it gives for the whole recording.\n"
      "Exit code: 0 they agree within the manifest's reference_tolerance, or 1e-4, or the context\n"
      "is unbounded and the change is told; 1 they do not, or a recording was refused; 2 usage,\n"
      "model or set-up.\n"
      "Example: nightjar verify models/mine speech.wav");
}

void add_doctor(Command& command, DoctorOptions& options) {
  command.add(
      "--devices", options.devices, "",
      {.what = "Which devices models can run on, and what each hint comes to there",
       .more = "The properties of a model that a program loads with a hint alone: the requests of its "
               "InferQueue, and its streams and threads.",
       .example = "--devices"});
  add_json(command, "The same as JSON", options.json);
  command.app().footer(
      "Finds what makes recognition slow: pools, OpenMP runtimes, quotas, instructions, allocator,\n"
      "swap, frequencies, codecs, other programs.\n"
      "Exit code: 0 all is well, but for notes of the moment, 1 there are warnings, 2 nothing can be\n"
      "recognised without what is missing.\nExample: nightjar doctor");
}

void add_bench(Command& command, BenchOptions& options) {
  add_model(command, options.model);
  add_inputs(command, "RECORDINGS", options.inputs);
  command
      .add("--generate", options.generate_h, "HOURS",
           {.what = "Make so many hours of sound, the same each time",
            .more = "In place of recordings. The peak of memory is then compared with that of ten minutes.",
            .example = "--generate 2"})
      .above_zero();
  add_workers(command, options.workers);
  add_memory(command, options.memory);
  add_profile(command, options.profile);
  add_json(command, "The report as JSON", options.json);
  command.add(
      "--queue", options.queue, "",
      {.what = "Compare one request after another with an InferQueue",
       .more = "Of the model alone, on made-up features; no recordings are needed. They take turns of a "
               "second, --rounds times.",
       .example = "--queue"});
  command
      .add("--jobs", options.jobs, "N",
           {.what = "Requests of --queue",
            .fallback = "as many as its streams serve",
            .example = "--queue --jobs 4"})
      .between(1, 1024);
  add_sweep(command, options.sweep);
  command.app().footer(
      "worker use: CPU time of all steps / (workers x wall).\n"
      "efficiency: the same with the CPU time that the steps take alone, one after\n"
      "another on one thread, over the first two minutes of sound, scaled to all of\n"
      "it: medians of runs before and after. 1 means that the graph, waiting, and\n"
      "cores that hinder each other cost nothing.\n"
      "Example: nightjar bench sounds --generate 2");
}

void add_match_build(Command& command, MatchBuildOptions& options) {
  command.add("INDEX", options.index, "", {.what = "The file to write"}).offer(Offer::files).required();
  add_inputs(command, "PATHS", options.inputs);
  add_model_option(command,
                   {.what = "Index what this model of embeddings hears",
                    .more = "For `match find`, and for `run --anomaly`, which takes no other.",
                    .fallback = "peaks of the spectrum",
                    .example = "--model sound_vectors"},
                   options.model);
  add_workers(command, options.workers);
  command.app().footer(
      "Exit code: 0 all are in the index, 1 some are not, or in part, 2 usage, model or set-up,\n"
      "3 output failed, 130 interrupted.\n"
      "Example: nightjar match build jingles.index jingles/");
}

void add_match_find(Command& command, MatchFindOptions& options) {
  command.add("INDEX", options.index, "", {.what = "What `match build` wrote"})
      .offer(Offer::files)
      .required();
  add_inputs(command, "PATHS", options.inputs);
  add_model_option(command,
                   {.what = "Where the model of the index is",
                    .more = "For an index that `match build --model` made.",
                    .fallback = "by the name that the index has",
                    .example = "--model models/mine"},
                   options.model);
  command
      .add("--format", options.format, "FORMAT",
           {.what = "Of standard output",
            .fallback = "jsonl; on a terminal table",
            .example = "--format table"})
      .one_of({"jsonl", "table"});
  add_workers(command, options.workers);
  command.app().footer(
      "Lines as run has, with a `match` for each span in which a known recording plays:\n"
      "its path (id), and where in it the span begins (offset_s). Noise and codecs may be\n"
      "there, another speed or pitch not: 1 % is the most; of an index that a model made, what\n"
      "its model hears alike. Exit code: as run.\n"
      "Example: nightjar match find jingles.index radio.mp3");
}

}  // namespace nightjar::cli
