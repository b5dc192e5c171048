// "decode" of a model of transcripts: read, and each way in which it can be wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class CtcRules : public testing::Test {
 protected:
  using CtcChange = std::function<void(json&)>;

  CtcRules() {
    write("tokens.json", R"(["<pad>", "<s>", "|", "a", "b"])");
    write("weights.pt", "weights");
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  // `change` of what "decode" says.
  Manifest manifest_after(const CtcChange& change, bool whole = false) const {
    json manifest = json::parse(R"({
      "format": 1, "name": "test", "description": "words", "licence": "CC0-1.0", "task": "transcripts",
      "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 64000, "hop_samples": 48000,
      "stride_samples": 320, "context_samples": 1480, "batch_segments": 8, "input": {"shape": [64000]},
      "features": {"type": "waveform", "input_scale": 1, "normalization": "none"},
      "decode": {"type": "ctc", "vocabulary": "tokens.json", "blank": "<pad>", "style": "characters",
                 "word_separator": "|", "unwritten": ["<s>"], "casing": "lower", "emissions": "logits"}})");
    change(whole ? manifest : manifest["decode"]);
    write("manifest.json", manifest.dump());
    return load_manifest(folder_ / "");
  }

  std::string refusal_after(const CtcChange& change, bool whole = false) const {
    try {
      manifest_after(change, whole);
    } catch (const SetupError& error) {
      return error.what();
    }
    return "accepted";
  }
  std::string refusal_of(const char* key, const json& value) const {
    return refusal_after([&](json& decode) { decode[key] = value; });
  }

  const test::TempFolder folder_;
};

TEST_F(CtcRules, values_are_read_and_the_labels_are_the_vocabulary) {
  const Manifest plain = manifest_after([](json&) {});
  EXPECT_EQ(plain.task, "transcripts");
  EXPECT_THAT(plain.labels, ElementsAre("<pad>", "<s>", "|", "a", "b"));
  EXPECT_EQ(plain.ctc.blank, 0);
  EXPECT_EQ(plain.ctc.word_separator, "|");
  EXPECT_THAT(plain.ctc.unwritten, ElementsAre("<s>"));
  EXPECT_EQ(plain.ctc.beam_width, 0);
  EXPECT_EQ(plain.ctc.max_utterance_s, 30);
  write("words.arpa", "");
  const Manifest full = manifest_after([](json& d) {
    d.update({{"beam_width", 25},
              {"n_best", 3},
              {"language_model", "words.arpa"},
              {"alpha", 0.7},
              {"beta", 2},
              {"unknown_log10", -5},
              {"hotwords", {{"ab a", 4}, {"b", -1.5}}},
              {"utterance_gap_s", 0.5},
              {"max_utterance_s", 20},
              {"word_margin_s", 0},
              {"blank", "b"},
              {"word_separator", ""}});
  });
  EXPECT_EQ(full.ctc.beam_width, 25);
  EXPECT_EQ(full.ctc.n_best, 3);
  EXPECT_EQ(full.ctc.language_model, "words.arpa");
  EXPECT_EQ(full.ctc.alpha, 0.7);
  EXPECT_EQ(full.ctc.hotwords[0].text, "ab a");
  EXPECT_EQ(full.ctc.hotwords[1].boost, -1.5);
  EXPECT_EQ(full.ctc.blank, 4);
  EXPECT_EQ(full.ctc.word_separator, "");
}

TEST_F(CtcRules, every_file_that_decides_the_words_is_in_the_hash) {
  const CtcChange with_model = [](json& d) {
    d.update({{"beam_width", 5}, {"language_model", "words.arpa"}});
  };
  write("words.arpa", "one");
  const std::string before = manifest_after(with_model).sha256;
  write("words.arpa", "two");
  const std::string after = manifest_after(with_model).sha256;
  EXPECT_NE(before, after);
  write("tokens.json", R"(["<pad>", "<s>", "|", "a", "c"])");
  EXPECT_NE(manifest_after(with_model).sha256, after);
}

TEST_F(CtcRules, a_wrong_value_is_refused_with_what_is_expected) {
  EXPECT_THAT(
      refusal_of("blank", "<pat>"),
      AllOf(HasSubstr("decode.blank"), HasSubstr("a token of tokens.json; the nearest is \"<pad>\"")));
  EXPECT_THAT(refusal_of("word_separator", "<pad>"), HasSubstr("a token other than the blank"));
  EXPECT_THAT(refusal_of("word_separator", "_"), HasSubstr("a token of tokens.json"));
  EXPECT_THAT(refusal_of("unwritten", json::array({"<unk>"})), HasSubstr("decode.unwritten[0]"));
  EXPECT_THAT(refusal_of("style", "letters"), HasSubstr("\"characters\", \"pieces\", \"wordpieces\""));
  EXPECT_THAT(refusal_of("casing", "title"), HasSubstr("decode.casing"));
  EXPECT_THAT(refusal_of("emissions", "probabilities"), HasSubstr("\"logits\", \"log_probs\""));
  EXPECT_THAT(refusal_of("beam_width", 10001), HasSubstr("0 to 10000"));
  EXPECT_THAT(refusal_of("vocabulary", "../tokens.json"), HasSubstr("without a path"));
  EXPECT_THAT(refusal_of("vocabulary", "none.json"), HasSubstr("none.json"));
  EXPECT_THAT(refusal_of("beam_with", 5), HasSubstr("the nearest known key is \"decode.beam_width\""));
  EXPECT_THAT(refusal_after([](json& d) {
                d.update({{"beam_width", 5}, {"hotwords", {{"a", "x"}}}});
              }),
              HasSubstr("decode.hotwords.a"));
  EXPECT_THAT(refusal_after([](json& d) {
                d.update({{"beam_width", 5}, {"language_model", "no.arpa"}});
              }),
              HasSubstr("the language model"));
}

TEST_F(CtcRules, keys_that_contradict_each_other_are_refused) {
  EXPECT_THAT(refusal_after([](json& d) { d.erase("word_separator"); }),
              HasSubstr("missing key \"decode.word_separator\""));
  EXPECT_THAT(refusal_of("style", "pieces"), HasSubstr("no such key: only words of \"characters\""));
  const json of_beams = {{"n_best", 2}, {"hotwords", {{"a", 1}}}, {"language_model", "a"}};
  for (const auto& [key, value] : of_beams.items())
    EXPECT_THAT(refusal_of(key.c_str(), value), HasSubstr("a \"beam_width\" above 0"));
}

TEST_F(CtcRules, a_vocabulary_that_fits_no_network_is_refused) {
  write("tokens.json", R"(["<pad>", "<s>", "|", "a", "a"])");
  EXPECT_THAT(refusal_after([](json&) {}), HasSubstr("without \"a\" twice"));
  write("tokens.json", R"(["<pad>"])");
  EXPECT_THAT(refusal_after([](json&) {}), HasSubstr("2 to 65536 tokens, not 1"));
}

TEST_F(CtcRules, a_model_of_transcripts_gives_emissions_and_has_no_labels) {
  const auto refusal = [&](const CtcChange& change) { return refusal_after(change, true); };
  EXPECT_THAT(refusal([](json& m) { m.erase("stride_samples"), m.erase("context_samples"); }),
              HasSubstr("missing key \"stride_samples\""));
  EXPECT_THAT(refusal([](json& m) { m["labels"] = json::array({"a"}); }),
              HasSubstr("unknown key \"labels\""));
  EXPECT_THAT(refusal([](json& m) { m["decode"]["type"] = "tags"; }), HasSubstr("one of \"ctc\""));
  EXPECT_THAT(refusal([](json& m) { m["task"] = "words"; }), HasSubstr("\"tags\", \"transcripts\""));
}

}  // namespace
}  // namespace nightjar
