// What a gate says it knows does not change with what it hears later.
#include "engine/recognizer/gate.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/engine/recognizer/only_fixture.h"

namespace nightjar {
namespace {

TEST_F(Only, a_gate_knows_the_margin_too_before_it_says_so) {
  constexpr std::int64_t kPiece = 800;
  test::SpelledSound sound;
  for (int i = 0; i < 12; ++i) play(sound, 1.7 + 0.31 * i).say("owl");
  GateSpec spec = gate_spec(only_loud(loud_), model().loaded()->manifest);
  spec.margin_s = 1.3;
  Gate gate(spec, make_memory_source(sound.samples, 16000, 1), {});
  std::map<std::int64_t, bool> said;  // by the first frame of each piece
  std::int64_t known = 0;
  while (!gate.all_read()) {
    const auto batch = gate.read();
    ASSERT_TRUE(gate.hearing().extract(*batch) && gate.hearing().infer(*batch) &&
                gate.hearing().score(*batch));
    gate.merge(*batch, false);
    for (; known < std::ssize(sound.samples) && gate.knows_to(known + kPiece); known += kPiece)
      said[known] = gate.found_in({known, known + kPiece});
  }
  EXPECT_GE(known, std::ssize(sound.samples));
  std::int64_t found = 0;
  for (const auto& [frame, was_found] : said) {
    EXPECT_EQ(gate.found_in({frame, frame + kPiece}), was_found) << frame;
    found += was_found ? 1 : 0;
  }
  EXPECT_GT(found, 0);
  EXPECT_LT(found, std::ssize(said));
}

}  // namespace
}  // namespace nightjar
