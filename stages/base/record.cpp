#include "nightjar/record.h"

namespace nightjar {

std::string_view name(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::partial:
      return "partial";
    case Status::refused:
      return "refused";
    case Status::interrupted:
      return "interrupted";
    case Status::not_started:
      return "not_started";
  }
  return "refused";
}

}  // namespace nightjar
