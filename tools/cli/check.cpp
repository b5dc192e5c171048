// `nightjar check`: reads the headers of recordings, and says which ones `run` would refuse.
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "stages/validate/audio_source.h"
#include "stages/write/json_lines.h"
#include "tools/cli/command.h"
#include "tools/cli/inputs.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> paths;
  std::string list;
  bool json = false;
};

struct Totals {
  std::int64_t ok = 0;
  std::int64_t refused = 0;
  double seconds = 0;
};

std::string row(const std::string& status, const std::string& duration, const std::string& rate,
                const std::string& channels, const std::string& kind, const std::string& rest) {
  return left(status, 8) + right(duration, 9) + right(rate, 9) + right(channels, 4) + "  " + left(kind, 14) +
         "  " + rest + "\n";
}

std::string table_row(const RecordingInfo& info, double seconds) {
  return row("ok", info.declared_frames ? format_duration(seconds) : "?", std::to_string(info.sample_rate_hz),
             std::to_string(info.channels), info.container + "/" + info.codec, printable(info.path));
}

std::string table_row(const Error& error, const std::string& path) {
  return row("refused", "-", "-", "-", std::string(name(error.code)),
             printable(path) + ": " + printable(error.message));
}

// Opens one recording and gives its line.
std::string check_one(const std::string& path, bool json, Totals& totals) {
  std::string line;
  const Expected<std::unique_ptr<AudioSource>> source = open_recording(path);
  if (!source) {
    ++totals.refused;
    if (!json) return table_row(source.error(), path);
    append_line(line, Record(source.error()), path, 1);
    return line;
  }
  ++totals.ok;
  const RecordingInfo& info = (*source)->info();
  const double seconds =
      static_cast<double>((*source)->available_frames()) / static_cast<double>(info.sample_rate_hz);
  totals.seconds += seconds;
  if (!json) return table_row(info, seconds);
  append_line(line, Record(info), path, info.sample_rate_hz);
  return line;
}

ExitCode check(const CheckOptions& options) {
  const Inputs inputs = gather_inputs(options.paths, options.list);
  Totals totals;
  if (!options.json) write_stdout(row("status", "duration", "rate Hz", "ch", "kind", "path"));
  for (const std::string& path : inputs.paths) write_stdout(check_one(path, options.json, totals));
  if (!options.json) {
    write_stdout(count_of(std::ssize(inputs.paths), "recording") + ": " + std::to_string(totals.ok) +
                 " ok, " + std::to_string(totals.refused) + " refused; " + format_duration(totals.seconds) +
                 " of sound by their headers; " + count_of(inputs.not_audio, "other file") +
                 " in the folders\n");
  }
  return totals.refused == 0 && inputs.unreadable_folders.empty() ? ExitCode::all_done : ExitCode::incomplete;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Read the headers: what would run refuse?");
  command->add_option("PATHS", options->paths, "Recordings, and folders to search for them")->type_name("");
  command->add_option("--list", options->list, "Read more paths from FILE (-: stdin)")->type_name("FILE");
  command->add_flag("--json", options->json, "The `recording` and `error` lines of run");
  command->footer(
      "Exit code 1: some would be refused.\nExample: nightjar check field-recordings/ | grep refused");
  command->callback([options, &action] { action = [options] { return check(*options); }; });
}

}  // namespace nightjar::cli
