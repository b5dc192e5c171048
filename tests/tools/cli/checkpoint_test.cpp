// The file that --resume goes on from inside a recording: nothing is taken from it that was not written so.
#include "tools/cli/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/stages/write/file_size_limit.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kSubject = R"({"checkpoint":1,"path":"a.wav"})";

// Batch i has i + 1 rows of two labels.
StoredScores batch_of(std::int64_t i) {
  StoredScores batch;
  for (std::int64_t row = 0; row <= i; ++row) {
    batch.valid.push_back(row % 3 != 0);
    batch.scores.insert(batch.scores.end(),
                        {static_cast<float>(i) + 0.25F, static_cast<float>(row) * 1e-30F});
  }
  return batch;
}

class Checkpoints : public ::testing::Test {
 protected:
  CheckpointFile open(bool resume = true, const std::string& subject = kSubject) const {
    auto file = CheckpointFile::open(path_, subject, resume);
    if (!file) throw std::runtime_error(file.error().message);
    return std::move(*file);
  }
  static void append(CheckpointFile& file, std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) {
      const StoredScores batch = batch_of(i);
      ASSERT_TRUE(file.append(batch.valid, batch.scores, 4 * (i + 1)));
    }
  }
  // How many batches are there; they are what they were.
  std::int64_t whole_batches(bool then_more = false) const {
    CheckpointFile file = open();
    EXPECT_EQ(file.next_segment(), 4 * file.batches());
    for (std::int64_t i = 0; i < file.batches(); ++i) {
      const auto batch = file.read();
      EXPECT_TRUE(batch);
      if (!batch) return -1;
      EXPECT_EQ(batch->valid, batch_of(i).valid);
      EXPECT_EQ(batch->scores, batch_of(i).scores);
    }
    if (then_more) append(file, file.batches(), 5);
    return file.batches();
  }

  const test::TempFolder folder_;
  const std::string path_ = folder_ / "a.wav.nightjar-checkpoint";
};

TEST_F(Checkpoints, are_taken_up_only_where_asked_for_and_of_the_same_subject) {
  {
    CheckpointFile file = open();
    EXPECT_EQ(file.batches(), 0);
    append(file, 0, 3);
  }
  EXPECT_EQ(whole_batches(true), 3);
  EXPECT_EQ(whole_batches(), 5);
  EXPECT_EQ(open(true, std::string(kSubject) + " ").batches(), 0);
  EXPECT_EQ(open().batches(), 0);
  {
    CheckpointFile file = open();
    append(file, 0, 3);
  }
  EXPECT_EQ(open(false).batches(), 0);
  EXPECT_EQ(whole_batches(), 0);
}

TEST_F(Checkpoints, cut_at_any_byte_lose_what_was_cut_and_go_on) {
  {
    CheckpointFile file = open();
    append(file, 0, 5);
  }
  const auto whole = test::read_bytes(path_);
  std::int64_t most = 0;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    test::write_bytes(path_, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    const std::int64_t batches = whole_batches(true);
    EXPECT_GE(batches, most);
    most = batches;
    ASSERT_EQ(test::read_bytes(path_), whole) << size;
  }
  EXPECT_EQ(most, 5);
}

TEST_F(Checkpoints, damaged_at_any_byte_lose_that_batch_and_those_after_it) {
  {
    CheckpointFile file = open();
    append(file, 0, 5);
  }
  const auto whole = test::read_bytes(path_);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {1, 0x80}) {
      auto damaged = whole;
      damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
      test::write_bytes(path_, damaged);
      ASSERT_LT(whole_batches(true), 5) << at;
      ASSERT_EQ(test::read_bytes(path_), whole) << at;
    }
  }
}

TEST_F(Checkpoints, an_end_of_zeros_or_of_anything_is_not_taken_for_batches) {
  const auto begun = [this] {
    CheckpointFile file = open(false);
    append(file, 0, 2);
  };
  begun();
  const auto good = test::read_bytes(path_);
  for (const std::size_t zeros : {1U, 40U, 48U, 5000U}) {
    auto longer = good;
    longer.resize(good.size() + zeros);
    test::write_bytes(path_, longer);
    EXPECT_EQ(whole_batches(), 2);
    EXPECT_EQ(fs::file_size(path_), good.size());
  }
  // Nothing but the subject, and zeros: no batch 0 either.
  test::FileBytes subject(kSubject, kSubject + std::string(kSubject).size());
  subject.push_back('\n');
  subject.resize(subject.size() + 4096);
  test::write_bytes(path_, subject);
  EXPECT_EQ(whole_batches(), 0);
  // Sizes that no file has are not believed.
  auto huge = good;
  for (int i = 0; i < 16; ++i) huge.push_back(i == 0 ? 2 : 0);
  for (int i = 0; i < 16; ++i) huge.push_back(i % 8 == 7 ? 0x7f : 0xff);
  huge.resize(huge.size() + 8);
  test::write_bytes(path_, huge);
  EXPECT_EQ(whole_batches(), 2);
}

TEST_F(Checkpoints, damage_that_comes_while_they_are_read_is_an_error) {
  {
    CheckpointFile file = open();
    append(file, 0, 3);
  }
  CheckpointFile file = open();
  ASSERT_TRUE(file.read());
  fs::resize_file(path_, fs::file_size(path_) - 1);
  ASSERT_TRUE(file.read());
  const auto lost = file.read();
  ASSERT_FALSE(lost);
  EXPECT_THAT(lost.error().message, HasSubstr(path_));
}

TEST_F(Checkpoints, that_cannot_be_written_are_told_of_once_and_taken_away) {
  std::vector<std::string> told;
  const auto tell = [&told](const Error& error) { told.push_back(error.message); };
  const StoredScores batch = batch_of(200);
  {
    const FileSizeLimit limit(4000);
    Checkpoint checkpoint({path_, kSubject, true, 1}, tell);
    for (int i = 0; i < 5; ++i) checkpoint.keep(batch.valid, batch.scores, 4 * i, 1000 * i);
  }
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told[0], HasSubstr(path_ + ": File too large"));
  EXPECT_FALSE(fs::exists(path_));
  fs::create_directory(path_);
  Checkpoint nowhere({path_, kSubject, true, 1}, tell);
  EXPECT_EQ(nowhere.batches(), 0);
  nowhere.keep(batch.valid, batch.scores, 4, 1000);
  nowhere.remove();
  EXPECT_EQ(told.size(), 2u);
  EXPECT_TRUE(fs::is_directory(path_));
}

}  // namespace
}  // namespace nightjar::cli
