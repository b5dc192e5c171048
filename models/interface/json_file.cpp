#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "models/interface/json_field.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& message) {
  throw SetupError(ErrorCode::bad_manifest, file.string() + ": " + message);
}

std::string read_text(const std::filesystem::path& file) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  std::ifstream in(file, std::ios::binary);
  std::string text(kMaxBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.fail() && !in.eof()))
    fail(file, "cannot be read; check that it is a file that you may read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMaxBytes) {
    fail(file, "is larger than " + std::to_string(kMaxBytes) + " bytes: that is no manifest");
  }
  return text;
}

// Called by the parser for each key; nlohmann-json itself would silently keep the last of two.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(std::filesystem::path file) : file_(std::move(file)) {}

  bool operator()(int, json::parse_event_t event, json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
        open_objects_.emplace_back();
        break;
      case json::parse_event_t::object_end:
        open_objects_.pop_back();
        break;
      case json::parse_event_t::key:
        if (!open_objects_.back().insert(parsed.get<std::string>()).second) {
          fail(file_,
               "key \"" + parsed.get<std::string>() + "\" is there twice in one object: remove one of them");
        }
        break;
      default:
        break;
    }
    return true;  // keep the value
  }

 private:
  std::filesystem::path file_;
  std::vector<std::set<std::string>> open_objects_;
};

}  // namespace

json parse_json_file(const std::filesystem::path& file) {
  const std::string text = read_text(file);
  try {
    return json::parse(text, DuplicateKeys(file));
  } catch (const json::exception& error) {
    // what() begins with "[json.exception.parse_error.101] ", which helps nobody.
    const std::string what = error.what();
    const auto start = what.find("] ");
    fail(file, "is not valid JSON: " + (start == std::string::npos ? what : what.substr(start + 2)));
  }
}

}  // namespace nightjar
