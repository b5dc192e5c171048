#include "nightjar/selection.h"

namespace nightjar {

std::string_view name(ChannelChoice channels) noexcept {
  switch (channels) {
    case ChannelChoice::mix:
      return "mix";
    case ChannelChoice::first:
      return "first";
    case ChannelChoice::each:
      return "each";
  }
  return "mix";
}

}  // namespace nightjar
