// Features under concurrent calls; meant for ThreadSanitizer too.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "stages/features/scratch_pool.h"
#include "tests/stages/features/features_support.h"

namespace nightjar {
namespace {

constexpr int kThreads = 8;

void on_threads(const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

void expect_the_bits_of_one_thread(const FeatureSpec& spec, const std::string& what) {
  const auto extractor = make_features(spec, test::kRateHz, 4000);
  std::vector<std::vector<float>> sounds, expected;
  for (std::uint32_t seed = 0; seed < 4; ++seed) {
    sounds.push_back(test::noise(4000, seed));
    expected.push_back(test::features_of(*extractor, sounds.back()));
  }
  std::atomic<int> wrong = 0;
  on_threads([&](int thread) {
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t which = (i + static_cast<std::size_t>(thread)) % sounds.size();
      if (test::features_of(*extractor, sounds[which]) != expected[which]) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0) << what;
}

TEST(FeatureThreads, give_the_same_bits_as_one_thread) {
  for (const auto& [name, spec] : test::all_specs()) {
    if (!std::holds_alternative<WhisperLogMelSpec>(spec)) expect_the_bits_of_one_thread(spec, name);
  }  // Whisper's 30 s are MelFrames again, and slow under a sanitizer
}

// n_fft 490 has the factor 7: KissFFT then keeps working memory in the plan, which threads must not share.
TEST(LogMelThreads, give_the_same_bits_as_one_thread) {
  for (const int n_fft : {512, 490}) {
    LogMelSpec spec = test::usual_spec();
    spec.n_fft = n_fft;
    expect_the_bits_of_one_thread(spec, "n_fft " + std::to_string(n_fft));
  }
}

TEST(LogMelThreads, outlive_one_extractor_and_go_on_with_the_next) {
  const auto sound = test::noise(4000, 1);
  on_threads([&](int) {
    std::vector<float> first;
    for (int i = 0; i < 5; ++i) {
      const auto extractor = make_features(test::usual_spec(), test::kRateHz, 4000);
      const auto features = test::features_of(*extractor, sound);
      if (i == 0) first = features;
      EXPECT_EQ(features, first);
    }
  });
}

struct Counted {
  explicit Counted(std::atomic<int>& count) : alive(count) { ++alive; }
  ~Counted() { --alive; }
  std::atomic<int>& alive;
  int users = 0;
};

TEST(ScratchPool, makes_one_for_calls_that_follow_each_other) {
  std::atomic<int> alive = 0;
  {
    ScratchPool<Counted> pool([&] { return std::make_unique<Counted>(alive); });
    for (int i = 0; i < 10; ++i) std::thread([&] { pool.borrow(); }).join();
    EXPECT_EQ(alive, 1);
    const auto first = pool.borrow(), second = pool.borrow();
    EXPECT_EQ(alive, 2);
  }
  EXPECT_EQ(alive, 0);
}

TEST(ScratchPool, never_lends_one_to_two) {
  std::atomic<int> alive = 0, shared = 0;
  ScratchPool<Counted> pool([&] { return std::make_unique<Counted>(alive); });
  on_threads([&](int) {
    for (int i = 0; i < 1000; ++i) {
      const auto scratch = pool.borrow();
      if (++scratch->users != 1) ++shared;
      --scratch->users;
    }
  });
  EXPECT_EQ(shared, 0);
  EXPECT_LE(alive, kThreads);
}

TEST(ScratchPool, can_be_used_after_making_one_failed) {
  std::atomic<int> alive = 0;
  bool fail = true;
  ScratchPool<Counted> pool([&] {
    if (fail) throw std::bad_alloc();
    return std::make_unique<Counted>(alive);
  });
  EXPECT_THROW(pool.borrow(), std::bad_alloc);
  fail = false;
  pool.borrow();
  EXPECT_EQ(alive, 1);
}

}  // namespace
}  // namespace nightjar
