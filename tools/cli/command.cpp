#include "tools/cli/command.h"

#include <algorithm>

namespace nightjar::cli {
namespace {

// Beside the names of options.
constexpr int kHelpColumns = 60;

}  // namespace

Command::Command(CLI::App& app, std::string example) : app_(&app), example_(std::move(example)) {}

std::string Command::path() const {
  std::string path = app_->get_name();
  for (const CLI::App* at = app_->get_parent(); at != nullptr && at->get_parent() != nullptr;
       at = at->get_parent()) {
    path = at->get_name() + " " + path;
  }
  return path;
}

std::string Command::section() const {
  std::string section = path();
  std::replace(section.begin(), section.end(), ' ', '.');
  return section;
}

std::string Command::example_of(const DeclaredOption& option) const {
  const std::string& more = option.text().example;
  return "nightjar " + example_ + (more.empty() ? "" : " " + more);
}

void Command::add_config() {
  has_config_ = true;
  add("--config", config_file_, "FILE",
      {.what = "Take from FILE (TOML) what the command line does not say",
       .more =
           "Its section [" + section() +
           "] has a key for each long option, without the dashes, and for what has no dashes"
           " in lower case; --print-config writes such a file. Paths in it are seen from the current folder.",
       .example = "--config nightjar.toml"})
      .offer(Offer::files)
      .not_configurable();
  add("--print-config", print_config_, "",
      {.what = "Print all values in force as TOML, and do nothing else",
       .more = "What has no fixed default stands there as a comment.",
       .example = "--print-config"})
      .not_configurable();
}

void Command::describe() {
  for (const DeclaredOption& option : options_) option.option().description(option.short_help(kHelpColumns));
}

void Command::mark_required() const {
  for (const DeclaredOption& option : options_) {
    if (option.is_required()) option.option().required();
  }
}

std::string Command::missing() const {
  for (const DeclaredOption& option : options_) {
    if (option.is_required() && option.option().count() == 0)
      return option.option().get_name(option.is_positional());
  }
  return "";
}

}  // namespace nightjar::cli
