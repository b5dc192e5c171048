#include "tools/cli/result_tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "nightjar/error.h"
#include "stages/write/output_file.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// "2024/05" of "2024/05/dawn.wav"; empty where there is no folder.
std::string_view folder_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

SetupError wrong(const std::string& message) {
  return {ErrorCode::bad_option, "--out: " + message};
}

}  // namespace

ResultTree::ResultTree(std::string folder, std::vector<const ResultFormat*> formats, const Inputs& inputs,
                       bool overwrite)
    : folder_(std::move(folder)), formats_(std::move(formats)), inputs_(inputs) {
  refuse_clashes();
  refuse_existing(overwrite);
  make_folders();
}

std::string ResultTree::file(std::size_t index, const ResultFormat& format) const {
  return (folder_ + "/" + inputs_.names[index]).append(format.extension);
}

std::string ResultTree::checkpoint(std::size_t index) const {
  return folder_ + "/" + inputs_.names[index] + ".nightjar-checkpoint";
}

void ResultTree::refuse_clashes() const {
  std::unordered_map<std::string_view, std::size_t> taken;
  std::set<std::string_view> folders;
  for (std::size_t i = 0; i < inputs_.names.size(); ++i) {
    const std::string& name = inputs_.names[i];
    const auto [other, first] = taken.emplace(name, i);
    if (!first) {
      throw wrong(printable(inputs_.paths[other->second]) + " and " + printable(inputs_.paths[i]) +
                  " would both be written to " + printable(file(i, *formats_.front())) +
                  "; name the folder that they share, whose tree is kept, or run them apart");
    }
    for (std::string_view folder = folder_of(name); !folder.empty(); folder = folder_of(folder)) {
      if (!folders.insert(folder).second) break;
    }
  }
  for (std::size_t i = 0; i < inputs_.names.size(); ++i) {
    for (const ResultFormat* format : formats_) {
      const std::string name = inputs_.names[i] + std::string(format->extension);
      const std::size_t bytes = name.size() - (folder_of(name).empty() ? 0 : folder_of(name).size() + 1);
      if (bytes + kTemporaryPathBytes > NAME_MAX) {
        throw wrong(printable(inputs_.paths[i]) + ": its name is too long to write " +
                    std::string(format->name) + " for it: " + std::to_string(bytes) + " bytes; expected " +
                    std::to_string(NAME_MAX - kTemporaryPathBytes) + " at most; rename it");
      }
      if (folders.contains(name)) {
        throw wrong(printable(inputs_.paths[i]) + " would be written to " + printable(file(i, *format)) +
                    ", which is a folder of other inputs; run them apart");
      }
    }
  }
}

void ResultTree::refuse_existing(bool overwrite) const {
  std::set<std::pair<dev_t, ino_t>> inputs;  // filled when it is needed
  std::string first_found;
  std::int64_t found = 0;
  for (std::size_t i = 0; i < inputs_.names.size(); ++i) {
    for (const ResultFormat* format : formats_) {
      const std::string path = file(i, *format);
      struct stat info {};
      if (stat(path.c_str(), &info) != 0) continue;
      if (!S_ISREG(info.st_mode)) throw wrong(printable(path) + " exists, and is no file; move it away");
      if (found++ == 0) first_found = path;
      if (!overwrite) continue;
      if (inputs.empty()) {
        for (const std::string& input : inputs_.paths) {
          struct stat other {};
          if (stat(input.c_str(), &other) == 0) inputs.emplace(other.st_dev, other.st_ino);
        }
      }
      if (inputs.contains({info.st_dev, info.st_ino})) {
        throw wrong(printable(path) + " is one of the recordings; choose another folder");
      }
    }
  }
  if (found > 0 && !overwrite) {
    throw wrong(count_of(found, "file") + " would be replaced, the first is " + printable(first_found) +
                "; choose another folder, go on with --resume, or allow it with --overwrite");
  }
}

void ResultTree::make_folders() const {
  std::set<std::string> folders{folder_};
  for (const std::string& name : inputs_.names) {
    if (const auto folder = folder_of(name); !folder.empty()) folders.insert((folder_ + "/").append(folder));
  }
  for (const std::string& folder : folders) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error && access(folder.c_str(), W_OK | X_OK) != 0) error.assign(errno, std::generic_category());
    if (error) throw OutputError("cannot write to the folder " + printable(folder) + ": " + error.message());
  }
}

}  // namespace nightjar::cli
