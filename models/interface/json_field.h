// Reads a JSON document strictly: each value is a JsonField that knows its path and file, so that whatever is
// wrong with it can be said in one sentence. All errors are SetupError(bad_manifest). Private to the
// manifest's parser.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>  // all of it costs seconds in each file
#include <string>
#include <string_view>
#include <vector>

namespace nightjar {

// Parses `file` (at most 1 MiB). Refuses what is no JSON, and a key that an object has twice: which one would
// count?
nlohmann::json parse_json_file(const std::filesystem::path& file);

// A value of a parsed document, which it borrows.
class JsonField {
 public:
  JsonField(const nlohmann::json& value, std::string path, std::string file)
      : value_(&value), path_(std::move(path)), file_(std::move(file)) {}

  // Each of these gives the value, or refuses one of another type or out of its range (bounds included; an
  // integer's range has no negative numbers).
  // `or_else`: what else the key takes, for the message.
  std::int64_t integer(std::int64_t low, std::int64_t high, const std::string& or_else = "") const;
  double number(double low, double high) const;
  bool boolean() const;
  std::string text() const;       // not empty
  std::string file_name() const;  // of a file in the model's folder, without a path
  bool is(std::string_view text) const;
  bool is_object() const;
  std::string one_of(const std::vector<std::string>& choices) const;
  std::vector<JsonField> items(std::size_t min_count, std::size_t max_count) const;

  // For objects. An unknown key is best told before a missing one: it is its likely cause.
  void check_no_unknown_key(const std::vector<std::string>& known) const;
  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;
  JsonField at(std::string_view key) const;  // refuses where it is missing

  // Throws: this key got its value, but `expected` was expected.
  [[noreturn]] void refuse(const std::string& expected) const;

 private:
  std::string path_of(std::string_view key) const;
  void check_object() const;
  [[noreturn]] void fail(const std::string& message) const;

  const nlohmann::json* value_;
  std::string path_;  // "" for the document, else for example "features.n_fft" or "labels[3]"
  std::string file_;
};

}  // namespace nightjar
