#include "tools/cli/tune/profile_store.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <vector>

#include "nightjar/error.h"
#include "stages/write/output_file.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

namespace fs = std::filesystem;

namespace {

// The XDG specification leaves out what is not absolute.
fs::path absolute_variable(const char* variable) {
  const char* value = std::getenv(variable);
  const fs::path path = value != nullptr ? value : "";
  return path.is_absolute() ? path : fs::path();
}

// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): keys that meet by chance are told apart by
// what is in the file.
std::string hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  constexpr const char* kDigits = "0123456789abcdef";
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += kDigits[(hash >> shift) & 15U];
  return digits;
}

std::vector<fs::path> stored_files() {
  constexpr std::size_t kMost = 1000;  // that are looked at
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(profile_folder(), error), end;
       !error && entry != end && files.size() < kMost; entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

// Of the profiles that are there, one of the same model: what keeps it from being followed here.
std::string note_on_others(const ProfileKey& key) {
  for (const fs::path& file : stored_files()) {
    try {
      const ProfileKey other = read_profile(file).key;
      if (other.model == key.model || other.model_sha256 == key.model_sha256)
        return "the profile " + printable(file.string()) + " is not followed: it is " +
               differences(other, key);
    } catch (const SetupError&) {
      continue;  // damaged, and of nobody knows what
    }
  }
  return "";
}

}  // namespace

fs::path profile_folder() {
  if (const fs::path cache = absolute_variable("XDG_CACHE_HOME"); !cache.empty())
    return cache / "nightjar/profiles";
  const fs::path home = absolute_variable("HOME");
  return home.empty() ? fs::path() : home / ".cache/nightjar/profiles";
}

fs::path profile_file(const ProfileKey& key) {
  std::string name = key.model;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') c = '-';
  }
  name.resize(std::min<std::size_t>(name.size(), 100));
  const std::string all = key.model + '\n' + key.model_sha256 + '\n' + key.cpu + '\n' +
                          std::to_string(key.cores) + '\n' + key.libtorch;
  return profile_folder() / (name + "-" + hash_of(all) + ".json");
}

fs::path store_profile(const Profile& profile) {
  fs::path file = profile_file(profile.key);
  if (file.is_relative()) {
    throw SetupError(ErrorCode::bad_option,
                     "no folder to keep the profile in; set XDG_CACHE_HOME, or HOME, to an absolute path");
  }
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  auto out = OutputFile::create(file.string());
  if (!out) throw OutputError(out.error().message);
  Expected<void> done = out->write(to_json(profile));
  if (done) done = out->commit();
  if (!done) throw OutputError(done.error().message);
  return file;
}

FoundProfile find_profile(const ProfileKey& key) {
  FoundProfile found{.file = profile_file(key)};
  std::error_code ignored;
  if (found.file.is_relative() || !fs::exists(found.file, ignored)) {
    found.note = note_on_others(key);
    return found;
  }
  Profile profile = read_profile(found.file);
  const std::string apart = differences(profile.key, key);
  if (apart.empty()) {
    found.profile = std::move(profile);
  } else {
    found.note = "the profile " + printable(found.file.string()) + " is not followed: it is " + apart;
  }
  return found;
}

}  // namespace nightjar::cli
