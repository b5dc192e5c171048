#include "stages/write/formats.h"
#include "tools/cli/command_options.h"
#include "tools/cli/shared_options.h"

namespace nightjar::cli {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names{"table"};
  for (const ResultFormat& format : result_formats()) names.emplace_back(format.name);
  return names;
}

void add_files(Command& command, RunOptions& options) {
  command
      .add("--out", options.out, "DIR",
           {.what = "Write files, one a recording and format, below DIR",
            .more = "In the tree of the folders named: may/dawn.wav.csv is that of may/dawn.wav. Standard "
                    "output then has only how each recording ended, as JSON Lines. A file has its name once "
                    "it is whole.",
            .fallback = "standard output",
            .example = "--out results"})
      .offer(Offer::folders);
  command
      .add("--format", options.format, "FORMAT,...",
           {.what = "With --out all but the first, else the first two",
            .more = "rttm is for models with a label of speech, srt and vtt are for models of transcripts. "
                    "A table has the width of the terminal, and colours unless NO_COLOR is set.",
            .fallback = "jsonl; on a terminal table",
            .example = "--out results --format jsonl,csv"})
      .some_of(format_names());
  command.add("--overwrite", options.overwrite, "",
              {.what = "Replace files of --out that exist", .example = "--out results --overwrite"});
  command.add("--resume", options.resume, "",
              {.what = "Leave out what an earlier run with this --out did",
               .more = "That is, with the same model and settings, of a file of the same size and time of "
                       "change.",
               .example = "--out results --resume"});
  command.add("--checkpoint", options.checkpoint, "TIME",
              {.what = "How often a long recording can be resumed",
               .more = "That is, how much of it --resume may have to do again. Of recordings that are "
                       "longer, what goes into decoding is kept beside their files "
                       "until these are whole, and flushed to the disk so often. 0: nothing is kept.",
               .example = "--out results --checkpoint 5:00"});
}

void add_embeddings(Command& command, RunOptions& options) {
  command
      .add("--embeddings", options.embeddings, "FILE",
           {.what = "Every segment's vector, as .npz",
            .more = "Of a model of embeddings. A segment that could not be heard has NaN.",
            .example = "--model sound_vectors --embeddings vectors.npz"})
      .offer(Offer::files);
  command
      .add("--anomaly", options.anomaly, "INDEX",
           {.what = "Tell what is unlike the normal sound in INDEX, as events",
            .more = "Of label anomaly. `match build --model` makes the index, with the same model.",
            .example = "--model sound_vectors --anomaly night.index"})
      .offer(Offer::files);
  command
      .add("--normal-share", options.normal_share, "SHARE",
           {.what = "Share of normal sound that is no anomaly",
            .more = "An anomaly is further from the normal sound than so much of it is from the rest.",
            .example = "--model sound_vectors --anomaly night.index --normal-share 0.99"})
      .between(0.5, 0.999999)
      .only_in_full_help();
}

}  // namespace

void add_run(Command& command, RunOptions& options) {
  add_inputs(command, "PATHS", options.inputs);
  add_model_option(command, {.what = "Name, or folder, of the model", .example = "--model sounds"},
                   options.model);
  add_workers(command, options.workers);
  add_memory(command, options.memory);
  add_profile(command, options.profile);
  add_selection(command, options.selection);
  add_only(command, options.only);
  add_transcripts(command, options.transcripts);
  command
      .add("--max-event", options.max_event_s, "SECONDS",
           {.what = "Write longer events in parts",
            .more = "All parts but the last have `continues`.",
            .example = "--max-event 3600"})
      .above_zero();
  add_files(command, options);
  command
      .add("--scores", options.scores, "FILE",
           {.what = "Every segment's scores as a table, .csv or .npz", .example = "--scores scores.csv"})
      .offer(Offer::files);
  add_embeddings(command, options);
  command
      .add("--stats", options.stats, "FILE",
           {.what = "Times, memory, costs and counts as JSON", .example = "--stats stats.json"})
      .offer(Offer::files);
  command.add("--quiet", options.quiet, "",
              {.what = "Neither progress nor a last line on stderr", .example = "--quiet"});
  add_log(command, options.log);
  command.app().footer(
      "Exit code: 0 all done, 1 not all, 2 set-up, 3 output, 130 interrupted. Example: nightjar run may/");
}

}  // namespace nightjar::cli
