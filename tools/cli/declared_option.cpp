#include "tools/cli/declared_option.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "stages/write/number_text.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

// Of CLI11's own, the message names the largest double with all of its digits.
CLI::Validator positive_number() {
  return {[](std::string& text) {
            double value = 0;
            const bool good = CLI::detail::lexical_cast(text, value) && value > 0;
            return good ? std::string() : text + " is no number above 0";
          },
          ""};
}

struct Shown {
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    std::string text;
    append_number(text, value);
    return text;
  }
  std::string operator()(const std::string& value) const { return value; }
  template <class Item>
  std::string operator()(const std::vector<Item>& items) const {
    std::vector<std::string> words;
    for (const Item& item : items) words.push_back((*this)(item));
    return joined(words, ",");
  }
};

}  // namespace

DeclaredOption::DeclaredOption(CLI::Option* option, OptionText text, std::function<OptionValue()> value)
    : option_(option), text_(std::move(text)), value_(std::move(value)), default_(text_.fallback) {
  if (default_.empty() && !is_flag()) default_ = shown(value_());
}

std::string DeclaredOption::shown(const OptionValue& value) {
  return std::visit(Shown{}, value);
}

DeclaredOption& DeclaredOption::above_zero() {
  option_->check(positive_number());
  range_ = "above 0";
  return *this;
}

DeclaredOption& DeclaredOption::one_of(std::vector<std::string> words) {
  option_->check(CLI::IsMember(words).description(""));
  offer_ = Offer::words;
  range_ = "one of " + joined(words, ", ");
  words_ = std::move(words);
  return *this;
}

DeclaredOption& DeclaredOption::some_of(std::vector<std::string> words) {
  offer_ = Offer::lists_of_words;
  range_ = "some of " + joined(words, ", ") + ", joined by commas";
  words_ = std::move(words);
  return *this;
}

DeclaredOption& DeclaredOption::list() {
  option_->delimiter(',');
  return repeated();
}

DeclaredOption& DeclaredOption::repeated() {
  // What follows its value is no value of it.
  option_->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->expected(1)->allow_extra_args(false);
  return *this;
}

DeclaredOption& DeclaredOption::offer(Offer offer) {
  offer_ = offer;
  return *this;
}

DeclaredOption& DeclaredOption::required() {
  required_ = true;
  return *this;
}

DeclaredOption& DeclaredOption::not_configurable() {
  configurable_ = false;
  return *this;
}

DeclaredOption& DeclaredOption::only_in_full_help() {
  only_in_full_help_ = true;
  return *this;
}

bool DeclaredOption::takes_several() const {
  return option_->get_expected_max() > 1 ||
         option_->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

std::string DeclaredOption::spelling() const {
  return option_->get_name(is_positional(), true);
}

std::string DeclaredOption::key() const {
  if (!option_->get_lnames().empty()) return option_->get_lnames().front();
  std::string key;
  for (const char c : option_->get_name(true))
    key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return key;
}

std::string DeclaredOption::short_help(int columns) const {
  if (only_in_full_help_) return "";
  std::string text = text_.what;
  std::vector<std::string> words = words_;
  const auto of_words = std::find(words.begin(), words.end(), default_);
  const bool is_word = of_words != words.end();
  if (is_word) *of_words += " (default)";
  if (!words.empty()) text += ": " + joined(words, ", ");
  const std::string told = default_.empty() || is_word ? "" : " (default: " + default_ + ")";
  // One that is no value is worth no line of its own: --help is one screen.
  if (text_.fallback.empty() || width_of(text + told) <= columns) text += told;
  std::string lines;
  for (const std::string& line : wrap(text, columns)) lines += (lines.empty() ? "" : "\n") + line;
  return lines;
}

}  // namespace nightjar::cli
