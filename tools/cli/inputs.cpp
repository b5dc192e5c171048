#include "tools/cli/inputs.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "nightjar/error.h"
#include "stages/validate/audio_source.h"
#include "tools/cli/console.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using FolderId = std::pair<dev_t, ino_t>;

// What a folder's files have in front of their names.
std::string prefix_of(const std::string& folder) {
  return folder.ends_with('/') ? folder : folder + "/";
}

class FolderWalk {
 public:
  explicit FolderWalk(Inputs& inputs) : inputs_(inputs) {}

  void enter(const std::string& folder, const struct stat& info) {
    if (!seen_.insert({info.st_dev, info.st_ino}).second) return;
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder.c_str()), closedir);
    if (!entries) {
      inputs_.unreadable_folders.push_back(printable(folder) + ": " + std::strerror(errno));
      return;
    }
    // Sorted here, so that which of two links to a folder is followed does not depend on the disk.
    std::set<std::string> names;
    while (const dirent* entry = readdir(entries.get())) names.insert(entry->d_name);
    for (const std::string& name : names) {
      if (name != "." && name != "..") visit(prefix_of(folder) + name);
    }
  }

 private:
  void visit(const std::string& path) {
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) {
      ++inputs_.not_audio;  // a link to nothing
    } else if (S_ISDIR(info.st_mode)) {
      enter(path, info);
    } else if (S_ISREG(info.st_mode) && (access(path.c_str(), R_OK) != 0 || looks_like_audio(path))) {
      inputs_.paths.push_back(path);
    } else {
      ++inputs_.not_audio;
    }
  }

  Inputs& inputs_;
  std::set<FolderId> seen_;
};

// "dawn.wav" of "../may/dawn.wav". Also what no file can have gets a name of its own, for it is refused by
// it.
std::string file_name(const std::string& path) {
  std::string name = path.substr(0, path.find_last_not_of('/') + 1);
  name.erase(0, name.rfind('/') + 1);
  return name.empty() || name == "." || name == ".." ? "unnamed" : name;
}

}  // namespace

Inputs collect_inputs(const std::vector<std::string>& named) {
  Inputs inputs;
  for (const std::string& path : named) {
    struct stat info {};
    if (stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
      inputs.paths.push_back(path);
      inputs.names.push_back(file_name(path));
      continue;
    }
    const std::size_t first = inputs.paths.size();
    FolderWalk(inputs).enter(path, info);
    std::sort(inputs.paths.begin() + static_cast<std::ptrdiff_t>(first), inputs.paths.end());
    for (std::size_t i = first; i < inputs.paths.size(); ++i) {
      inputs.names.push_back(inputs.paths[i].substr(prefix_of(path).size()));
    }
  }
  return inputs;
}

std::vector<std::string> split_path_list(const std::string& text) {
  const bool by_nul = text.find('\0') != std::string::npos;
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(by_nul ? '\0' : '\n', begin), text.size());
    std::string path = text.substr(begin, end - begin);
    if (!by_nul && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) paths.push_back(std::move(path));
    begin = end + 1;
  }
  return paths;
}

std::vector<std::string> read_path_list(const std::string& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
      file == "-" ? fdopen(dup(STDIN_FILENO), "rb") : std::fopen(file.c_str(), "rb"), std::fclose);
  std::string text;
  std::array<char, 65536> block{};
  for (std::size_t n; opened && (n = std::fread(block.data(), 1, block.size(), opened.get())) > 0;) {
    text.append(block.data(), n);
  }
  // A folder opens like a file, and fails when it is read.
  if (!opened || std::ferror(opened.get())) {
    throw SetupError(ErrorCode::bad_option, "--list " + printable(file) + ": cannot be read (" +
                                                std::strerror(errno) +
                                                "); expected a file of paths, or - for stdin");
  }
  return split_path_list(text);
}

Inputs gather_inputs(const InputOptions& options) {
  std::vector<std::string> named = options.paths;
  if (named.empty() && options.list.empty()) {
    throw SetupError(ErrorCode::bad_option, "no recordings named; expected files, folders, or --list FILE");
  }
  if (!options.list.empty()) {
    std::vector<std::string> listed = read_path_list(options.list);
    named.insert(named.end(), std::make_move_iterator(listed.begin()), std::make_move_iterator(listed.end()));
  }
  Inputs inputs = collect_inputs(named);
  for (const std::string& folder : inputs.unreadable_folders) {
    console().print("nightjar: folder left out: " + folder);
  }
  return inputs;
}

}  // namespace nightjar::cli
