// `nightjar run` on a model of transcripts, and what the other commands make of one, from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/engine/support/spelling_model.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TranscriptsRun : public Workplace {
 protected:
  TranscriptsRun() { test::write_spelling_model(folder_ / "models/spelling"); }

  std::string spelled(const std::string& name, const std::vector<std::string>& utterances) {
    test::SpelledSound sound;
    for (const std::string& text : utterances) sound.pause(0.4).say(text).pause(1.2);
    test::write_sound(folder_ / name, sound.samples, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    return folder_ / name;
  }

  Ended run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--quiet", "--model", "spelling"});
    return nightjar(arguments, options());
  }

  // Its lines; it went well.
  std::vector<json> lines_of_run(const std::vector<std::string>& arguments) const {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return test::parse_json_lines(ended.out);
  }

  std::string hotwords(const std::string& text) {
    std::ofstream(folder_ / "hot.txt", std::ios::binary) << text;
    return folder_ / "hot.txt";
  }
};

std::vector<std::string> briefly(const std::vector<json>& lines) {
  std::vector<std::string> out;
  for (const json& line : lines)
    out.push_back(line["type"].get<std::string>() +
                  (line.contains("text") ? " " + line["text"].get<std::string>() : ""));
  return out;
}

TEST_F(TranscriptsRun, writes_utterances_each_before_its_words) {
  const auto lines = lines_of_run({spelled("a.wav", {"to wit", "to woo"})});
  ASSERT_THAT(briefly(lines), ElementsAre("run", "recording", "transcript to wit", "word to", "word wit",
                                          "transcript to woo", "word to", "word woo", "end", "done"));
  EXPECT_EQ(lines[2]["start_sample"], lines[3]["start_sample"]);
  EXPECT_EQ(lines[2]["end_s"], lines[4]["end_s"]);
  EXPECT_NEAR(lines[2]["start_s"].get<double>(), 0.4, 0.02);
  EXPECT_GT(lines[3]["score"], 0.8);
  EXPECT_FALSE(lines[2].contains("n_best"));
  EXPECT_EQ(lines[8]["words"], 4);
  EXPECT_EQ(lines[8]["transcripts"], 2);
  EXPECT_EQ(lines[9]["words"], 4);
  EXPECT_FALSE(lines[0].contains("beam_width"));
}

TEST_F(TranscriptsRun, options_of_the_search_are_taken_and_stated) {
  const std::string recording = spelled("a.wav", {"to w[iou]t"});
  const auto lines = lines_of_run(
      {recording, "--beam", "20", "--n-best", "2", "--hotwords", hotwords("wot\t12.5\r\n\nto wit\t-3\n")});
  EXPECT_EQ(lines[0]["beam_width"], 20);
  EXPECT_EQ(lines[0]["n_best"], 2);
  EXPECT_EQ(lines[0]["hotwords"],
            json::parse(R"([{"text": "wot", "boost": 12.5}, {"text": "to wit", "boost": -3}])"));
  EXPECT_EQ(lines[2]["text"], "to wot");
  ASSERT_EQ(lines[2]["n_best"].size(), 2U);
  EXPECT_EQ(lines[2]["n_best"][0]["text"], "to wot");
  EXPECT_GE(lines[2]["n_best"][0]["score"], lines[2]["n_best"][1]["score"]);
}

TEST_F(TranscriptsRun, a_language_model_chooses_words_and_is_stated_by_its_bytes) {
  std::ofstream(folder_ / "words.arpa")
      << "\\data\\\nngram 1=5\n\n\\1-grams:\n-0.5\t</s>\n-99\t<s>\n-0.5\tto\n"
         "-0.3\twut\n-6\t<unk>\n\n\\end\\\n";
  const auto lines = lines_of_run(
      {spelled("a.wav", {"to w[iou]t"}), "--beam", "20", "--language-model", folder_ / "words.arpa"});
  EXPECT_EQ(lines[2]["text"], "to wut");
  EXPECT_EQ(lines[0]["language_model_sha256"].get<std::string>().size(), 64U);
}

TEST_F(TranscriptsRun, bytes_do_not_depend_on_workers_or_memory) {
  const std::vector<std::string> recordings = {spelled("a.wav", {"hello", "night owl"}),
                                               spelled("b.wav", {"to wit to woo to wit"})};
  const auto bytes = [&](const char* workers, const char* memory) {
    std::vector<std::string> arguments = recordings;
    arguments.insert(arguments.end(), {"--beam", "10", "--workers", workers, "--memory", memory});
    return run(arguments).out;
  };
  const std::string first = bytes("1", "min");
  EXPECT_THAT(first, HasSubstr("\"ok\":2"));
  EXPECT_EQ(bytes("3", "1GiB"), first);
}

TEST_F(TranscriptsRun, memory_does_not_grow_with_the_length_of_a_recording) {
  const auto run_of = [&](std::size_t utterances) {
    const std::vector<std::string> texts(utterances, "to wit to woo");
    const std::string recording = spelled("a.wav", texts);
    const auto lines = lines_of_run(
        {recording, "--beam", "8", "--memory", "min", "--workers", "1", "--stats", folder_ / "stats.json"});
    EXPECT_EQ(lines.back()["transcripts"], utterances);
    const json stats = json::parse(test::read_text(folder_ / "stats.json"));
    if (!NIGHTJAR_SANITIZED) {
      EXPECT_LE(stats["peak_rss_bytes"], stats["memory_ceiling_bytes"]);
    }
    return stats["peak_rss_bytes"].get<double>();
  };
  const double brief = run_of(8);
  const double many_minutes = run_of(NIGHTJAR_SANITIZED ? 20 : 150);
  if (!NIGHTJAR_SANITIZED) {
    EXPECT_LE(many_minutes, 1.1 * brief);
  }
}

TEST_F(TranscriptsRun, wrong_options_are_refused_with_what_is_expected) {
  const std::string recording = spelled("a.wav", {"to"});
  const auto refusal = [&](std::vector<std::string> arguments) {
    arguments.push_back(recording);
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, 2);
    return ended.err;
  };
  EXPECT_THAT(refusal({"--beam", "5", "--hotwords", hotwords("wit\t1\nwit 4\n")}),
              HasSubstr("hot.txt:2: got \"wit 4\"; expected a word or phrase, a tabulator, and its boost"));
  EXPECT_THAT(refusal({"--beam", "5", "--hotwords", hotwords("")}), HasSubstr("has no hotwords"));
  EXPECT_THAT(refusal({"--beam", "5", "--hotwords", folder_ / "none.txt"}), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal({"--hotwords", hotwords("wit\t1\n")}), HasSubstr("need beam search"));
  EXPECT_THAT(refusal({"--beam", "-1"}), HasSubstr("--beam"));
  const Ended tags = nightjar({"run", "--model", "stub", "--beam", "5", recording}, options());
  EXPECT_EQ(tags.code, 2);
  EXPECT_THAT(tags.err, HasSubstr("model stub is one of tags"));
}

TEST_F(TranscriptsRun, other_commands_take_such_a_model) {
  const std::string recording = spelled("a.wav", {"to"});
  const auto output_of = [&](const std::vector<std::string>& arguments) {
    const Ended ended = nightjar(arguments, options());
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.out;
  };
  EXPECT_THAT(output_of({"models"}),
              HasSubstr("task       transcripts\n  labels     words, of 28 tokens\n  input      16000 Hz"));
  EXPECT_THAT(output_of({"models", "spelling"}), HasSubstr("search          greedy"));
  EXPECT_THAT(output_of({"check", "--model", "spelling", "--measure", "0.1", recording}),
              HasSubstr("1 recording"));
  EXPECT_THAT(output_of({"bench", "spelling", recording}), HasSubstr("x real time"));
  EXPECT_EQ(run({recording, "--scores", folder_ / "scores.csv"}).code, 0);
  EXPECT_THAT(test::read_text(folder_ / "scores.csv"),
              testing::StartsWith("path,start_sample,end_sample,<pad>,|,a,"));
}

}  // namespace
}  // namespace nightjar::cli
