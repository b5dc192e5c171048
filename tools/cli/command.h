// A command and its options.
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <string>
#include <utility>

#include "tools/cli/declared_option.h"

namespace nightjar::cli {

class Command {
 public:
  // `example`: arguments that it takes, with all that is required: "run dawn.wav". Borrows `app`.
  Command(CLI::App& app, std::string example);

  // `value` holds the default, and gets what is given; it must outlive the command. `name` is "--workers",
  // "-o,--output", or "PATHS" for a positional; `type` stands for its value in the helps.
  template <class T>
  DeclaredOption& add(const std::string& name, T& value, const std::string& type, OptionText text) {
    CLI::Option* option = nullptr;
    if constexpr (std::is_same_v<T, bool>) {
      option = app_->add_flag(name, value);
    } else {
      option = app_->add_option(name, value)->type_name(type);
    }
    return options_.emplace_back(option, std::move(text), [&value] { return option_value(value); });
  }

  CLI::App& app() const { return *app_; }
  std::string path() const;     // "match find"
  std::string section() const;  // of a configuration file: "match.find"
  const std::string& example() const { return example_; }
  std::string example_of(const DeclaredOption& option) const;  // a whole command line
  const std::deque<DeclaredOption>& options() const { return options_; }

  void add_config();  // the options of configuration files
  bool has_config() const { return has_config_; }
  void describe();  // tells CLI11 what --help says; to be called when all options are there
  const std::string& config_file() const { return config_file_; }
  bool prints_config() const { return print_config_; }

  // For CLI11's help, which names what is required; its parser must not ask for it, since a configuration
  // file may have it.
  void mark_required() const;
  // The name of a required option that nobody gave; or empty.
  std::string missing() const;

 private:
  CLI::App* app_;
  std::string example_;
  std::string config_file_;
  bool print_config_ = false;
  bool has_config_ = false;
  std::deque<DeclaredOption> options_;  // a deque: chained calls hold references
};

}  // namespace nightjar::cli
