// An option or positional of a command: declared once, for parsing, both helps, completion and configuration
// files.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace nightjar::cli {

struct OptionText {
  std::string what;        // for --help, which adds what may be given and the default
  std::string more{};      // what `nightjar help` says besides: sentences
  std::string fallback{};  // what happens without it, where no value that could be given says so
  std::string example{};   // arguments that are added to the command's own example; empty: that one has it
};

// std::monostate: not set. An option of several values has those.
using OptionValue = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                                 std::vector<std::string>, std::vector<double>, std::vector<std::int64_t>>;

// What completion offers for a value.
enum class Offer { nothing, words, lists_of_words, files, folders, models };

// Copies are of the declaration; the option belongs to its CLI::App.
class DeclaredOption {
 public:
  DeclaredOption(CLI::Option* option, OptionText text, std::function<OptionValue()> value);

  // What may be given; each for one option at most.
  template <class Number>
  DeclaredOption& between(Number least, Number most) {
    option_->check(CLI::Range(least, most).description(""));
    range_ = shown(OptionValue(widened(least))) + " to " + shown(OptionValue(widened(most)));
    return *this;
  }
  DeclaredOption& above_zero();
  DeclaredOption& one_of(std::vector<std::string> words);
  DeclaredOption& some_of(std::vector<std::string> words);  // joined by commas, which the command checks
  DeclaredOption& list();                                   // of values joined by commas
  DeclaredOption& repeated();                               // a value each time that it is given
  DeclaredOption& offer(Offer offer);
  // Must be given, on the command line or in a configuration file: see missing().
  DeclaredOption& required();
  DeclaredOption& not_configurable();
  DeclaredOption& only_in_full_help();  // for what refines another option: --help is one screen

  CLI::Option& option() const { return *option_; }
  const OptionText& text() const { return text_; }
  Offer offer() const { return offer_; }
  const std::vector<std::string>& words() const { return words_; }
  bool is_flag() const { return option_->get_items_expected_max() == 0; }
  bool is_positional() const { return option_->get_positional(); }
  std::string spelling() const;  // "--workers", "-o,--output", "PATHS"
  std::string key() const;       // in a configuration file: "workers", "output", "paths"
  bool takes_several() const;
  bool is_configurable() const { return configurable_; }  // by a file
  std::string default_text() const { return default_; }
  std::string range_text() const { return range_; }  // what may be given, where that is limited; or empty
  bool is_required() const { return required_; }
  OptionValue value() const { return value_(); }  // in force, once the command line is parsed

  // What --help says of it, over lines of `columns`; empty: it is not there.
  std::string short_help(int columns) const;

  static std::string shown(const OptionValue& value);  // for people; empty where it is not set

 private:
  static std::int64_t widened(int value) { return value; }
  static double widened(double value) { return value; }

  CLI::Option* option_;
  OptionText text_;
  std::function<OptionValue()> value_;
  Offer offer_ = Offer::nothing;
  std::vector<std::string> words_;
  std::string range_;
  std::string default_;
  bool required_ = false;
  bool configurable_ = true;
  bool only_in_full_help_ = false;
};

// Empty strings and lists, and zeros, are what an option is when it is not set.
inline OptionValue option_value(bool value) {
  return value;
}
inline OptionValue option_value(double value) {
  return value == 0 ? OptionValue() : value;
}
inline OptionValue option_value(std::size_t value) {
  return value == 0 ? OptionValue() : static_cast<std::int64_t>(value);
}
inline OptionValue option_value(std::optional<std::int64_t> value) {
  return value ? OptionValue(*value) : OptionValue();
}
inline OptionValue option_value(const std::string& value) {
  return value.empty() ? OptionValue() : value;
}
template <class Item>
OptionValue option_value(const std::vector<Item>& value) {
  return value.empty() ? OptionValue() : value;
}

}  // namespace nightjar::cli
