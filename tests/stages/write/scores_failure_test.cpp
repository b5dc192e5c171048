// A disk that fills up at any byte: the error names file and cause, and nothing is left behind.
#include <gmock/gmock.h>

#include <filesystem>

#include "stages/write/scores.h"
#include "tests/stages/write/file_size_limit.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using ::testing::HasSubstr;

Expected<void> write_scores(const std::string& file) {
  auto writer = open_scores(file, {.labels = {"dog", "cat"}});
  if (!writer) return Unexpected(writer.error());
  const Span heard[] = {{0, 100}, {50, 150}};
  const float scores[] = {0.5F, 0.25F, 1, 0};
  return (*writer)->begin("a.wav").and_then([&] { return (*writer)->rows(0, heard, scores); }).and_then([&] {
    return (*writer)->close();
  });
}

TEST(ScoresFailure, a_full_disk_is_an_error_at_every_size) {
  for (const char* name : {"s.csv", "s.npz"}) {
    const test::TempFolder folder;
    const std::string file = folder / name;
    ASSERT_TRUE(write_scores(file));
    const std::size_t size = test::read_text(file).size();
    std::filesystem::remove(file);
    for (std::size_t limit = 0; limit < size; limit += size / 40) {
      const FileSizeLimit full(limit);
      const auto written = write_scores(file);
      ASSERT_FALSE(written) << name << " " << limit;
      EXPECT_EQ(written.error().code, ErrorCode::output_failed);
      EXPECT_THAT(written.error().message, HasSubstr(folder.path()));
      EXPECT_THAT(written.error().message, HasSubstr("File too large"));
      EXPECT_EQ(folder.entries(), 0U) << name << " " << limit;
    }
  }
}

}  // namespace
}  // namespace nightjar
