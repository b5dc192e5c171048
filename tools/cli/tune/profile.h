// What `tune` found best for a model on a machine.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "models/interface/manifest.h"
#include "tools/cli/tune/form.h"

namespace nightjar::cli {

// What a profile is about: elsewhere another choice may be the better one.
struct ProfileKey {
  std::string model;         // its name, for people
  std::string model_sha256;  // of manifest and weights
  std::string cpu;           // its name
  std::size_t cores = 1;     // that the process may use
  std::string libtorch;      // "LibTorch 2.13.0"

  bool operator==(const ProfileKey&) const = default;
};

// Here and now. Loads LibTorch: throws SetupError(backend_unavailable).
ProfileKey profile_key_of(const Manifest& manifest);

// "of a machine with 8 cores, here are 2; of LibTorch 2.12.0, here is 2.13.0"; empty where they are the same.
std::string differences(const ProfileKey& profile, const ProfileKey& here);

struct Profile {
  ProfileKey key;
  Form form;
  std::size_t workers = 0;          // of `run`; 0: not known, as in the next two
  std::size_t streams = 0;          // of an InferQueue
  std::size_t latency_threads = 0;  // inference_num_threads of Hint::latency
  std::vector<std::string> why;     // a sentence on each choice
};

std::string to_json(const Profile& profile);

// Of a file that to_json made. Throws SetupError(bad_option) that names the file, what is wrong in it, and
// the remedy.
Profile read_profile(const std::filesystem::path& file);

}  // namespace nightjar::cli
