// `nightjar match find`: says which known recordings play in others, and where.
#include <memory>
#include <stop_token>

#include "models/interface/sha256.h"
#include "stages/index/sealed_file.h"
#include "tools/cli/commands.h"
#include "tools/cli/found_lines.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/sound_search.h"
#include "tools/cli/stdout_form.h"
#include "tools/cli/stop_signals.h"

namespace nightjar::cli {

std::unique_ptr<SoundSearch> open_search(const MatchFindOptions& options) {
  const auto magic = magic_of(options.index);
  return magic && *magic == kVectorIndex.magic ? open_embedding_search(options)
                                               : open_fingerprint_search(options);
}

ExitCode match_find(const MatchFindOptions& options) {
  start_log({});
  const StdoutForm form = stdout_form_of(options.format);
  const Inputs inputs = gather_inputs(options.inputs);
  const std::unique_ptr<SoundSearch> search = open_search(options);
  MatchRunLine first = search->first_line();
  first.version = NIGHTJAR_VERSION;
  first.index_sha256 = sha256_of_files({options.index});

  FoundLines lines(
      form, inputs, [&] { search->stop(); }, [&] { search->poke(); });
  std::stop_source stop;
  const StopSignals signals([&] {
    stop.request_stop();
    search->stop();
  });
  lines.begin(first);
  search->find(inputs.paths, lines);
  const DoneLine done = lines.finish(inputs.paths.size(), stop.get_token());
  return exit_code(signals.stopped(), done, inputs);
}

}  // namespace nightjar::cli
