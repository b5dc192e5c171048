#include "stages/write/result_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "stages/write/span_store.h"
#include "tests/stages/write/file_size_limit.h"
#include "tests/stages/write/scenes.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using ::testing::HasSubstr;

TEST(ResultFile, appears_when_it_is_committed_whatever_its_length) {
  const test::TempFolder folder;
  for (const std::size_t lines : {0, 1, 100'000}) {
    const std::string path = folder / std::to_string(lines);
    ResultFile file(path);
    std::string expected;
    for (std::size_t i = 0; i < lines; ++i) {
      ASSERT_TRUE(file.write("line\n"));
      expected += "line\n";
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(test::read_text(path), expected);
  }
  EXPECT_EQ(folder.entries(), 3u);
}

TEST(ResultFile, leaves_nothing_without_commit_or_on_a_full_disk) {
  const test::TempFolder folder;
  { EXPECT_TRUE(ResultFile(folder / "a").write(std::string(1 << 20, 'x'))); }
  EXPECT_EQ(folder.entries(), 0u);
  {
    const FileSizeLimit limit(4096);
    ResultFile file(folder / "b");
    const auto done = file.write(std::string(1 << 20, 'x'));
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("cannot write " + (folder / "b") + ": File too large"));
  }
  EXPECT_EQ(folder.entries(), 0u);
}

TEST(ResultFile, a_folder_that_vanishes_is_named) {
  const test::TempFolder folder;
  std::filesystem::create_directory(folder / "gone");
  ResultFile before(folder / "gone/a"), after(folder / "gone/b");
  ASSERT_TRUE(before.write(std::string(1 << 20, 'x')));  // it is open
  std::filesystem::remove_all(folder / "gone");
  for (ResultFile* file : {&before, &after}) {
    const auto done = file->commit();
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("No such file or directory"));
  }
}

TEST(SpanStore, gives_back_in_order_what_was_added_in_memory_and_beyond) {
  for (const std::int64_t count : {0, 10, 20'000}) {
    SpanStore store;
    const std::string text(137, 't');
    for (std::int64_t i = 0; i < count; ++i) {
      ASSERT_TRUE(store.add({static_cast<std::uint64_t>(i % 3), i, i + 1,
                             std::string_view(text).substr(0, static_cast<std::size_t>(i % 138))}));
    }
    std::int64_t seen = 0;
    const auto expect_next = [&](const StoredSpan& span) -> Expected<void> {
      EXPECT_EQ(span.group, static_cast<std::uint64_t>(seen % 3));
      EXPECT_EQ(span.start_frame, seen);
      EXPECT_EQ(span.end_frame, seen + 1);
      EXPECT_EQ(std::ssize(span.text), seen % 138);
      ++seen;
      return {};
    };
    ASSERT_TRUE(store.for_each(expect_next));
    EXPECT_EQ(seen, count);
    ASSERT_TRUE(store.for_each([&](const StoredSpan&) -> Expected<void> {
      --seen;
      return {};
    }));
    EXPECT_EQ(seen, 0);
  }
}

TEST(TextGrid, of_a_day_of_events_is_the_same_from_the_disk) {
  test::Scene scene = test::yard();
  scene.spans.clear();
  constexpr std::int64_t kEvents = 20'000;
  for (std::int64_t i = 0; i < kEvents; ++i) {
    scene.spans.emplace_back(TextSpan{.start_frame = 100 * i,
                                      .end_frame = 100 * i + 50,
                                      .text = i % 2 == 0 ? "bell" : "speech",
                                      .score = 1});
  }
  const std::string text = test::written(scene, test::format_of("textgrid"));
  EXPECT_THAT(text, HasSubstr("name = \"bell\"\n        xmin = 0.000000\n        xmax = 60.000000\n"
                              "        intervals: size = 20000\n"));
  EXPECT_THAT(text, HasSubstr("intervals [20000]:"));
  std::size_t found = 0;
  for (std::size_t at = text.find("text = \"bell\""); at != std::string::npos;
       at = text.find("text = \"bell\"", at + 1)) {
    ++found;
  }
  EXPECT_EQ(found, 10'000u);
}

}  // namespace
}  // namespace nightjar
