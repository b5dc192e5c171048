#include "stages/infer/request_pool.h"

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>

namespace nightjar {
namespace {

using testing::ElementsAre;

// Two rows for a segment: its sum, and its first value; what begins with 9 fails, with 8 throws.
class TwoRowsNetwork : public Network {
 public:
  Expected<std::vector<float>> run(ConstTensorView input) const override {
    const auto x = input.values();
    if (x[0] == 9) return Unexpected(Error{ErrorCode::inference_failed, "nine"});
    if (x[0] == 8) throw std::runtime_error("eight");
    std::vector<float> output;
    for (std::size_t i = 0; i < x.size(); i += 2) output.insert(output.end(), {x[i] + x[i + 1], x[i]});
    return output;
  }
  std::vector<std::int64_t> activation_bytes() const override { return {0, 0}; }
};

class RequestPoolTest : public testing::Test {
 protected:
  static ConstTensorView view(const std::vector<float>& x) {
    return batch_view(x.data(), std::ssize(x) / 2, std::vector<std::int64_t>{2});
  }
  const NetworkRunner network_{std::make_shared<TwoRowsNetwork>(),
                               {.name = "two",
                                .weights_path = "",
                                .input_shape = {2},
                                .output_shape = {kAnySize, 1},
                                .batch_sizes = {2, 1}}};
  RequestPool pool_{network_.spec(), 3};
};

TEST_F(RequestPoolTest, each_slot_keeps_its_own_input_and_output) {
  EXPECT_EQ(pool_.output(0).rank, 0);
  pool_.set_input(0, view({1, 2}));
  pool_.set_input(2, view({3, 4, 5, 6}));
  ASSERT_TRUE(pool_.run(2, network_));
  ASSERT_TRUE(pool_.run(0, network_));
  EXPECT_THAT(pool_.input(2).values(), ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(pool_.output(0).values(), ElementsAre(3, 1));
  EXPECT_THAT(pool_.output(2).values(), ElementsAre(7, 3, 11, 5));
  EXPECT_EQ(pool_.output(2).rank, 3);
  EXPECT_THAT(pool_.output(2).shape, ElementsAre(2, 2, 1, 0)) << "segments, rows, values";
  EXPECT_THAT(pool_.take_output(2), ElementsAre(7, 3, 11, 5));
  EXPECT_EQ(pool_.output(2).size(), 0);
}

TEST_F(RequestPoolTest, an_output_may_be_the_next_input) {
  pool_.set_input(1, view({1, 2}));
  ASSERT_TRUE(pool_.run(1, network_));
  const std::vector<std::int64_t> shape = {2};
  pool_.set_input(1, batch_view(pool_.output(1).data, 1, shape));
  ASSERT_TRUE(pool_.run(1, network_));
  EXPECT_THAT(pool_.output(1).values(), ElementsAre(4, 3));
}

TEST_F(RequestPoolTest, a_failure_is_told_and_leaves_no_output_of_the_run_before) {
  pool_.set_input(0, view({1, 2}));
  ASSERT_TRUE(pool_.run(0, network_));
  pool_.set_input(0, view({9, 0}));
  EXPECT_EQ(pool_.run(0, network_).error().message, "nine");
  EXPECT_EQ(pool_.output(0).size(), 0);
  pool_.set_input(0, view({8, 0}));
  const auto thrown = pool_.run(0, network_);
  EXPECT_EQ(thrown.error().code, ErrorCode::internal_error);
  EXPECT_EQ(thrown.error().message, "model two: eight");
}

TEST_F(RequestPoolTest, the_network_tells_what_inputs_it_takes) {
  const std::vector<float> x(6);
  EXPECT_TRUE(network_.takes(view({1, 2})));
  EXPECT_TRUE(network_.takes(view({1, 2, 3, 4})));
  EXPECT_FALSE(network_.takes(view(x))) << "three segments";
  EXPECT_FALSE(network_.takes(batch_view(x.data(), 1, std::vector<std::int64_t>{3})));
  EXPECT_FALSE(network_.takes(batch_view(x.data(), 1, std::vector<std::int64_t>{1, 2})));
  EXPECT_FALSE(network_.takes(batch_view(nullptr, 1, std::vector<std::int64_t>{2})));
  EXPECT_FALSE(network_.takes({}));
  EXPECT_EQ(network_.expected_shape(), "[2 or 1, 2]");
}

}  // namespace
}  // namespace nightjar
