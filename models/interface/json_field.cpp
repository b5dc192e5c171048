#include "models/interface/json_field.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "models/interface/nearest_name.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + in_quotes(name);
  return all;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::int64_t JsonField::integer(std::int64_t low, std::int64_t high, const std::string& or_else) const {
  // What is above int64's range comes out negative, and so below `low`.
  if (!value_->is_number_integer() || value_->get<std::int64_t>() < low ||
      value_->get<std::int64_t>() > high) {
    refuse("an integer from " + std::to_string(low) + " to " + std::to_string(high) + or_else);
  }
  return value_->get<std::int64_t>();
}

double JsonField::number(double low, double high) const {
  if (!value_->is_number() || !(value_->get<double>() >= low && value_->get<double>() <= high)) {
    refuse("a number from " + short_number(low) + " to " + short_number(high));
  }
  return value_->get<double>();
}

bool JsonField::boolean() const {
  if (!value_->is_boolean()) refuse("true or false");
  return value_->get<bool>();
}

std::string JsonField::text() const {
  if (!value_->is_string() || value_->get_ref<const std::string&>().empty())
    refuse("a text that is not empty");
  return value_->get<std::string>();
}

std::string JsonField::file_name() const {
  std::string name = text();
  if (name.find_first_of("/\\") != std::string::npos || name == "." || name == "..") {
    refuse("the name of a file in the model's folder, without a path");
  }
  return name;
}

bool JsonField::is_object() const {
  return value_->is_object();
}

bool JsonField::is(std::string_view text) const {
  return value_->is_string() && value_->get_ref<const std::string&>() == text;
}

std::string JsonField::one_of(const std::vector<std::string>& choices) const {
  if (!value_->is_string() || !contains(choices, value_->get<std::string>()))
    refuse("one of " + joined(choices));
  return value_->get<std::string>();
}

std::vector<JsonField> JsonField::items(std::size_t min_count, std::size_t max_count) const {
  if (!value_->is_array() || value_->size() < min_count || value_->size() > max_count) {
    refuse("a list of " + std::to_string(min_count) + " to " + std::to_string(max_count) + " entries");
  }
  std::vector<JsonField> fields;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    fields.emplace_back((*value_)[i], path_ + '[' + std::to_string(i) + ']', file_);
  }
  return fields;
}

void JsonField::check_no_unknown_key(const std::vector<std::string>& known) const {
  check_object();
  for (const auto& [key, value] : value_->items()) {
    if (!contains(known, key)) {
      fail("unknown key " + in_quotes(path_of(key)) + "; the nearest known key is " +
           in_quotes(path_of(nearest_name(key, known))) + ": rename or remove it");
    }
  }
}

bool JsonField::has(std::string_view key) const {
  check_object();
  return value_->contains(key);
}

std::vector<std::string> JsonField::keys() const {
  check_object();
  std::vector<std::string> names;
  for (const auto& [key, value] : value_->items()) names.push_back(key);
  return names;
}

JsonField JsonField::at(std::string_view key) const {
  if (!has(key)) fail("missing key " + in_quotes(path_of(key)) + ": add it, every key is required");
  return JsonField((*value_)[std::string(key)], path_of(key), file_);
}

void JsonField::refuse(const std::string& expected) const {
  constexpr std::size_t kMaxShown = 60;
  std::string got = value_->dump(-1, ' ', true);  // as ASCII: it may be cut anywhere
  if (got.size() > kMaxShown) {
    got.resize(kMaxShown);
    got += "...";
  }
  fail((path_.empty() ? "the document" : "key " + in_quotes(path_)) + ": got " + got + ", expected " +
       expected);
}

std::string JsonField::path_of(std::string_view key) const {
  return (path_.empty() ? "" : path_ + '.') + std::string(key);
}

void JsonField::check_object() const {
  if (!value_->is_object()) refuse("an object {...}");
}

void JsonField::fail(const std::string& message) const {
  throw SetupError(ErrorCode::bad_manifest, file_ + ": " + message);
}

}  // namespace nightjar
