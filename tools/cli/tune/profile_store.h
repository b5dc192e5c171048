// Where profiles are kept: a file for each model and machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tools/cli/tune/profile.h"

namespace nightjar::cli {

// XDG_CACHE_HOME/nightjar/profiles, else ~/.cache/nightjar/profiles (XDG Base Directory Specification); empty
// where neither variable, XDG_CACHE_HOME nor HOME, is set.
std::filesystem::path profile_folder();

// The file of a key: "sounds-0123456789abcdef.json", by a hash of all that is in the key.
std::filesystem::path profile_file(const ProfileKey& key);

// Makes the folder, and replaces the file whole. Returns its path. Throws OutputError with the cause, and
// SetupError(bad_option) where there is no folder to keep it in.
std::filesystem::path store_profile(const Profile& profile);

struct FoundProfile {
  std::filesystem::path file;
  std::optional<Profile> profile{};  // none: there is none for this key
  std::string note{};                // then: what there is instead, and why it is not followed; or empty
};

// Throws SetupError(bad_option) where the file of the key is damaged.
FoundProfile find_profile(const ProfileKey& key);

}  // namespace nightjar::cli
