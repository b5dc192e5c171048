// Many producers, whose requests are each answered once: by a callback, a future, or the callback of a
// request that started itself again.
#include <future>
#include <numeric>
#include <thread>

#include "tests/engine/queue/queue_fixture.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

constexpr int kProducers = 8;

int requests() {
#ifdef __SANITIZE_THREAD__
  constexpr int kQuick = 8'000;
#else
  constexpr int kQuick = 40'000;
#endif
  return test::thorough() ? 1'000'000 : kQuick;
}

using QueueProducers = QueueTest;

TEST_F(QueueProducers, lose_no_request_and_get_no_answer_twice) {
  const int each = requests() / kProducers;
  std::vector<std::atomic<int>> answers(static_cast<std::size_t>(each * kProducers));
  std::atomic<int> wrong = 0;
  const auto answered = [&](std::size_t n, float output) {
    ++answers[n];
    if (output != static_cast<float>(2 * (n % 1000))) ++wrong;
  };
  const auto input = [](std::size_t n) { return Echo(static_cast<float>(n % 1000)); };
  InferQueue queue = queue_of(5, 3);
  queue.set_callback([&](const InferRequest& request, const std::any& userdata) {
    const auto n = std::any_cast<std::size_t>(userdata);
    answered(n, first_of(request.outputs()));
    if (n % 7 == 0 && n + 1 < answers.size()) queue.start_async(input(n + 1), n + 1);
  });
  const auto produce = [&](std::size_t producer) {
    const std::size_t begin = producer * static_cast<std::size_t>(each);
    for (std::size_t n = begin; n < begin + static_cast<std::size_t>(each); ++n) {
      if (n % 7 == 1) continue;  // started by the callback of the one before
      switch (n % 7 == 0 ? 0 : n % 4) {
        case 0:
          queue.start_async(input(n), n);
          break;
        case 1:
          answered(n, queue.submit(input(n)).get().values[0]);
          break;
        case 2:
          while (!queue.try_start_async(input(n), n)) queue.idle_request_id();
          break;
        default:
          while (!queue.start_async_until(std::chrono::steady_clock::now(), input(n), n)) {
          }
      }
    }
  };
  {
    std::vector<std::jthread> producers;
    for (std::size_t i = 0; i < kProducers; ++i) producers.emplace_back(produce, i);
  }
  queue.wait_all();
  EXPECT_TRUE(std::ranges::all_of(answers, [](const auto& n) { return n == 1; }));
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace nightjar
