#include "engine/graph/graph.h"

#include <oneapi/tbb/flow_graph.h>

#include <exception>
#include <new>
#include <tuple>
#include <utility>

#include "engine/graph/dispatcher.h"
#include "engine/graph/latency_counts.h"
#include "engine/graph/workers.h"

namespace nightjar::graph {
namespace {

namespace flow = tbb::flow;

// An exception that escaped a body would cancel the whole graph and lose what is in it. So none does.
template <class Body>
std::optional<Error> guarded(Body&& body) {
  try {
    body();
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return Error{
        ErrorCode::out_of_memory, "memory ran out; give more with --memory or use fewer workers", {}, -1};
  } catch (const std::exception& e) {
    return Error{ErrorCode::internal_error, e.what(), {}, -1};
  } catch (...) {
    return Error{ErrorCode::internal_error, "an exception of unknown type was thrown", {}, -1};
  }
}

using Priority = flow::node_priority_t;
using Step = Expected<void> (Stream::*)(Batch&);
using ReadNode = flow::multifunction_node<SlotPtr, std::tuple<UnitPtr>>;
// What was inferred is worth the little that scoring costs; what was not is given up.
enum class WhenStopping { give_up, finish };
using StepNode = flow::function_node<UnitPtr, UnitPtr>;

}  // namespace

struct Graph::Impl {
  Impl(const Limits& limits, StreamSource& source, const std::function<void()>& on_worker_start)
      : dispatcher_(limits, source), workers_(limits.workers, on_worker_start), graph_(make_graph()) {
    flow::make_edge(flow::output_port<0>(read_), extract_);
    flow::make_edge(extract_, infer_);
    flow::make_edge(infer_, score_);
    flow::make_edge(score_, merge_);
    pump();
  }

  ~Impl() {
    stop();
    dispatcher_.wait_idle();
    workers_.arena().execute([this] { graph_->wait_for_all(); });
  }

  // Starts all that may start.
  void pump() {
    const Actions actions = dispatcher_.take();
    for (const auto& slot : actions.close) close_.try_put(slot);
    for (const auto& slot : actions.read) read_.try_put(slot);
    for (const auto& slot : actions.open) open_.try_put(slot);
  }

  void stop() {
    dispatcher_.stop();
    pump();
  }

  void open(const SlotPtr& slot) {
    StepClock::Lap lap(open_clock_);
    bool readable = false;
    auto cause = guarded([&] { readable = slot->stream->open(); });
    dispatcher_.opened(slot, readable, std::move(cause));
    pump();
  }

  void read(const SlotPtr& slot, ReadNode::output_ports_type& ports) {
    auto unit = std::make_shared<Unit>();
    std::optional<Error> cause;
    {
      StepClock::Lap lap(read_clock_);
      cause = guarded([&] { unit->batch = slot->stream->read(); });
    }
    if (unit->batch) {
      unit->slot = slot;
      unit->read_at = LatencyCounts::Clock::now();
      ++under_way_;
      unit->index = slot->next_index++;
      dispatcher_.batch_read(slot);
      std::get<0>(ports).try_put(unit);
    } else {
      dispatcher_.read_ended(slot, std::move(cause));
    }
    pump();
  }

  UnitPtr step(Step call, StepClock& clock, WhenStopping when_stopping, UnitPtr unit) {
    if (unit->failure) return unit;
    if (dispatcher_.stopping() && when_stopping == WhenStopping::give_up) {
      unit->failure = ended_early(ErrorCode::interrupted);
      return unit;
    }
    StepClock::Lap lap(clock);
    Expected<void> result;
    auto thrown = guarded([&] { result = ((*unit->slot->stream).*call)(*unit->batch); });
    unit->failure = thrown   ? std::move(thrown)
                    : result ? std::nullopt
                             : std::optional<Error>(std::move(result).error());
    return unit;
  }

  UnitPtr extract(UnitPtr unit) {
    unit->begun_at = LatencyCounts::Clock::now();
    return step(&Stream::extract, extract_clock_, WhenStopping::give_up, std::move(unit));
  }

  UnitPtr infer(UnitPtr unit) {
    return step(&Stream::infer, infer_clock_, WhenStopping::give_up, std::move(unit));
  }

  UnitPtr score(UnitPtr unit) {
    unit = step(&Stream::score, score_clock_, WhenStopping::finish, std::move(unit));
    if (!unit->failure) {
      since_read_.add_since(unit->read_at);
      since_begun_.add_since(unit->begun_at);
    }
    return unit;
  }

  void merge(UnitPtr unit) {
    const SlotPtr slot = unit->slot;
    const std::int64_t index = unit->index;
    slot->merging.push(index, std::move(unit), [this, &slot](UnitPtr ready) {
      std::optional<Error> cause;
      if (!slot->merge_failed) {
        StepClock::Lap lap(merge_clock_);
        cause = guarded([&] { slot->stream->merge(*ready->batch, ready->failure); });
        slot->merge_failed = cause.has_value();
      }
      --under_way_;
      ready->batch.reset();  // the memory goes before its credit
      dispatcher_.batch_merged(slot, std::move(cause));
    });
    pump();
  }

  void close(const SlotPtr& slot) {
    guarded([&] { slot->stream->close(slot->cause); });
    slot->stream.reset();  // the memory goes before its credit
    dispatcher_.closed(slot);
    pump();
  }

  std::unique_ptr<flow::graph> make_graph() {
    // A graph runs in the arena of the thread that makes it.
    std::unique_ptr<flow::graph> graph;
    workers_.arena().execute([&graph] { graph = std::make_unique<flow::graph>(); });
    return graph;
  }

  StepNode make_step(UnitPtr (Impl::*work)(UnitPtr), Priority priority) {
    return {*graph_, flow::unlimited, [this, work](const UnitPtr& unit) { return (this->*work)(unit); },
            priority};
  }

  Dispatcher dispatcher_;
  StepClock open_clock_, read_clock_, extract_clock_, infer_clock_, score_clock_, merge_clock_;
  LatencyCounts since_read_, since_begun_;
  std::atomic<std::size_t> under_way_ = 0;
  Workers workers_;
  std::unique_ptr<flow::graph> graph_;

  // The credits bound what is in the graph and the workers what runs, so the nodes need no limits of their
  // own. They have priorities: oneTBB runs a thread's newest task first, so a worker that is busy with a long
  // stream would else never come back to open and close the others. What gives credits back goes first.
  // Reading goes before the work on what was read: one stream is read by one worker at a time, so the others
  // need batches in store while it is.
  flow::function_node<SlotPtr> close_{*graph_, flow::unlimited, [this](const SlotPtr& slot) { close(slot); },
                                      Priority{7}};
  flow::function_node<UnitPtr> merge_{*graph_, flow::unlimited, [this](const UnitPtr& unit) { merge(unit); },
                                      Priority{6}};
  StepNode score_ = make_step(&Impl::score, 5);
  flow::function_node<SlotPtr> open_{*graph_, flow::unlimited, [this](const SlotPtr& slot) { open(slot); },
                                     Priority{4}};
  ReadNode read_{*graph_, flow::unlimited,
                 [this](const SlotPtr& slot, ReadNode::output_ports_type& ports) { read(slot, ports); },
                 Priority{3}};
  StepNode infer_ = make_step(&Impl::infer, 2);
  StepNode extract_ = make_step(&Impl::extract, 1);
};

Graph::Graph(const Limits& limits, StreamSource& source, const std::function<void()>& on_worker_start)
    : impl_(std::make_unique<Impl>(limits, source, on_worker_start)) {}
Graph::~Graph() = default;
void Graph::poke() {
  impl_->pump();
}
void Graph::stop() {
  impl_->stop();
}
void Graph::wait() {
  impl_->dispatcher_.wait_idle();
}

std::size_t Graph::under_way() const {
  return impl_->under_way_;
}
Latencies Graph::since_read() const {
  return impl_->since_read_.latencies();
}
Latencies Graph::since_begun() const {
  return impl_->since_begun_.latencies();
}

std::vector<StepStats> Graph::stats() const {
  return {impl_->open_clock_.stats("open"),       impl_->read_clock_.stats("read"),
          impl_->extract_clock_.stats("extract"), impl_->infer_clock_.stats("infer"),
          impl_->score_clock_.stats("score"),     impl_->merge_clock_.stats("merge")};
}

}  // namespace nightjar::graph
