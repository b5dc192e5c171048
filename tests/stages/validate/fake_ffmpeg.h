// Scripts that play the part of ffmpeg and ffprobe.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/types.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {

class FakeFfmpeg : public testing::Test {
 protected:
  // Only the scripts are found, and only where they were made.
  void SetUp() override {
    std::filesystem::create_directory(folder_ / "bin");
    ::setenv("PATH", (folder_ / "bin").c_str(), 1);
  }
  void TearDown() override { ::setenv("PATH", path_.c_str(), 1); }

  void script(const std::string& name, const std::string& lines) {
    const std::string path = folder_ / "bin/" + name;
    std::ofstream(path) << "#!/bin/sh\n" << lines << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  void ffprobe(int rate, int channels, const std::string& more = "") {
    script("ffprobe", "echo codec_name=amr_nb\necho sample_rate=" + std::to_string(rate) +
                          "\necho channels=" + std::to_string(channels) + "\n" + more);
  }
  // A recording with the mark of `magic`, in which `sound` follows as AU: what `play` then gives.
  std::string recording(const std::vector<float>& sound, int rate, int channels,
                        const std::string& magic = "#!AMR\n") {
    test::write_sound(folder_ / "sound.au", sound, rate, channels, SF_FORMAT_AU | SF_FORMAT_FLOAT);
    const test::FileBytes au = test::read_bytes(folder_ / "sound.au");
    test::FileBytes bytes(magic.begin(), magic.end());
    bytes.insert(bytes.end(), au.begin(), au.end());
    test::write_bytes(folder_ / "-i http:x.amr", bytes);  // a name to be careful with
    return folder_ / "-i http:x.amr";
  }
  static constexpr const char* kPlay = "/usr/bin/tail -c +7 /proc/self/fd/0";
  static constexpr const char* kM4a =
      "\x20\x20\x20\x20"
      "ftypM4A ";

  // The process ids that scripts left by `mkdir`: they cannot write files.
  std::vector<pid_t> started() {
    std::vector<pid_t> ids;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("pid.")) ids.push_back(std::stoi(name.substr(4)));
    }
    return ids;
  }
  std::string leave_id() { return "/bin/mkdir '" + folder_.path() + "/pid.'$$\n"; }

  test::TempFolder folder_;
  std::string path_ = std::getenv("PATH");
};

}  // namespace nightjar
