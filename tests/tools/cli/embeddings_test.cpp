// Models of embeddings, from outside: vectors as a file, and known sounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "tests/support/npz_reader.h"
#include "tests/tools/cli/embedding_workplace.h"

namespace nightjar::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using Embeddings = EmbeddingWorkplace;

TEST_F(Embeddings, are_written_as_arrays_and_nothing_is_heard_in_them) {
  const std::string a = write("caf\xe9.wav", machine(1, 4)), b = write("b.wav", machine(2, 2));
  const Ended ended = run({a, b, "--embeddings", folder_ / "v.npz"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(lines_of(ended.out, "event"), IsEmpty());
  auto arrays = test::load_npz(folder_ / "v.npz");
  EXPECT_THAT(arrays["embeddings.npy"].header,
              HasSubstr("'descr': '<f4', 'fortran_order': False, 'shape': (10, 24)"));
  EXPECT_THAT(arrays["path_index.npy"].values<std::int64_t>(),
              testing::ElementsAre(0, 0, 0, 0, 0, 0, 0, 1, 1, 1));
  EXPECT_EQ(arrays["start_sample.npy"].values<std::int64_t>().at(3), 24000);
  EXPECT_EQ(arrays["end_sample.npy"].values<std::int64_t>().at(3), 40000);
  const std::string bytes = test::read_text(folder_ / "v.npz");
  EXPECT_EQ(run({a, b, "--embeddings", folder_ / "v.npz", "--workers", "1"}).code, 0);
  EXPECT_EQ(test::read_text(folder_ / "v.npz"), bytes);
}

// A segment without sound has a row, of NaN.
TEST_F(Embeddings, of_what_could_not_be_heard_are_no_numbers) {
  std::vector<float> sound = machine(1, 12);
  std::fill_n(sound.begin() + 4 * kRateHz, 4 * kRateHz, std::numeric_limits<float>::quiet_NaN());
  const Ended ended = run({write("a.wav", sound), "--embeddings", folder_ / "v.npz"});
  EXPECT_EQ(ended.code, 1);
  auto arrays = test::load_npz(folder_ / "v.npz");
  const auto values = arrays["embeddings.npy"].values<float>();
  const auto starts = arrays["start_sample.npy"].values<std::int64_t>();
  ASSERT_EQ(values.size(), 23U * 24);
  ASSERT_EQ(starts.size(), 23U);
  for (std::size_t row = 0; row < 23; ++row) {
    const bool in_gap = starts[row] >= 4 * kRateHz && starts[row] + kRateHz <= 8 * kRateHz;
    for (std::size_t i = row * 24; i < (row + 1) * 24; ++i) EXPECT_EQ(std::isnan(values[i]), in_gap) << row;
  }
}

TEST_F(Embeddings, and_scores_of_what_could_not_be_heard_have_rows) {
  std::vector<float> sound = machine(1, 12);
  std::fill_n(sound.begin() + 4 * kRateHz, 4 * kRateHz, std::numeric_limits<float>::quiet_NaN());
  const std::string path = write("a.wav", sound);
  EXPECT_EQ(call({"run", "--model", "stub", path, "--scores", folder_ / "s.csv"}).code, 1);
  const std::string table = test::read_text(folder_ / "s.csv");
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 1 + 23);
  EXPECT_THAT(table, HasSubstr("\r\n" + path + ",72000,88000,,,\r\n" + path + ",80000,96000,,,\r\n"));
}

TEST_F(Embeddings, and_scores_go_with_models_of_their_own) {
  const std::string a = write("a.wav", machine(1, 2));
  const auto refusal = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"run", a});
    const Ended ended = call(arguments);
    EXPECT_EQ(ended.code, 2) << ended.err;
    EXPECT_THAT(ended.out, IsEmpty());
    return ended.err;
  };
  const std::string file = folder_ / "v.npz";
  EXPECT_THAT(refusal({"--model", "stub", "--embeddings", file}),
              HasSubstr("expected one of embeddings, or --scores"));
  EXPECT_THAT(refusal({"--model", "bands", "--scores", file}), HasSubstr("expected --embeddings FILE.npz"));
  EXPECT_THAT(refusal({"--model", "bands", "--embeddings", folder_ / "v.csv"}), HasSubstr("ends in .npz"));
  EXPECT_THAT(refusal({"--model", "bands", "--out", folder_ / "out", "--format", "csv"}),
              HasSubstr("it does not go with a model of the task embeddings; these do: jsonl"));
  EXPECT_THAT(refusal({"--model", "bands", "--anomaly", a}), HasSubstr("no index of sounds"));
  EXPECT_THAT(refusal({"--model", "stub", "--anomaly", a}), HasSubstr("for models of embeddings"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Embeddings, say_which_known_sound_plays_where) {
  write_tunes();
  const Ended built = call({"match", "build", index_, folder_ / "known", "--model", "bands"});
  ASSERT_EQ(built.code, 0) << built.err;
  EXPECT_EQ(lines_of(built.out, "indexed").at(2)["embeddings"], 19);
  const std::string path = write("programme.wav", programme());
  const Ended ended = call({"match", "find", index_, path});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto lines = test::parse_json_lines(ended.out);
  EXPECT_EQ(lines[0]["references"], 3);
  EXPECT_EQ(lines[0]["model"], "bands");
  const auto matches = lines_of(ended.out, "match");
  ASSERT_EQ(matches.size(), 1U) << ended.out;
  EXPECT_EQ(matches[0]["path"], path);
  EXPECT_EQ(matches[0]["id"], folder_ / "known/1.wav");
  EXPECT_NEAR(matches[0]["start_s"], 5, 0.8);
  EXPECT_NEAR(matches[0]["end_s"], 9, 0.8);
  EXPECT_NEAR(matches[0]["offset_s"].get<double>() - matches[0]["start_s"].get<double>(), 3 - 5, 0.25);
  EXPECT_GT(matches[0]["score"], 0.7);
  EXPECT_EQ(lines_of(ended.out, "end").at(0)["events"], 1);
  ProgramOptions wide = options();
  wide.environment["COLUMNS"] = "200";
  const Ended table = nightjar({"match", "find", index_, path, "--format", "table"}, wide);
  EXPECT_THAT(table.out, HasSubstr("known/1.wav from 0:0"));
  EXPECT_THAT(table.out, HasSubstr("\n  ok: 14.0 s, 1 known sound\n1 recording: 1 ok"));
}

TEST_F(Embeddings, make_the_same_index_and_find_the_same_with_any_number_of_workers) {
  write_tunes();
  write("known/programme.wav", programme());
  EXPECT_EQ(call({"match", "build", index_, folder_ / "known", "--model", "bands", "--workers", "1"}).code,
            0);
  const std::string index = test::read_text(index_);
  EXPECT_EQ(call({"match", "build", index_, folder_ / "known", "--model", "bands", "--workers", "5"}).code,
            0);
  EXPECT_EQ(test::read_text(index_), index);
  const std::string one = call({"match", "find", index_, folder_ / "known", "--workers", "1"}).out;
  EXPECT_THAT(one, HasSubstr(R"("type":"match")"));
  EXPECT_EQ(call({"match", "find", index_, folder_ / "known", "--workers", "5"}).out, one);
}

TEST_F(Embeddings, are_compared_with_those_of_the_same_model_alone) {
  write_tunes();
  ASSERT_EQ(call({"match", "build", index_, folder_ / "known", "--model", "bands"}).code, 0);
  manifest_["decode"]["match_distance"] = 3;
  write_model("others");
  Ended ended = call({"match", "find", index_, folder_ / "known", "--model", "others"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("was made with another model (bands"));
  std::filesystem::rename(folder_ / "models/bands", folder_ / "models/moved");
  ended = call({"match", "find", index_, folder_ / "known"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("name its folder with --model"));
  EXPECT_EQ(call({"match", "find", index_, folder_ / "known", "--model", "moved"}).code, 0);
  EXPECT_THAT(call({"match", "build", index_, folder_ / "known", "--model", "stub"}).err,
              HasSubstr("expected one of embeddings"));
  ASSERT_EQ(call({"match", "build", index_, folder_ / "known"}).code, 0);
  EXPECT_THAT(call({"match", "find", index_, folder_ / "known", "--model", "moved"}).err,
              HasSubstr("was made without a model"));
}

}  // namespace
}  // namespace nightjar::cli
