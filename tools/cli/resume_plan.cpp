#include "tools/cli/resume_plan.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "stages/write/output_file.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

bool same_recording(const JournalEntry& a, const JournalEntry& b) {
  return a.path == b.path && a.name == b.name && a.size == b.size && a.changed_ns == b.changed_ns;
}

// A file that is shorter than it was lost its end to a loss of power; one that is longer, someone has edited.
bool files_are_whole(const JournalEntry& done, const ResultTree& tree, std::size_t index) {
  return std::all_of(tree.formats().begin(), tree.formats().end(), [&](const ResultFormat* format) {
    const auto written = done.files.find(std::string(format->name));
    struct stat info {};
    return written != done.files.end() && stat(tree.file(index, *format).c_str(), &info) == 0 &&
           S_ISREG(info.st_mode) && info.st_size >= written->second;
  });
}

// None where the line does not say that all is well.
std::optional<Summary> summary_of(const std::string& end_line) {
  const Json line = Json::parse(end_line, nullptr, false);
  if (!line.is_object() || line.value("status", "") != name(Status::ok) || !end_line.ends_with('\n')) {
    return std::nullopt;
  }
  const auto count = [&](const char* key) { return line.value(key, std::int64_t{0}); };
  return Summary{.status = Status::ok,
                 .frames = count("frames"),
                 .processed = count("processed"),
                 .gap = count("gap"),
                 .skipped = count("skipped"),
                 .unheard = count("unheard"),
                 .events = count("events"),
                 .words = count("words"),
                 .transcripts = count("transcripts"),
                 .clipped = count("clipped")};
}

}  // namespace

std::vector<JournalEntry> entries_of(const Inputs& inputs) {
  std::vector<JournalEntry> entries;
  for (std::size_t i = 0; i < inputs.paths.size(); ++i) {
    JournalEntry entry{.path = journal_text(inputs.paths[i]), .name = journal_text(inputs.names[i])};
    struct stat info {};
    if (stat(inputs.paths[i].c_str(), &info) == 0) {
      entry.size = info.st_size;
      entry.changed_ns = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

ResumePlan plan_run(Journal& journal, const std::vector<JournalEntry>& inputs, const ResultTree& tree,
                    bool resume) {
  std::unordered_map<std::string_view, std::size_t> index_of;
  for (std::size_t i = 0; i < inputs.size(); ++i) index_of.emplace(inputs[i].name, i);
  std::vector<std::optional<DoneBefore>> done(inputs.size());
  const auto take = [&](const JournalEntry& entry) {
    const auto found = index_of.find(entry.name);
    if (found == index_of.end()) return;
    const std::size_t i = found->second;
    done[i].reset();  // whatever was there before has been replaced
    const auto summary = resume ? summary_of(entry.end_line) : std::nullopt;
    if (!same_recording(entry, inputs[i]) || !files_are_whole(entry, tree, i) || !summary) return;
    if (entry.sample_rate_hz > 0) done[i] = DoneBefore{i, entry.end_line, *summary, entry.sample_rate_hz};
  };
  journal.read(take, [&] { done.assign(inputs.size(), std::nullopt); });

  ResumePlan plan;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (done[i]) {
      plan.done.push_back(std::move(*done[i]));
      unlink(tree.checkpoint(i).c_str());  // killed before it could take it away itself
      continue;
    }
    plan.todo.push_back(i);
    for (const ResultFormat* format : tree.formats()) {
      for (const std::int64_t process : journal.processes()) {
        unlink(temporary_path(tree.file(i, *format), process).c_str());
      }
    }
  }
  return plan;
}

}  // namespace nightjar::cli
