#include "stages/decode/event_queue.h"

#include <gmock/gmock.h>

namespace nightjar {
namespace {

using ::testing::ElementsAre;

TEST(EventQueue, releases_by_start_then_end_then_name_of_the_label) {
  EventQueue queue({"wren", "crow", "owl"});
  queue.push(0, {.start_frame = 10, .end_frame = 20, .label = {}, .score = 0.5F});
  queue.push(2, {.start_frame = 10, .end_frame = 20, .label = {}});
  queue.push(1, {.start_frame = 10, .end_frame = 30, .label = {}});
  queue.push(0, {.start_frame = 5, .end_frame = 40, .label = {}, .continues = true});
  std::vector<std::string> out;
  const EventSink sink = [&](Event&& e) {
    out.push_back(e.label + " " + std::to_string(e.start_frame) + " " + std::to_string(e.end_frame) +
                  (e.continues ? " continues" : ""));
  };
  queue.release_before(10, sink);
  EXPECT_THAT(out, ElementsAre("wren 5 40 continues"));
  queue.release_before(11, sink);
  EXPECT_THAT(out, ElementsAre("wren 5 40 continues", "owl 10 20", "wren 10 20", "crow 10 30"));
}

}  // namespace
}  // namespace nightjar
