// `nightjar match build`: makes an index of known recordings.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/machine/machine.h"
#include "stages/match/fingerprinter.h"
#include "stages/match/index_builder.h"
#include "stages/write/json_lines.h"
#include "stages/write/match_lines.h"
#include "tools/cli/commands.h"
#include "tools/cli/console.h"
#include "tools/cli/hear_recording.h"
#include "tools/cli/inputs.h"
#include "tools/cli/log.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"
#include "tools/cli/work_in_order.h"

namespace nightjar::cli {
namespace {

struct KnownSound {
  std::string path;
  std::string lines{};  // all but `indexed` and `end`
  Summary summary{};
  std::int64_t sample_rate_hz = 1;
  std::int64_t samples = 0;  // at kMatchRateHz
  std::vector<Landmark> landmarks{};
};

KnownSound fingerprint(const std::string& path) {
  KnownSound sound{.path = path};
  Fingerprinter fingerprinter;
  const auto put = [&](const Record& record) {
    append_line(sound.lines, record, path, sound.sample_rate_hz);
  };
  sound.summary = hear_recording(path, {.begin =
                                            [&](const RecordingInfo& info) {
                                              sound.sample_rate_hz = info.sample_rate_hz;
                                              put(info);
                                            },
                                        .hear =
                                            [&](const SoundBatch& batch) {
                                              for (const Gap& gap : batch.gaps) put(gap);
                                              sound.samples += std::ssize(batch.samples);
                                              fingerprinter.push(batch.samples, sound.landmarks);
                                            },
                                        .refuse = put});
  fingerprinter.finish(sound.landmarks);
  return sound;
}

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

ExitCode match_build(const MatchBuildOptions& options) {
  start_log({});
  const Inputs inputs = gather_inputs(options.inputs);
  const std::vector<std::string> paths = without_repeats(inputs.paths);
  IndexBuilder builder;
  DoneLine done;
  done.not_audio = inputs.not_audio;
  done.unreadable_folders = std::ssize(inputs.unreadable_folders);
  std::int64_t indexed = 0, silent = 0;
  work_in_order(
      paths.size(), worker_count(options.workers), [&](std::size_t i) { return fingerprint(paths[i]); },
      [&](KnownSound sound) {
        if (sound.summary.status != Status::refused) {
          if (const auto added = builder.add(sound.path, sound.samples, sound.landmarks); !added)
            throw SetupError(added.error().code, added.error().message);
          append_indexed_line(sound.lines, sound.path, std::ssize(sound.landmarks));
          ++indexed;
        }
        if (sound.summary.status != Status::refused && sound.landmarks.empty()) {
          ++silent;
          console().print(
              "nightjar: " + printable(sound.path) +
              ": nothing that could be found again; expected more than half a second that is not silent");
        }
        append_line(sound.lines, sound.summary, sound.path, sound.sample_rate_hz);
        done.add(sound.summary, sound.sample_rate_hz);
        write_stdout(sound.lines);
      });
  if (indexed == 0)
    throw SetupError(ErrorCode::bad_option, "none of the recordings could be read: no index was written");
  if (const auto saved = std::move(builder).build().save(options.index); !saved)
    throw OutputError(saved.error().message);
  std::string line;
  append_line(line, done);
  write_stdout(line);
  const bool complete = done.ok == done.recordings && silent == 0 && inputs.unreadable_folders.empty();
  return complete ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace nightjar::cli
