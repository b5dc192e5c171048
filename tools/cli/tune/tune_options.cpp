#include "tools/cli/command_options.h"
#include "tools/cli/shared_options.h"

namespace nightjar::cli {

void add_tune(Command& command, TuneOptions& options) {
  add_model(command, options.model);
  command.add("--budget", options.budget, "TIME",
              {.what = "How long it may take, about",
               .more = "What takes long to load takes longer. What it was too short for is told, and stays "
                       "as it is without tuning.",
               .example = "--budget 5:00"});
  command
      .add("--point", options.point, "FORM",
           {.what = "One measurement in this process, as a line of JSON",
            .more = "PREPARATION,PRECISION,BATCH,THREADS: one request at a time, with so many of LibTorch's "
                    "own threads.",
            .example = "--point channels_last,float32,1,2"})
      .list();
  add_json(command, "The report as JSON", options.json);
  command.app().footer(
      "Measures in turns: forms (preparation, precision, batch size), streams of an InferQueue,\n"
      "workers of run, and threads inside a single request. What is clearly slower is stopped\n"
      "early; what is not clearly faster is not chosen. The choice is kept as a profile of this\n"
      "model, processor, number of cores and LibTorch, in XDG_CACHE_HOME/nightjar/profiles, or\n"
      "~/.cache. run takes workers from it, which change no results; with --profile all of it.\n"
      "Example: nightjar tune sounds --budget 60s");
}

}  // namespace nightjar::cli
