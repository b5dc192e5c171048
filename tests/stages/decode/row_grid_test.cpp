#include "stages/decode/row_grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace nightjar {
namespace {

Manifest manifest_of(std::int64_t segment, std::int64_t hop, std::int64_t stride, std::int64_t context) {
  Manifest m;
  m.segment_samples = segment;
  m.hop_samples = hop;
  m.stride_samples = stride;
  m.context_samples = context;
  return m;
}

TEST(RowGrid, of_a_model_without_emissions_is_that_of_its_segments) {
  const RowGrid grid(manifest_of(100, 40, 0, kUnboundedContext));
  EXPECT_FALSE(grid.emissions());
  EXPECT_EQ(grid.owned_rows(3, 4), (Span{3, 7}));
  EXPECT_EQ(grid.end_row(3, 2, 12345), 5);
  EXPECT_EQ(grid.rows().window(2), (Span{80, 180}));
  EXPECT_EQ(grid.rows().owned_begin(2), 110);
  EXPECT_EQ(grid.needed_rows(), 1);
  Span rows{3, 5};
  EXPECT_EQ(grid.join({1, 2, 3, 4}, 3, 2, 2, rows), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(rows, (Span{3, 5}));
}

// Any grid that a manifest may have: each row comes from one segment, which hears all of its context.
TEST(RowGrid, takes_each_row_once_from_where_its_context_is_heard) {
  std::mt19937 random(5);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t stride = between(1, 40), hop = stride * between(1, 30), context = between(0, 90);
    const std::int64_t needed = (context + stride - 1) / stride * stride + context;
    const std::int64_t segment = hop + needed + between(0, 100);
    const RowGrid grid(manifest_of(segment, hop, stride, context));
    SCOPED_TRACE(testing::Message() << segment << " every " << hop << ", stride " << stride << ", context "
                                    << context);
    std::int64_t next = 0;
    for (std::int64_t s = 0; s < 5; ++s) {
      const Span rows = grid.owned_rows(s, 1);
      ASSERT_EQ(rows.begin, next);
      ASSERT_GT(rows.end, rows.begin);
      next = rows.end;
      const Span window = grid.segments().window(s);
      ASSERT_EQ(grid.segments().owned_begin(s), rows.begin * stride);
      ASSERT_TRUE(s == 0 || rows.begin * stride - context >= window.begin);
      ASSERT_LE(rows.end * stride + context, window.end);
      ASSERT_LE(rows.end - s * hop / stride, grid.needed_rows());
    }
    ASSERT_EQ(grid.owned_rows(1, 3), (Span{grid.owned_rows(1, 1).begin, grid.owned_rows(3, 1).end}));
  }
}

// Rows that say which sample they begin at, of segments that give all of theirs.
TEST(RowGrid, joins_the_rows_of_a_batch) {
  const RowGrid grid(manifest_of(100, 40, 10, 20));  // each gives 10 rows, and owns those from 30 to 70
  const auto output = [&](std::int64_t first, std::int64_t count, std::int64_t rows_of_last) {
    std::vector<float> values;
    for (std::int64_t s = first; s < first + count; ++s) {
      for (std::int64_t j = 0; j < rows_of_last; ++j) values.push_back(static_cast<float>(s * 4 + j));
    }
    return values;
  };
  const auto expected = [](Span rows) {
    std::vector<float> values(static_cast<std::size_t>(rows.size()));
    std::iota(values.begin(), values.end(), static_cast<float>(rows.begin));
    return values;
  };
  Span rows = grid.owned_rows(0, 4);
  EXPECT_EQ(rows, (Span{0, 19}));
  EXPECT_EQ(grid.join(output(0, 4, 10), 0, 4, 1, rows), expected({0, 19}));

  rows = {7, grid.end_row(1, 2, 173)};  // the last two of a recording of 173 samples
  EXPECT_EQ(rows.end, 18);
  EXPECT_EQ(grid.join(output(1, 2, 10), 1, 2, 1, rows), expected({7, 18}));

  rows = {9, 15};  // of a part that begins at row 9 and ends before 15
  EXPECT_EQ(grid.join(output(1, 2, 10), 1, 2, 1, rows), expected({9, 15}));

  rows = {7, grid.end_row(1, 1, 123)};  // a short last segment, of which the model makes 8 rows
  EXPECT_EQ(grid.join(output(1, 1, 8), 1, 1, 1, rows), expected({7, 12}));
  EXPECT_EQ(rows, (Span{7, 12}));
}

TEST(RowGrid, the_first_row_from_a_sample_is_about_nothing_before_it) {
  const RowGrid grid(manifest_of(100, 40, 10, 20));
  EXPECT_EQ(grid.first_row_from(0), 0);
  EXPECT_EQ(grid.first_row_from(1), 1);
  EXPECT_EQ(grid.first_row_from(10), 1);
  EXPECT_EQ(grid.first_row_from(11), 2);
}

}  // namespace
}  // namespace nightjar
