// Where the files of `run --out` go: the tree of the inputs again, below one folder.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "stages/write/formats.h"
#include "tools/cli/inputs.h"

namespace nightjar::cli {

// FOLDER/NAME.EXTENSION, NAME being what Inputs::names says, with the recording's own ending. So two
// recordings have the same files only where their names are the same. Const calls are concurrent.
class ResultTree {
 public:
  // Looks before any work at everything that could be found out after hours of it, and makes the folders.
  // Borrows the inputs. Throws SetupError(bad_option): two recordings would write the same file (both are
  // named), a file exists and is not to be replaced, or is itself an input; OutputError: a folder cannot be
  // made or written to.
  ResultTree(std::string folder, std::vector<const ResultFormat*> formats, const Inputs& inputs,
             bool overwrite);

  const std::vector<const ResultFormat*>& formats() const { return formats_; }
  std::string file(std::size_t index, const ResultFormat& format) const;
  // What is there beside them while a long recording is at work.
  std::string checkpoint(std::size_t index) const;

 private:
  void refuse_clashes() const;
  void refuse_existing(bool overwrite) const;
  void make_folders() const;

  std::string folder_;
  std::vector<const ResultFormat*> formats_;
  const Inputs& inputs_;
};

}  // namespace nightjar::cli
