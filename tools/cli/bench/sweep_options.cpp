#include "tools/cli/bench/sweep_options.h"

namespace nightjar::cli {

void add_sweep(Command& command, SweepOptions& options) {
  command.add(
      "--sweep", options.sweep, "",
      {.what = "Compare arrangements over numbers of threads",
       .more = "naive: a first version with the same model, features and kernels, that decodes the "
               "whole recording and then takes one segment at a time in each engine thread; it is "
               "given LibTorch's pools as they are, pools of other sizes, pools pinned to one thread, "
               "and then jemalloc too. nightjar: as it is. Each measurement is a process of its own; "
               "they take turns, and medians of the rounds are told. Without a recording, 35 minutes "
               "of sound are made, or --generate. Ctrl-C keeps what was measured.",
       .example = "--sweep"});
  command
      .add("--threads", options.threads, "N,...",
           {.what = "Engine threads of --sweep", .example = "--sweep --threads 1,2"})
      .between(1, 1024)
      .list();
  command
      .add("--intra-op", options.intra_op, "N,...",
           {.what = "LibTorch's threads for each of them; 0: its default",
            .more = "In naive alone: Nightjar pins its pools to one thread.",
            .example = "--sweep --intra-op 0,1"})
      .between(0, 1024)
      .list();
  command
      .add("--batch", options.batch, "N",
           {.what = "Segments at a time, a power of two",
            .fallback = "1 in naive and --queue, else the model's own",
            .example = "--sweep --batch 8"})
      .between(1, 1024);
  command
      .add("--rounds", options.rounds, "N",
           {.what = "How often --sweep or --queue measures all", .example = "--sweep --rounds 5"})
      .between(1, 1000);
  command
      .add("-o,--output", options.output, "FILE",
           {.what = "Write what --sweep found there too: .json or .csv",
            .more = "Given twice, both. The .json has each measurement besides the medians; "
                    "tools/bench/draw_sweep.py draws it.",
            .example = "--sweep -o sweep.json"})
      .offer(Offer::files)
      .repeated();
  command
      .add("--arrangement", options.arrangement, "NAME",
           {.what = "One measurement of --sweep in this process, as a line of JSON",
            .more = "With one number of --threads and, for naive, of --intra-op.",
            .example = "--arrangement naive --threads 4 --intra-op 0"})
      .one_of({"naive", "nightjar"});
}

}  // namespace nightjar::cli
