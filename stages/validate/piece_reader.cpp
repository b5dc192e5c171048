#include "stages/validate/piece_reader.h"

#include "stages/validate/refusal.h"

namespace nightjar {

Error broken_stream(ErrorCode code, const RegularFile& file, const std::string& what, std::int64_t offset) {
  return refusal(code, file.path(), what,
                 "expected an unbroken stream; it is damaged: copy the file again from its source", offset)
      .value();
}

Error ended_early(const RegularFile& file, const std::string& what) {
  return refusal(
             ErrorCode::truncated, file.path(), what,
             "expected one; the recording is cut short by an unknown length: copy it again from its source")
      .value();
}

Error wrong_checksum(const RegularFile& file, const std::string& name) {
  return refusal(
             ErrorCode::altered, file.path(), "sound whose checksum (" + name + ") is not the stated one",
             "expected what was encoded; it was changed since, or its encoder erred: copy it again from its "
             "source")
      .value();
}

}  // namespace nightjar
