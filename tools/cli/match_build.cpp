// `nightjar match build`: makes an index of known recordings.
#include <set>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "stages/write/json_lines.h"
#include "stages/write/match_lines.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/index_maker.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// A recording that is named twice would be found twice, wherever it plays.
std::vector<std::string> without_repeats(const std::vector<std::string>& paths) {
  std::set<std::string> seen;
  std::vector<std::string> kept;
  for (const std::string& path : paths) {
    if (seen.insert(path).second) {
      kept.push_back(path);
    } else {
      console().print("nightjar: " + printable(path) + " is named twice; it is in the index once");
    }
  }
  return kept;
}

}  // namespace

std::unique_ptr<IndexMaker> make_index_maker(const MatchBuildOptions& options) {
  return options.model.name.empty() ? make_fingerprint_maker(options) : make_embedding_maker(options);
}

ExitCode match_build(const MatchBuildOptions& options) {
  start_log({});
  const Inputs inputs = gather_inputs(options.inputs);
  const std::vector<std::string> paths = without_repeats(inputs.paths);
  const std::unique_ptr<IndexMaker> maker = make_index_maker(options);
  DoneLine done;
  done.not_audio = inputs.not_audio;
  done.unreadable_folders = std::ssize(inputs.unreadable_folders);
  std::int64_t indexed = 0, silent = 0;
  maker->read(paths, [&](const IndexedSound& sound) {
    std::string lines = sound.lines;
    if (sound.summary.status != Status::refused) {
      append_indexed_line(lines, sound.path, maker->item_name(), sound.items);
      ++indexed;
      if (sound.items == 0) {
        ++silent;
        console().print(
            "nightjar: " + printable(sound.path) +
            ": nothing that could be found again; expected more than half a second that is not silent");
      }
    }
    append_line(lines, sound.summary, sound.path, sound.sample_rate_hz);
    done.add(sound.summary, sound.sample_rate_hz);
    write_stdout(lines);
  });
  if (indexed == 0)
    throw SetupError(ErrorCode::bad_option, "none of the recordings could be read: no index was written");
  if (const auto saved = maker->save(options.index); !saved) throw OutputError(saved.error().message);
  std::string line;
  append_line(line, done);
  write_stdout(line);
  return silent > 0 ? ExitCode::incomplete : exit_code(false, done, inputs);
}

}  // namespace nightjar::cli
