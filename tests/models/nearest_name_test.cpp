#include "models/interface/nearest_name.h"

#include <gtest/gtest.h>

namespace nightjar {
namespace {

TEST(NearestName, is_the_one_with_the_fewest_edits) {
  EXPECT_EQ(nearest_name("nfft", {"hop_samples", "n_fft", "type"}), "n_fft");
  EXPECT_EQ(nearest_name("lables", {"licence", "labels"}), "labels");
  EXPECT_EQ(nearest_name("", {"abc", "a"}), "a");
  EXPECT_EQ(nearest_name("x", {}), "");
}

}  // namespace
}  // namespace nightjar
