// A folder with a model of embeddings for the stub backend: "bands", whose vector of a segment is the level
// of each of 24 bands, in fifths of a decibel.
#pragma once

#include <sndfile.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/engine/support/stub_model.h"
#include "tests/stages/match/tune.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {

class EmbeddingWorkplace : public Workplace {
 protected:
  static constexpr int kRateHz = 16000;

  EmbeddingWorkplace() {
    std::ifstream in(folder_ / "models/stub/manifest.json");
    manifest_ = nlohmann::json::parse(in);
    manifest_["task"] = "embeddings";
    manifest_["name"] = "bands";
    manifest_.erase("labels");
    manifest_["decode"] = {{"type", "embedding"},         {"dimensions", 24},
                           {"normalization", "none"},     {"match_distance", 2.0},
                           {"match_min_duration_s", 2.0}, {"smoothing_segments", 3},
                           {"min_duration_s", 1.0}};
    write_model("bands");
  }

  void write_model(const std::string& name) const {
    std::filesystem::create_directories(folder_ / ("models/" + name));
    std::ofstream(folder_ / ("models/" + name + "/manifest.json")) << manifest_;
    std::ofstream(folder_ / ("models/" + name + "/weights.pt")) << "the stub needs none";
  }

  std::string write(const std::string& name, const std::vector<float>& sound) const {
    std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
    test::write_sound(folder_ / name, sound, kRateHz, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / name;
  }

  // Three known tunes of ten seconds.
  void write_tunes() const {
    for (unsigned i = 0; i < 3; ++i)
      write("known/" + std::to_string(i) + ".wav", test::make_tune(i, 10, kRateHz));
  }
  // Four seconds of tune 1, from its second 3 on, between other tunes.
  static std::vector<float> programme() {
    const std::vector<float> tune = test::make_tune(1, 10, kRateHz);
    std::vector<float> sound = test::make_tune(7, 5, kRateHz);
    sound.insert(sound.end(), tune.begin() + 3 * kRateHz, tune.begin() + 7 * kRateHz);
    const std::vector<float> rest = test::make_tune(8, 5, kRateHz);
    sound.insert(sound.end(), rest.begin(), rest.end());
    return sound;
  }
  // Noise, with a tone in seconds 20 to 25 if `odd`.
  static std::vector<float> machine(unsigned seed, std::size_t seconds, bool odd = false) {
    std::vector<float> sound = test::make_noise(seconds * kRateHz, seed, 0.1F);
    if (!odd) return sound;
    const std::vector<float> tone_sound = tone(3000, 5, kRateHz, 0.05);
    for (std::size_t i = 0; i < tone_sound.size(); ++i) sound[20 * kRateHz + i] += tone_sound[i];
    return sound;
  }

  Ended call(std::vector<std::string> arguments) const {
    if (arguments[0] == "run") arguments.push_back("--quiet");
    return nightjar(arguments, options());
  }
  Ended run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--model", "bands"});
    return call(arguments);
  }
  static std::vector<nlohmann::json> lines_of(const std::string& text, const std::string& type) {
    std::vector<nlohmann::json> lines = test::parse_json_lines(text);
    std::erase_if(lines, [&](const nlohmann::json& line) { return line["type"] != type; });
    return lines;
  }

  const std::string index_ = folder_ / "index";
  nlohmann::json manifest_;
};

}  // namespace nightjar::cli
