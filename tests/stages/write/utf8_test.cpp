#include "stages/write/utf8.h"

#include <gtest/gtest.h>

namespace nightjar {
namespace {

TEST(Utf8, decodes_every_length) {
  EXPECT_EQ(decode_utf8("a\u00e9\u20ac\U0001F426"), U"a\u00e9\u20ac\U0001F426");
  EXPECT_TRUE(is_utf8("a\u00e9\u20ac\U0001F426\n\x7f"));
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("\xf4\x8f\xbf\xbf"));  // U+10FFFF
}

TEST(Utf8, bytes_that_are_not_utf8_become_lone_surrogates) {
  // Each as Python 3.11's bytes.decode("utf-8", "surrogateescape") gives it.
  const struct {
    std::string_view bytes;
    std::u32string text;
  } cases[] = {
      {"caf\xe9.wav", {U'c', U'a', U'f', 0xDCE9, U'.', U'w', U'a', U'v'}},  // Latin-1
      {"\x80", {0xDC80}},                                                   // a continuation byte alone
      {"\xc0\xaf", {0xDCC0, 0xDCAF}},                                       // overlong '/'
      {"\xe0\x80\xaf", {0xDCE0, 0xDC80, 0xDCAF}},                           // overlong
      {"\xed\xa0\x80", {0xDCED, 0xDCA0, 0xDC80}},                           // a surrogate
      {"\xf4\x90\x80\x80", {0xDCF4, 0xDC90, 0xDC80, 0xDC80}},               // past U+10FFFF
      {"\xf8\x88\x80\x80\x80", {0xDCF8, 0xDC88, 0xDC80, 0xDC80, 0xDC80}},   // five bytes
      {"\xe2\x82", {0xDCE2, 0xDC82}},                                       // cut short
      {"\xe2\x82x", {0xDCE2, 0xDC82, U'x'}},
      {"\xff\xfe", {0xDCFF, 0xDCFE}},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(decode_utf8(c.bytes), c.text) << c.bytes;
    EXPECT_FALSE(is_utf8(c.bytes)) << c.bytes;
  }
}

TEST(Base64, equals_the_vectors_of_rfc_4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\x00"), "//4=");  // the literal ends at its NUL
}

}  // namespace
}  // namespace nightjar
