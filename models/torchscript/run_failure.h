// What goes wrong while a network runs, as Errors: nothing that LibTorch throws may leave the object.
#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "models/torchscript/error_text.h"
#include "nightjar/error.h"

namespace nightjar {

class RunFailure {
 public:
  explicit RunFailure(std::string model) : model_(std::move(model)) {}

  // What `work` returns, an Expected, or the failure of what it throws, on a batch of that size; 0: on none.
  template <class Work>
  auto guard(std::int64_t batch, Work&& work) const -> decltype(work()) {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      return out_of_memory(batch);
    } catch (const std::exception& error) {
      const std::string message = message_of(error);
      return is_out_of_memory(message) ? out_of_memory(batch) : failed(batch, first_meaningful_line(message));
    } catch (...) {
      return failed(batch, "an exception of an unknown type");
    }
  }

  Unexpected failed(std::int64_t batch, const std::string& why) const {
    return Unexpected(
        Error{ErrorCode::inference_failed, "model " + model_ + " failed" + on(batch) + ": " + why});
  }

 private:
  Unexpected out_of_memory(std::int64_t batch) const {
    return Unexpected(Error{ErrorCode::out_of_memory, "no memory to run model " + model_ + on(batch)});
  }
  static std::string on(std::int64_t batch) {
    return batch == 0 ? "" : " on a batch of " + std::to_string(batch);
  }

  std::string model_;
};

}  // namespace nightjar
