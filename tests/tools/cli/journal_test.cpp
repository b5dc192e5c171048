// The journal of a folder of results: whatever became of its bytes, it tells of nothing that was not done.
#include "tools/cli/journal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar::cli {
namespace {

constexpr const char* kRun = "{\"type\":\"run\"}\n";

class Journals : public ::testing::Test {
 protected:
  static JournalEntry entry(int i) {
    return {.path = "in/" + std::to_string(i) + ".wav",
            .name = std::to_string(i) + ".wav",
            .size = 1000 + i,
            .changed_ns = 17,
            .files = {{"csv", 10 * i}, {"jsonl", i}},
            .sample_rate_hz = 16000,
            .end_line = "{\"type\":\"end\",\"status\":\"ok\"}\n"};
  }
  // What the journal tells of, before it goes on with `more`. One run at a time.
  std::vector<JournalEntry> read(const std::vector<int>& more = {}) const {
    Journal journal(folder_.path(), kRun);
    std::vector<JournalEntry> entries;
    journal.read([&](const JournalEntry& e) { entries.push_back(e); }, [&] { entries.clear(); });
    EXPECT_TRUE(journal.begin());
    for (const int i : more) EXPECT_TRUE(journal.add(entry(i)));
    return entries;
  }
  void write(const std::string& text) const { test::write_bytes(path_, {text.begin(), text.end()}); }

  const test::TempFolder folder_;
  const std::string path_ = folder_ / ".nightjar-journal";
};

void expect_equal(const JournalEntry& a, const JournalEntry& b) {
  EXPECT_EQ(a.path, b.path);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.changed_ns, b.changed_ns);
  EXPECT_EQ(a.files, b.files);
  EXPECT_EQ(a.sample_rate_hz, b.sample_rate_hz);
  EXPECT_EQ(a.end_line, b.end_line);
}

TEST_F(Journals, cut_at_any_byte_tell_of_what_was_whole_and_go_on) {
  EXPECT_TRUE(read({1, 2, 3}).empty());
  const std::string whole = test::read_text(path_);
  std::size_t most = 0;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    write(whole.substr(0, size));
    const auto entries = read({4});
    ASSERT_GE(entries.size(), most) << size;
    most = entries.size();
    for (std::size_t i = 0; i < entries.size(); ++i) expect_equal(entries[i], entry(static_cast<int>(i) + 1));
    const auto then = read();
    ASSERT_EQ(then.size(), most + 1) << size;
    expect_equal(then.back(), entry(4));
  }
  EXPECT_EQ(most, 3u);
}

TEST_F(Journals, with_a_line_broken_at_any_byte_tell_of_nothing_before_it) {
  read({1, 2, 3});
  const std::string whole = test::read_text(path_);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string broken = whole;
    broken[at] = '\x01';  // nowhere in JSON
    write(broken);
    const std::size_t lines_before = static_cast<std::size_t>(
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    const auto entries = read();
    // The broken line is one of: the run's, so that those after it are of no known run; an entry's.
    const bool last_end = at + 1 == whole.size();  // it has no end: it was cut off
    const std::size_t expected = last_end ? 2 : lines_before == 0 ? 0 : 3 - lines_before;
    if (whole[at] != '\n') {
      ASSERT_EQ(entries.size(), expected) << at;
    } else {
      ASSERT_LE(entries.size(), 3u) << at;
    }
    for (const JournalEntry& e : entries) {
      const int i = e.name[0] - '0';
      expect_equal(e, entry(i));
    }
  }
}

TEST_F(Journals, of_another_run_count_for_nothing) {
  read({1, 2});
  {
    Journal other(folder_.path(), "{\"type\":\"run\",\"model\":\"other\"}\n");
    int forgotten = 0;
    other.read([](const JournalEntry&) { ADD_FAILURE(); }, [&] { ++forgotten; });
    EXPECT_EQ(forgotten, 1);
    EXPECT_TRUE(other.begin());
  }
  EXPECT_TRUE(read().empty());
}

}  // namespace
}  // namespace nightjar::cli
