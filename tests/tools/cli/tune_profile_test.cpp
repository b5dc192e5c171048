// Profiles: what they are about, where they are kept, and what is done with those of others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "nightjar/error.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tools/cli/stdout.h"
#include "tools/cli/tune/profile_store.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ProfileKey kHere{"sounds", "ab12", "A Processor", 4, "LibTorch 2.13.0"};

class StoredProfiles : public ::testing::Test {
 protected:
  StoredProfiles() {
    for (const char* variable : {"XDG_CACHE_HOME", "HOME"}) {
      const char* value = std::getenv(variable);
      before_.emplace_back(variable, value != nullptr ? std::optional<std::string>(value) : std::nullopt);
    }
    setenv("XDG_CACHE_HOME", std::string(folder_ / "").c_str(), 1);
  }
  ~StoredProfiles() override {
    for (const auto& [variable, value] : before_)
      value ? setenv(variable.c_str(), value->c_str(), 1) : unsetenv(variable.c_str());
  }

  static Profile profile(const ProfileKey& key = kHere) {
    return {.key = key,
            .form = {Preparation::optimised, Precision::bfloat16, 8},
            .workers = 3,
            .streams = 2,
            .latency_threads = 4,
            .why = {"form: it is faster"}};
  }
  static std::string damage(const std::string& from, const std::string& to) {
    const fs::path file = store_profile(profile());
    std::string text = test::read_text(file);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    std::ofstream(file) << text.replace(at, from.size(), to);
    try {
      find_profile(kHere);
    } catch (const SetupError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr(file.string()),
                                      HasSubstr("; remove the file, or measure again with nightjar tune")));
      return error.what();
    }
    return "taken";
  }

  test::TempFolder folder_;
  std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

TEST_F(StoredProfiles, are_found_as_they_were_stored) {
  const fs::path file = store_profile(profile());
  EXPECT_EQ(file.parent_path(), fs::path(folder_ / "nightjar/profiles"));
  EXPECT_THAT(file.filename(), HasSubstr("sounds-"));
  const FoundProfile found = find_profile(kHere);
  EXPECT_EQ(found.file, file);
  ASSERT_TRUE(found.profile);
  EXPECT_EQ(found.profile->key, kHere);
  EXPECT_EQ(found.profile->form, profile().form);
  EXPECT_EQ(found.profile->workers, 3);
  EXPECT_EQ(found.profile->streams, 2);
  EXPECT_EQ(found.profile->latency_threads, 4);
  EXPECT_EQ(found.profile->why, profile().why);
}

TEST_F(StoredProfiles, of_others_lie_beside_and_are_told_of) {
  EXPECT_THAT(find_profile(kHere).note, IsEmpty());
  ProfileKey other = kHere;
  other.cores = 8;
  store_profile(profile(other));
  FoundProfile found = find_profile(kHere);
  EXPECT_FALSE(found.profile);
  EXPECT_THAT(found.note, AllOf(HasSubstr("is not followed: it is of 8 cores, here may be used 4"),
                                HasSubstr("profiles/sounds-")));
  store_profile(profile());
  found = find_profile(kHere);
  EXPECT_TRUE(found.profile);
  EXPECT_THAT(found.note, IsEmpty());
  EXPECT_TRUE(find_profile(other).profile) << "both are kept";
}

TEST_F(StoredProfiles, under_the_name_of_another_are_not_followed) {
  ProfileKey other = kHere;
  other.cpu = "Another";
  fs::rename(store_profile(profile(other)), profile_file(kHere));
  const FoundProfile found = find_profile(kHere);
  EXPECT_FALSE(found.profile);
  EXPECT_THAT(found.note, HasSubstr("it is of a Another, here is a A Processor"));
}

TEST_F(StoredProfiles, differ_by_all_that_measurements_depend_on) {
  EXPECT_THAT(differences(kHere, kHere), IsEmpty());
  const auto changed = [](auto change) {
    ProfileKey key = kHere;
    change(key);
    EXPECT_NE(profile_file(key), profile_file(kHere));
    return differences(key, kHere);
  };
  EXPECT_THAT(changed([](ProfileKey& key) { key.model_sha256 = "cd"; }), HasSubstr("of other weights"));
  EXPECT_THAT(changed([](ProfileKey& key) {
                key.model = "birds";
                key.model_sha256 = "cd";
              }),
              HasSubstr("of model birds"));
  EXPECT_THAT(changed([](ProfileKey& key) { key.cpu = "Old"; }), HasSubstr("of a Old"));
  EXPECT_THAT(changed([](ProfileKey& key) { key.cores = 1; }), HasSubstr("of 1 core,"));
  EXPECT_THAT(changed([](ProfileKey& key) { key.libtorch = "LibTorch 9"; }),
              HasSubstr("of LibTorch 9, here is LibTorch 2.13.0"));
}

TEST_F(StoredProfiles, that_are_damaged_are_refused_with_the_remedy) {
  EXPECT_THAT(damage("{", "("), HasSubstr("is not valid JSON"));
  EXPECT_THAT(damage("optimised", "best"), HasSubstr("got \"best\", expected one of \"plain\""));
  EXPECT_THAT(damage("\"batch_segments\": 8", "\"batch_segments\": 7"), HasSubstr("a power of two"));
  EXPECT_THAT(damage("\"workers\": 3", "\"workers\": -3"), HasSubstr("workers"));
  EXPECT_THAT(damage("\"streams\"", "\"steams\""), HasSubstr("steams"));
  EXPECT_THAT(damage("\"format\": 1", "\"format\": 2"), HasSubstr("format"));
}

TEST_F(StoredProfiles, of_a_damaged_file_nobody_else_is_troubled) {
  ProfileKey other = kHere;
  other.cores = 8;
  std::ofstream(store_profile(profile(other))) << "{";
  EXPECT_THAT(find_profile(kHere).note, IsEmpty());
}

TEST_F(StoredProfiles, are_kept_in_the_home_folder_where_no_cache_is_named) {
  setenv("XDG_CACHE_HOME", "relative", 1);
  setenv("HOME", "/home/someone", 1);
  EXPECT_EQ(profile_folder(), "/home/someone/.cache/nightjar/profiles");
  unsetenv("HOME");
  EXPECT_EQ(profile_folder(), "");
  EXPECT_FALSE(find_profile(kHere).profile);
  EXPECT_THROW(store_profile(profile()), SetupError);
  setenv("XDG_CACHE_HOME", "/proc/nowhere", 1);
  EXPECT_THROW(store_profile(profile()), OutputError);
}

TEST_F(StoredProfiles, have_file_names_without_what_a_model_may_be_called) {
  ProfileKey odd = kHere;
  odd.model = "../../etc/a b";
  EXPECT_EQ(profile_file(odd).parent_path(), profile_folder());
}

}  // namespace
}  // namespace nightjar::cli
