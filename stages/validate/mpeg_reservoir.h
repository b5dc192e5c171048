// Whether the bytes that a layer III frame keeps in those before it are there.
#pragma once

#include "stages/validate/mpeg_frame_header.h"

namespace nightjar {

class MpegReservoir {
 public:
  enum class State {
    whole,
    missing,  // part of its bytes came before a hole, or the frame contradicts itself
    leap,     // its bytes are those of another frame: whole frames are lost here, or stand here twice
  };

  // A hole: nothing of what came before counts.
  void clear() { begin_ = used_to_ = end_; }

  State take(const MpegMainData& data) {
    const std::int64_t begin = end_ - data.begin;
    const std::int64_t end = begin + (data.bits + 7) / 8;
    State state = State::whole;
    if (begin < begin_ || end > end_ + data.own_bytes) {
      state = State::missing;
    } else if (begin < used_to_) {
      state = State::leap;
    } else {
      used_to_ = end;
    }
    end_ += data.own_bytes;
    return state;
  }

 private:
  // Counted in bytes of main data.
  std::int64_t begin_ = 0;    // there is nothing before
  std::int64_t used_to_ = 0;  // the end of the last frame's bytes
  std::int64_t end_ = 0;      // where the next frame's own begin
};

}  // namespace nightjar
