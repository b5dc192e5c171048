// models/MANIFEST.md against what reads manifests: no key is missing there, and none is too many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

struct PageRow {
  std::string key, fallback, range, example;
  // "with `stride_samples` required": where that is there, as it is in the examples.
  bool is_required() const { return fallback.find("required") != std::string::npos; }
};
// By what a link to the heading is: "features-log_mel".
using Page = std::map<std::string, std::vector<PageRow>>;

std::string without_ticks(std::string cell) {
  cell = std::regex_replace(cell, std::regex(R"(^`(.*)`$)"), "$1");
  return std::regex_replace(cell, std::regex(R"(\\\|)"), "|");
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  const std::regex cell(R"( ((?:\\\||[^|])*?) ?\|)");
  for (std::sregex_iterator at(line.begin() + 1, line.end(), cell), end; at != end; ++at)
    cells.push_back((*at)[1]);
  return cells;
}

Page read_page() {
  Page page;
  std::istringstream text(text_of(NIGHTJAR_SOURCE_DIR "/models/MANIFEST.md"));
  std::string section;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("## ")) section = std::regex_replace(line.substr(3), std::regex(": "), "-");
    if (!line.starts_with("| `")) continue;
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() < 6) throw std::runtime_error("a row of fewer than six cells: " + line);
    page[section].push_back({without_ticks(cells[0]), cells[3], cells[4], without_ticks(cells[5])});
  }
  return page;
}

// Each `{"key", how to read it` in the tables of rules.
std::set<std::string> keys_in_sources() {
  std::set<std::string> keys;
  const std::regex rule(R"re(\{\s*"([a-z0-9_]+)",\s*(?:\[|read_))re");
  for (const auto& entry : std::filesystem::directory_iterator(NIGHTJAR_SOURCE_DIR "/models/interface")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string source = text_of(entry.path());
    for (std::sregex_iterator at(source.begin(), source.end(), rule), end; at != end; ++at)
      keys.insert((*at)[1]);
  }
  return keys;
}

class ManifestPage : public testing::Test {
 protected:
  ManifestPage() { std::ofstream(folder_ / "tokens.json") << R"(["<pad>", "<s>", "|", "a", "b"])"; }

  // All examples of a section as an object; a link is the object of that section.
  const json& examples(const std::string& section) const {
    json& object = examples_[section];
    if (!object.is_null()) return object;
    for (const PageRow& row : page_.at(section)) {
      std::smatch link;
      object[row.key] = std::regex_match(row.example, link, std::regex(R"(\[.*\]\(#(.*)\))"))
                            ? examples(link[1])
                            : json::parse(row.example);
    }
    return object;
  }

  // A manifest that has `object` where the section's belongs.
  json manifest_with(const std::string& section, const json& object) const {
    if (section == "manifest.json") return object;
    json manifest = examples("manifest.json");
    const std::string part = section.substr(0, section.find('-'));
    if (part == "normalization") {
      manifest["features"] = examples("features-log_mel");
      manifest["features"][part] = object;
    } else if (part == "mel_filters") {
      manifest["features"] = examples("features-kaldi_fbank");
      manifest["features"][part] = object;
    } else {
      manifest[part] = object;
    }
    if (section == "decode-ctc" || section == "decode-embedding") {
      manifest["task"] = section == "decode-ctc" ? "transcripts" : "embeddings";
      manifest.erase("labels");
      manifest.erase("state");
    }
    return manifest;
  }

  // What is said against it; empty: nothing.
  std::string refusal(const std::string& section, const json& object) const {
    std::ofstream(folder_ / "manifest.json") << manifest_with(section, object);
    try {
      read_manifest(folder_ / "");
    } catch (const SetupError& error) {
      return error.what();
    }
    return "";
  }

  test::TempFolder folder_;
  const Page page_ = read_page();

 private:
  mutable std::map<std::string, json> examples_;
};

TEST_F(ManifestPage, has_examples_that_make_manifests_and_says_what_may_be_left_out) {
  for (const auto& [section, rows] : page_) {
    const json whole = examples(section);
    EXPECT_EQ(refusal(section, whole), "") << section;
    json least = whole;
    for (const PageRow& row : rows) {
      json lacking = whole;
      lacking.erase(row.key);
      if (row.is_required()) {
        EXPECT_THAT(refusal(section, lacking), HasSubstr(row.key)) << section << " without " << row.key;
      } else {
        least.erase(row.key);
      }
    }
    if (!least.contains("stride_samples")) least.erase("context_samples");
    EXPECT_EQ(refusal(section, least), "") << section << " with what is required alone";
  }
}

// All that stands between two of `mark`.
std::set<std::string> words_in(const std::string& text, const std::string& mark) {
  const std::regex word(mark + "([^" + mark + "]*)" + mark);
  std::set<std::string> words;
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at) words.insert((*at)[1]);
  return words;
}

TEST_F(ManifestPage, has_every_choice_there_is) {
  int choices = 0;
  for (const auto& [section, rows] : page_) {
    for (const PageRow& row : rows) {
      json object = examples(section);
      if (!object[row.key].is_string() || !row.range.starts_with('`')) continue;
      object[row.key] = "?";
      const std::string said = refusal(section, object);
      const std::size_t begin = said.find("expected one of ");
      if (begin == std::string::npos) continue;
      std::set<std::string> told = words_in(row.range, "`");
      const std::string group = section.substr(0, section.find('-') + 1);
      for (const auto& other : page_) {  // of a type, those that have sections
        if (row.key == "type" && group != "decode-" && other.first.starts_with(group))
          told.insert(other.first.substr(group.size()));
      }
      EXPECT_EQ(told, words_in(said.substr(begin), "\"")) << section << "." << row.key;
      ++choices;
    }
  }
  EXPECT_GT(choices, 30);
}

// The number itself, or the first one of a list or of an object.
json& number_in(json& value) {
  return value.is_structured() ? value.front() : value;
}

TEST_F(ManifestPage, has_ranges_outside_of_which_a_value_is_refused) {
  const std::regex numbers(R"(^(-?[0-9.e-]+) to (-?[0-9][0-9.e-]*)?.*)");
  const std::regex words("`[^`]*`(, `[^`]*`)*");
  int ranges = 0;
  for (const auto& [section, rows] : page_) {
    for (const PageRow& row : rows) {
      const auto expect_refused = [&, &section = section](const json& value) {
        json object = examples(section);
        number_in(object[row.key]) = value;
        EXPECT_NE(refusal(section, object), "") << section << "." << row.key << " " << value;
        ++ranges;
      };
      const json example = examples(section)[row.key];
      std::smatch range;
      if (std::regex_match(row.range, range, numbers)) {
        const double low = std::stod(range[1]);
        expect_refused(json(low - std::max(1.0, std::abs(low))));
        if (range[2].matched) expect_refused(json(std::stod(range[2]) * 1.5 + 1));
      } else if (std::regex_match(row.range, words)) {
        expect_refused(example.is_number()    ? json(example.get<int>() + 1)
                       : example.is_boolean() ? json(!example.get<bool>())
                                              : json("?"));
      }
    }
  }
  EXPECT_GT(ranges, 150);
}

TEST_F(ManifestPage, has_every_key_and_no_other) {
  std::set<std::string> known = keys_in_sources();
  EXPECT_GT(known.size(), 80U) << "the pattern no longer finds the rules";
  std::set<std::string> told;
  for (const auto& [section, rows] : page_) {
    for (const PageRow& row : rows) told.insert(row.key);
  }
  EXPECT_EQ(told, known);
  for (const auto& [section, rows] : page_) {
    json object = examples(section);
    for (const std::string& key : known) {
      if (object.contains(key)) continue;
      object[key] = 1;
      EXPECT_THAT(refusal(section, object), HasSubstr("unknown key")) << section << " takes " << key;
      object.erase(key);
    }
  }
}

}  // namespace
}  // namespace nightjar
