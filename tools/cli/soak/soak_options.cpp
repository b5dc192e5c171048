#include "tools/cli/command_options.h"
#include "tools/cli/shared_options.h"

namespace nightjar::cli {
namespace {

void add_sound(Command& command, SoakOptions& options) {
  command
      .add(
          "--hours", options.hours, "HOURS",
          {.what = "End after so long", .fallback = "it goes on until it is stopped", .example = "--hours 2"})
      .above_zero();
  command.add("--audio", options.audio, "TIME",
              {.what = "End after so much sound, such as 24h",
               .fallback = "it goes on until it is stopped",
               .example = "--audio 24h"});
  command.add(
      "--endless", options.endless, "",
      {.what = "One recording without an end, made up",
       .more = "Or as long as --audio says, and then heard to its end. It is an RF64 file in TMPDIR of "
               "which only some minutes take room.",
       .example = "--endless --audio 24h"});
  command.add("--longest", options.longest, "TIME",
              {.what = "Of those made up without PATHS",
               .more = "There are 48 of them, down to a third of a second, in TMPDIR.",
               .example = "--longest 20:00"});
  command.add("--seed", options.seed, "N", {.what = "Makes up other sound", .example = "--seed 2"})
      .between(1, 1'000'000'000);
}

void add_gates(Command& command, SoakOptions& options) {
  command.add("--warm-up", options.warm_up, "TIME",
              {.what = "Sound before the gates look",
               .fallback = "30:00, or a quarter of all where that is less",
               .example = "--warm-up 1:00:00"});
  command
      .add("--max-slope", options.max_slope, "MB",
           {.what = "Most that memory may grow in an hour of sound", .example = "--max-slope 1"})
      .above_zero();
  command
      .add("--max-drift", options.max_drift, "RATIO",
           {.what = "How many times slower the end may be than the begin",
            .more = "Of the speed, and of the latency that 99 % of the batches keep.",
            .example = "--max-drift 2"})
      .between(1.0, 1e9);
}

}  // namespace

void add_soak(Command& command, SoakOptions& options) {
  add_inputs(command, "PATHS", options.inputs);
  add_model_option(command, {.what = "Name, or folder, of the model", .example = "--model sounds"},
                   options.model);
  add_workers(command, options.workers);
  add_memory(command, options.memory);
  add_sound(command, options);
  add_gates(command, options);
  command
      .add("--out", options.out, "FILE",
           {.what = "Write each sample as it is taken, as JSON Lines", .example = "--out soak.jsonl"})
      .offer(Offer::files);
  command
      .add("--every", options.every_s, "SECONDS",
           {.what = "How often a sample is taken", .example = "--every 10"})
      .above_zero();
  add_json(command, "The summary as JSON", options.json);
  command.add("--quiet", options.quiet, "", {.what = "No progress on stderr", .example = "--quiet"});
  command.app().footer(
      "PATHS are run again and again; without any, sound is made up. Gates: memory slope, peak\n"
      "memory, latency, throughput, spans (each frame accounted for once), threads, open files.\n"
      "Exit code: 0 all gates passed, 1 one failed, 2 usage, model or set-up, 3 output failed,\n"
      "130 interrupted, after the summary so far.\n"
      "Example: nightjar soak --audio 24h --out soak.jsonl");
}

}  // namespace nightjar::cli
