// What the recognizer promises to those who take records as they come.
#include <atomic>
#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/engine/recognizer/recognizer_fixture.h"

namespace nightjar {
namespace {

// A sink that takes nothing for a while holds the reading up, and costs no record.
TEST_F(RecognizerTest, waits_for_a_sink_that_wants_no_more) {
  struct SlowSink : RecordSink {
    std::atomic<bool>& open;
    std::atomic<int>& records;
    SlowSink(std::atomic<bool>& o, std::atomic<int>& r) : open(o), records(r) {}
    void record(const Record&) override { ++records; }
    bool wants_more() const override { return open; }
  };
  const std::string path = write("a.wav", tone(300, 30, 16000));
  std::atomic<bool> open = false;
  std::atomic<int> records = 0;
  Recognizer engine(stub_model(backend_), {.workers = 2});
  std::thread caller([&] {
    engine.recognize(std::span(&path, 1),
                     [&](std::size_t, const std::string&) -> std::unique_ptr<RecordSink> {
                       return std::make_unique<SlowSink>(open, records);
                     });
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_LE(records, 1) << "read on although the sink wants no more";
  open = true;
  engine.poke();
  caller.join();
  EXPECT_EQ(records, 3) << "recording, event, end";
}

TEST_F(RecognizerTest, a_sink_that_throws_ends_its_recording_only) {
  struct ThrowingSink : RecordSink {
    void record(const Record&) override { throw std::runtime_error("full"); }
  };
  const std::string path = write("a.wav", tone(300, 5, 16000));
  const std::vector<std::string> paths(3, path);
  Recognizer engine(stub_model(backend_), {.workers = 2});
  engine.recognize(paths, [](std::size_t, const std::string&) { return std::make_unique<ThrowingSink>(); });
  EXPECT_EQ(engine.recognize(path).summary.status, Status::ok);
  EXPECT_THROW(engine.recognize(paths,
                                [](std::size_t, const std::string&) -> std::unique_ptr<RecordSink> {
                                  throw std::logic_error("no sink");
                                }),
               std::logic_error);
}

TEST_F(RecognizerTest, destroys_every_sink_before_the_call_returns) {
  struct CountedSink : RecordSink {
    std::atomic<int>& live;
    explicit CountedSink(std::atomic<int>& l) : live(l) { ++live; }
    ~CountedSink() override { --live; }
    void record(const Record&) override {}
  };
  const std::vector<std::string> paths(20, write("a.wav", tone(300, 1, 16000)));
  std::atomic<int> live = 0;
  Recognizer engine(stub_model(backend_), {.workers = 3});
  for (int i = 0; i < 20; ++i) {
    engine.recognize(paths,
                     [&](std::size_t, const std::string&) { return std::make_unique<CountedSink>(live); });
    ASSERT_EQ(live, 0);
  }
}

}  // namespace
}  // namespace nightjar
