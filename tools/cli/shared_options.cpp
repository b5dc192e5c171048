#include "tools/cli/shared_options.h"

#include <utility>

namespace nightjar::cli {
namespace {

// CLI11 leaves a command at `--` once each of its positionals has what it expects, and reads what follows as
// options of the program; and where it allows more than that, it reads "[a,b]" as a list. So a list of inputs
// expects more than anyone gives, and takes what there is.
constexpr int kNeverFilled = 1 << 28;

}  // namespace

void add_inputs(Command& command, const std::string& name, InputOptions& inputs) {
  command
      .add(name, inputs.paths, "",
           {.what = "Recordings, and folders to search for them",
            .more =
                "What a folder holds is taken in the order of its names; what is no audio is left out, and "
                "counted. What follows `--` is paths, even where it begins with a dash."})
      .offer(Offer::files)
      .option()
      .multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->expected(kNeverFilled, CLI::detail::expected_max_vector_size)
      ->allow_extra_args(false);
  command
      .add("--list", inputs.list, "FILE",
           {.what = "Read more paths from FILE (-: stdin)",
            .more = "One on each line; or, where there is a NUL byte, each ended by one, as `find -print0` "
                    "writes them.",
            .example = "--list more.txt"})
      .offer(Offer::files);
}

void add_model(Command& command, ModelChoice& model) {
  command
      .add("MODEL", model.name, "",
           {.what = "Name, or folder, of the model", .more = "`nightjar models` lists the names."})
      .offer(Offer::models)
      .required();
  add_model_folders(command, model);
}

void add_model_option(Command& command, OptionText text, ModelChoice& model) {
  command.add("--model", model.name, "MODEL", std::move(text)).offer(Offer::models);
  add_model_folders(command, model);
}

void add_model_folders(Command& command, ModelChoice& model) {
  command
      .add("--models", model.folders, "DIR",
           {.what = "Look for the model's name in DIR first",
            .more =
                "A folder that holds models' folders, or several joined by ':'. After it come those of the "
                "variable NIGHTJAR_MODELS, those installed with the program, and those in its source tree.",
            .fallback = "none",
            .example = "--models my-models"})
      .offer(Offer::folders);
}

void add_workers(Command& command, std::size_t& workers) {
  command
      .add("--workers", workers, "N",
           {.what = "Threads",
            .more = "What comes out does not depend on it.",
            .fallback = "the cores it may use",
            .example = "--workers 4"})
      .between(1, 1024);
}

void add_memory(Command& command, std::string& memory) {
  command.add("--memory", memory, "SIZE",
              {.what = "Most memory in use, such as 2G; min: the least that works",
               .more = "Bytes, with K, M, G, T as powers of 1,024, and kB, MB, GB, TB as powers of 1,000. It "
                       "bounds the resident memory of the process; what comes out does not depend on it.",
               .fallback = "a quarter of what it may use",
               .example = "--memory 512MiB"});
}

void add_profile(Command& command, bool& profile) {
  command.add("--profile", profile, "",
              {.what = "Follow all that tune found: form and batch size, too",
               .more = "They change the last bits of scores; the first line of the results names them. "
                       "Without it only the number of workers is taken from what tune found here, which "
                       "changes nothing that comes out.",
               .example = "--profile"});
}

void add_selection(Command& command, SelectionOptions& selection) {
  command.add("--from", selection.from, "TIME",
              {.what = "Begin there in each recording: seconds or H:MM:SS",
               .more = "It may have decimals. Times in the results stay those of the whole recording.",
               .fallback = "its begin",
               .example = "--from 1:02:03.5"});
  command.add("--to", selection.to, "TIME",
              {.what = "End there; what lies outside is skipped",
               .more = "As --from, and after it.",
               .fallback = "its end",
               .example = "--from 90 --to 120"});
  command
      .add("--channels", selection.channels, "CHOICE",
           {.what = "Of several channels",
            .more = "mix: their mean. first: that one alone. each: every one by itself, and each result has "
                    "its number.",
            .example = "--channels each"})
      .one_of({"mix", "first", "each"});
}

void add_only(Command& command, std::string& only) {
  command
      .add(
          "--only", only, "CLASS",
          {.what = "Run the model only where the model CLASS hears it",
           .more = "CLASS is the name, or folder, of a model of tags with a label of that name, or with only "
                   "one; else MODEL:LABEL. The other model then listens there and a little around, and what "
                   "is left is `skipped`, and counted. Times stay those of the recording.",
           .fallback = "everywhere",
           .example = "--model sounds --only speech"})
      .offer(Offer::models);
}

void add_transcripts(Command& command, TranscriptFlags& flags) {
  command
      .add("--beam", flags.beam_width, "N",
           {.what = "Prefixes that the search for words keeps; 0 is greedy",
            .more = "More find likelier words, and take longer. --n-best, --hotwords and --language-model "
                    "need some.",
            .fallback = "as the model says",
            .example = "--beam 20"})
      .between(0, 10000);
  command
      .add("--n-best", flags.n_best, "N",
           {.what = "Alternatives for each utterance",
            .more = "With their shares in all that the search found.",
            .fallback = "as the model says",
            .example = "--beam 20 --n-best 3"})
      .between(1, 1000);
  command
      .add("--hotwords", flags.hotwords, "FILE",
           {.what = "Words to expect: on each line one, a tabulator, its boost",
            .more =
                "A boost is a natural logarithm: 2.3 makes a word ten times as likely, and what is below 0 "
                "makes it less so.",
            .fallback = "none",
            .example = "--beam 20 --hotwords names.txt"})
      .offer(Offer::files);
  command
      .add("--language-model", flags.language_model, "FILE",
           {.what = "Word n-grams, an ARPA file",
            .fallback = "none",
            .example = "--beam 20 --language-model words.arpa"})
      .offer(Offer::files);
}

void add_log(Command& command, LogOptions& log) {
  command.add("--log-level", log.level, "LEVEL", {.what = "Least to log", .example = "--log-level info"})
      .one_of({"trace", "debug", "info", "warn", "error", "off"});
  command
      .add("--log-file", log.file, "FILE",
           {.what = "Append the log to FILE",
            .more = "Its folder must be there.",
            .fallback = "stderr",
            .example = "--log-level debug --log-file nightjar.log"})
      .offer(Offer::files);
}

void add_json(Command& command, const std::string& what, bool& json) {
  command.add("--json", json, "", {.what = what, .example = "--json"});
}

}  // namespace nightjar::cli
