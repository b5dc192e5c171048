// Arrays as NumPy writes them, and files that are damaged or lie.
#include "tools/cli/npz_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <minizip/zip.h>

#include <filesystem>
#include <functional>
#include <random>

#include "nightjar/error.h"
#include "stages/write/npz_file.h"
#include "tests/support/mutations.h"
#include "tests/support/temp_folder.h"

namespace nightjar::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// numpy.savez(FILE, sound=numpy.arange(6, dtype="f4").reshape(2, 3), texts=numpy.frombuffer(b"ab\n", "u1"))
// of numpy 2.4.6, and the same of savez_compressed.
const std::string kGolden = NIGHTJAR_SOURCE_DIR "/tests/golden/npz/";

std::string refusal(const std::function<void()>& read) {
  try {
    read();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_model);
    return error.what();
  }
  return "accepted";
}

class NpzReading : public testing::Test {
 protected:
  // An array "a" of which the file says what is given here.
  std::string write(const std::string& type, const std::string& shape, const std::string& bytes) const {
    auto file = NpzFile::create(path_);
    EXPECT_TRUE(file && file->begin_array("a", type, shape) && file->write(bytes) && file->close());
    return path_;
  }
  // A member "a.npy" of those bytes, compressed.
  std::string zip(const std::string& bytes) const {
    zipFile file = zipOpen64(path_.c_str(), APPEND_STATUS_CREATE);
    zipOpenNewFileInZip(file, "a.npy", nullptr, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 9);
    zipWriteInFileInZip(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    zipCloseFileInZip(file);
    zipClose(file, nullptr);
    return path_;
  }
  std::string refusal_of_floats(const std::vector<std::int64_t>& shape) const {
    return refusal([&] { static_cast<void>(NpzReader(path_).floats("a", shape)); });
  }

  const test::TempFolder folder_;
  const std::string path_ = folder_ / "a.npz";
};

TEST_F(NpzReading, gives_what_numpy_wrote) {
  for (const char* name : {"savez.npz", "savez_compressed.npz"}) {
    const NpzReader file(kGolden + name);
    EXPECT_TRUE(file.has("sound"));
    EXPECT_FALSE(file.has("soun"));
    EXPECT_THAT(file.floats("sound", {2, 3}), ElementsAre(0, 1, 2, 3, 4, 5));
    EXPECT_THAT(file.floats("sound", {-1, 3}), ElementsAre(0, 1, 2, 3, 4, 5));
    EXPECT_EQ(file.text("texts"), "ab\n");
  }
}

TEST_F(NpzReading, refuses_another_shape_or_type_and_says_both) {
  write("<f4", "2, 1", "12345678");
  EXPECT_THAT(refusal_of_floats({-1, 3}), HasSubstr("is <f4 [2, 1]; expected float32 (<f4) [any, 3]"));
  EXPECT_THAT(refusal_of_floats({2}), HasSubstr("expected float32 (<f4) [2]"));
  EXPECT_THAT(refusal([&] { static_cast<void>(NpzReader(path_).text("a")); }), HasSubstr("expected uint8"));
  EXPECT_THAT(refusal([&] { static_cast<void>(NpzReader(path_).text("b")); }),
              HasSubstr("array \"b\" is missing"));
  write("<i4", "2,", "12345678");
  EXPECT_THAT(refusal_of_floats({2}), HasSubstr("is <i4 [2]"));
  write("<f4", "0, 3", "");
  EXPECT_THAT(refusal_of_floats({-1, 3}), HasSubstr("is <f4 [0, 3]"));
}

TEST_F(NpzReading, believes_no_size) {
  for (const char* shape :
       {"3,", "4611686018427387905,", "65536, 65536, 65536, 65536, 2", "9223372036854775807, 4"})
    EXPECT_THAT((write("<f4", shape, "12345678"), refusal_of_floats({2})),
                HasSubstr("has 8 bytes of values; expected those of <f4"));
  for (const char* shape : {"-2,", "two,", "2,3", "99999999999999999999,", "2, 1), 'x': (1"})
    EXPECT_THAT((write("<f4", shape, "12345678"), refusal_of_floats({2, 1})), testing::Not("accepted"))
        << shape;
  zip(std::string("\x93NUMPY\x01\x00\xff\xff{'descr'", 18));
  EXPECT_THAT(refusal_of_floats({2}), HasSubstr("has a header that NumPy does not write"));
  zip("");
  EXPECT_THAT(refusal_of_floats({2}), HasSubstr("does not begin as an array"));
}

TEST_F(NpzReading, stops_at_its_limit_whatever_a_small_file_holds) {
  zip(std::string(1 << 20, '\0'));
  EXPECT_LT(std::filesystem::file_size(path_), 4096U);
  EXPECT_THAT(refusal([&] { static_cast<void>(NpzReader(path_, 1 << 19).floats("a", {2})); }),
              HasSubstr("is larger than 524288 bytes"));
}

TEST_F(NpzReading, refuses_what_is_no_such_file) {
  EXPECT_THAT(refusal([&] { NpzReader(folder_ / "missing.npz"); }), HasSubstr("is no .npz file"));
  EXPECT_THAT(refusal([&] { NpzReader(folder_ / ""); }), HasSubstr("is no .npz file"));
}

// Whatever is damaged is refused, or was not of the arrays that are read.
TEST_F(NpzReading, never_gives_other_values_of_a_damaged_file) {
  const auto good = test::read_bytes(kGolden + "savez_compressed.npz");
  std::mt19937 random(1);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    test::write_bytes(path_, test::mutate(good, random));
    const std::string what = refusal([&] {
      const NpzReader file(path_);
      EXPECT_THAT(file.floats("sound", {2, 3}), ElementsAre(0, 1, 2, 3, 4, 5));
      EXPECT_EQ(file.text("texts"), "ab\n");
    });
    refused += what == "accepted" ? 0 : 1;
  }
  EXPECT_GT(refused, 130);
}

}  // namespace
}  // namespace nightjar::cli
