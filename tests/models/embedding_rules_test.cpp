// "decode" of a model of embeddings: read, and each way in which it can be wrong.
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
using testing::HasSubstr;
using testing::IsEmpty;

using EmbeddingChange = std::function<void(json&)>;

Manifest embedding_manifest_after(const EmbeddingChange& change) {
  json manifest = json::parse(R"({
    "format": 1, "name": "test", "description": "vectors", "licence": "CC0-1.0", "task": "embeddings",
    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 16000, "hop_samples": 8000,
    "batch_segments": 8, "input": {"shape": [16000]},
    "features": {"type": "waveform", "input_scale": 1, "normalization": "none"},
    "decode": {"type": "embedding", "dimensions": 128, "normalization": "unit"}})");
  change(manifest);
  const test::TempFolder folder;
  std::ofstream(folder / "manifest.json") << manifest;
  return read_manifest(folder / "");
}

std::string embedding_refusal(const EmbeddingChange& change) {
  try {
    embedding_manifest_after(change);
  } catch (const SetupError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(EmbeddingRules, values_are_read_with_their_defaults) {
  const Manifest plain = embedding_manifest_after([](json&) {});
  EXPECT_EQ(plain.task, kEmbeddings);
  EXPECT_THAT(plain.labels, IsEmpty());
  EXPECT_EQ(plain.embedding.dimensions, 128);
  EXPECT_EQ(row_values(plain), 128);
  EXPECT_EQ(plain.embedding.normalization, "unit");
  EXPECT_EQ(plain.embedding.match_distance, 0);
  EXPECT_EQ(plain.tags.smoothing_segments, 1);
  const Manifest full = embedding_manifest_after([](json& m) {
    m["decode"].update({{"match_distance", 0.4},
                        {"match_min_duration_s", 3},
                        {"smoothing_segments", 5},
                        {"min_duration_s", 2},
                        {"merge_gap_s", 1}});
    m.update({{"stride_samples", 320}, {"context_samples", "unbounded"}});
  });
  EXPECT_EQ(full.embedding.match_distance, 0.4);
  EXPECT_EQ(full.embedding.match_min_duration_s, 3);
  EXPECT_EQ(full.tags.smoothing_segments, 5);
}

TEST(EmbeddingRules, what_is_wrong_is_named) {
  EXPECT_THAT(embedding_refusal([](json& m) { m["labels"] = {"dog"}; }), HasSubstr("\"labels\""));
  EXPECT_THAT(embedding_refusal([](json& m) { m["decode"].erase("dimensions"); }),
              HasSubstr("decode.dimensions"));
  EXPECT_THAT(embedding_refusal([](json& m) { m["decode"]["dimensions"] = 0; }),
              HasSubstr("decode.dimensions"));
  EXPECT_THAT(embedding_refusal([](json& m) { m["decode"]["normalization"] = "cosine"; }),
              AllOf(HasSubstr("decode.normalization"), HasSubstr("\"unit\"")));
  EXPECT_THAT(embedding_refusal([](json& m) { m["decode"]["match_distanc"] = 1; }),
              HasSubstr("nearest known key is \"decode.match_distance\""));
  EXPECT_THAT(embedding_refusal([](json& m) { m["decode"]["threshold_on"] = 1; }), HasSubstr("threshold_on"));
  EXPECT_THAT(embedding_refusal([](json& m) { m["decode"]["type"] = "tags"; }), HasSubstr("decode.type"));
  EXPECT_THAT(embedding_refusal([](json& m) { m["task"] = "embedding"; }), HasSubstr("\"embeddings\""));
  EXPECT_THAT(embedding_refusal([](json& m) {
                m.update({{"state", {{"reset", "forget"}}}, {"hop_samples", 16000}});
              }),
              AllOf(HasSubstr("\"state\""), HasSubstr("cannot be compared")));
}

}  // namespace
}  // namespace nightjar
