#include "tools/cli/inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CollectInputs : public ::testing::Test {
 protected:
  std::string sound(const std::string& name) {
    fs::create_directories(fs::path(folder_ / name).parent_path());
    test::write_bytes(folder_ / name, test::make_wav({}, test::FileBytes(200)));
    return folder_ / name;
  }
  std::string text(const std::string& name) {
    std::ofstream(folder_ / name) << "no sound";
    return folder_ / name;
  }

  test::TempFolder folder_;
};

TEST_F(CollectInputs, folders_are_searched_to_their_depths_and_sorted_by_bytes) {
  const auto b = sound("b/x.wav"), deep = sound("a/deep/er/z.wav"), upper = sound("Z.wav"),
             a = sound("a.wav");
  EXPECT_THAT(collect_inputs({folder_ / ""}).paths, ElementsAre(upper, a, deep, b));
}

TEST_F(CollectInputs, what_does_not_begin_like_audio_is_counted) {
  const auto wav = sound("really_a_wav.txt");
  text("notes.txt");
  text("not_really.wav");
  fs::create_symlink("nowhere", folder_ / "dangling.wav");
  const Inputs inputs = collect_inputs({folder_ / ""});
  EXPECT_THAT(inputs.paths, ElementsAre(wav));
  EXPECT_EQ(inputs.not_audio, 3);
}

TEST_F(CollectInputs, a_named_file_is_always_taken_in_the_order_of_the_names) {
  const auto notes = text("notes.txt"), wav = sound("a.wav");
  const Inputs inputs = collect_inputs({notes, folder_ / "missing", wav, notes});
  EXPECT_THAT(inputs.paths, ElementsAre(notes, folder_ / "missing", wav, notes));
  EXPECT_EQ(inputs.not_audio, 0);
}

TEST_F(CollectInputs, links_are_followed_and_loops_are_not) {
  const auto wav = sound("a/x.wav");
  fs::create_directory_symlink("..", folder_ / "a/up");
  fs::create_directory_symlink("a", folder_ / "b");
  fs::create_symlink("a/x.wav", folder_ / "link.wav");
  EXPECT_THAT(collect_inputs({folder_ / ""}).paths, ElementsAre(wav, folder_ / "link.wav"));
}

TEST_F(CollectInputs, names_are_bytes) {
  const auto newline = sound("a\nb.wav"), latin1 = sound("caf\xe9.wav"), space = sound("sp ace.wav");
  EXPECT_THAT(collect_inputs({folder_ / ""}).paths, ElementsAre(newline, latin1, space));
}

TEST_F(CollectInputs, results_are_named_by_the_path_below_the_folder_or_by_the_file) {
  sound("may/dawn.wav");
  const auto a = sound("a.wav");
  EXPECT_THAT(collect_inputs({folder_.path(), folder_ / "may/../", folder_ / "may"}).names,
              ElementsAre("a.wav", "may/dawn.wav", "a.wav", "may/dawn.wav", "dawn.wav"));
  EXPECT_THAT(collect_inputs({a, "missing.wav", "../x/y.wav", "/z.wav//", "no/..", "no/.", ""}).names,
              ElementsAre("a.wav", "missing.wav", "y.wav", "z.wav", "unnamed", "unnamed", "unnamed"));
}

TEST_F(CollectInputs, nothing_named_is_an_error_and_an_empty_folder_is_none) {
  EXPECT_THROW(gather_inputs({}), SetupError);
  EXPECT_THAT(gather_inputs({.paths = {folder_ / ""}, .list = ""}).paths, IsEmpty());
}

TEST_F(CollectInputs, a_list_adds_to_what_was_named) {
  const auto a = sound("a.wav"), b = sound("b.wav");
  std::ofstream(folder_ / "list") << b << "\n";
  EXPECT_THAT(gather_inputs({.paths = {a}, .list = folder_ / "list"}).paths, ElementsAre(a, b));
  EXPECT_THROW(gather_inputs({.paths = {}, .list = folder_ / "no list"}), SetupError);
  EXPECT_THROW(gather_inputs({.paths = {}, .list = folder_ / ""}), SetupError);
}

TEST(SplitPathList, lines_end_in_either_way_and_empty_ones_do_not_count) {
  EXPECT_THAT(split_path_list("a\nb c\r\n\nlast"), ElementsAre("a", "b c", "last"));
  EXPECT_THAT(split_path_list(""), IsEmpty());
}

TEST(SplitPathList, a_nul_makes_newlines_part_of_names) {
  using std::string_literals::operator""s;
  EXPECT_THAT(split_path_list("a\nb\0c\r\0"s), ElementsAre("a\nb", "c\r"));
}

}  // namespace
}  // namespace nightjar::cli
