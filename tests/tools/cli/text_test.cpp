#include "tools/cli/text.h"

#include <gtest/gtest.h>

#include "nightjar/error.h"

namespace nightjar::cli {
namespace {

TEST(ParseSize, takes_what_people_type) {
  EXPECT_EQ(parse_size("1073741824"), 1073741824);
  EXPECT_EQ(parse_size("512MiB"), 512LL << 20);
  EXPECT_EQ(parse_size("512M"), 512LL << 20);
  EXPECT_EQ(parse_size("2G"), 2LL << 30);
  EXPECT_EQ(parse_size("1.5 gib"), 3LL << 29);
  EXPECT_EQ(parse_size("2GB"), 2'000'000'000);
  EXPECT_EQ(parse_size("3kB"), 3000);
  EXPECT_EQ(parse_size("1T"), 1LL << 40);
  EXPECT_EQ(parse_size("7B"), 7);
}

TEST(ParseSize, refuses_everything_else) {
  for (const char* text :
       {"", "G", "0", "-1G", "12X", "1GiBs", "1 2", "nan", "inf", "1e300G", "99999999T", "0.1", "min"}) {
    EXPECT_THROW(parse_size(text), SetupError) << text;
  }
  try {
    parse_size("wide");
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_option);
    EXPECT_STREQ(error.what(), "size 'wide'; expected a number and a unit, such as 512MiB or 2G");
  }
}

TEST(ParseTime, takes_seconds_and_clock_times) {
  EXPECT_EQ(parse_time("0"), 0);
  EXPECT_EQ(parse_time("90"), 90);
  EXPECT_EQ(parse_time("90.5"), 90.5);
  EXPECT_EQ(parse_time("1:30"), 90);
  EXPECT_EQ(parse_time("1:02:03.250"), 3723.25);
  EXPECT_EQ(parse_time("100:00:00"), 360000);
  EXPECT_EQ(parse_time("24h"), 86400);
  EXPECT_EQ(parse_time("1.5h"), 5400);
}

TEST(ParseTime, refuses_everything_else) {
  for (const char* text :
       {"",    ":",   "1:",  ":30", "-1",  "1:60",  "1:60:00", "1:2:3:4", "1.5:00", "1e3",
        "inf", "nan", "1 s", "h",   "1hh", "1:30h", "h1",      "0x10",    "1:-2",   "99999999999"}) {
    EXPECT_THROW(parse_time(text), SetupError) << text;
  }
}

TEST(FormatSize, uses_the_unit_that_fits) {
  EXPECT_EQ(format_size(0), "0 B");
  EXPECT_EQ(format_size(1023), "1023 B");
  EXPECT_EQ(format_size(1024), "1.0 KiB");
  EXPECT_EQ(format_size((1 << 20) - 1), "1.0 MiB");
  EXPECT_EQ(format_size(37LL << 20), "37 MiB");
  EXPECT_EQ(format_size(3LL << 29), "1.5 GiB");
}

TEST(FormatDuration, grows_from_seconds_to_hours) {
  EXPECT_EQ(format_duration(0), "0.0 s");
  EXPECT_EQ(format_duration(59.94), "59.9 s");
  EXPECT_EQ(format_duration(59.96), "1:00");
  EXPECT_EQ(format_duration(725), "12:05");
  EXPECT_EQ(format_duration(3723), "1:02:03");
  EXPECT_EQ(format_duration(360000), "100:00:00");
}

TEST(FormatClock, is_what_parse_time_reads_and_rounds_to_hundredths) {
  EXPECT_EQ(format_clock(0), "0:00.00");
  EXPECT_EQ(format_clock(59'994'999), "0:59.99");
  EXPECT_EQ(format_clock(59'995'000), "1:00.00");
  EXPECT_EQ(format_clock(3'723'250'000), "1:02:03.25");
  EXPECT_EQ(format_clock(360'000'000'000), "100:00:00.00");
  EXPECT_EQ(parse_time(format_clock(3'723'250'000)), 3723.25);
}

TEST(CountOf, knows_one_from_many_and_groups_thousands) {
  EXPECT_EQ(count_of(0, "gap"), "0 gaps");
  EXPECT_EQ(count_of(1, "gap"), "1 gap");
  EXPECT_EQ(count_of(999, "gap"), "999 gaps");
  EXPECT_EQ(count_of(1000, "gap"), "1,000 gaps");
  EXPECT_EQ(count_of(1234567, "gap"), "1,234,567 gaps");
}

TEST(Printable, hides_what_a_terminal_would_obey) {
  EXPECT_EQ(printable("a\nb\x1b[2J"), "a\\x0ab\\x1b[2J");
  EXPECT_EQ(printable("Vogelgesänge"), "Vogelgesänge");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J\x9b\xff"),
            "\\xc2\\x9b2J\\x9b\\xff");                              // C1, as UTF-8 and as bytes
  EXPECT_EQ(printable("\u202egnp.exe"), "\\xe2\\x80\\xaegnp.exe");  // turns what follows
}

}  // namespace
}  // namespace nightjar::cli
