#include "tools/cli/selection_options.h"

#include "nightjar/error.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

Selection selection_of(const SelectionOptions& options) {
  Selection selection;
  for (const ChannelChoice choice : {ChannelChoice::mix, ChannelChoice::first, ChannelChoice::each}) {
    if (options.channels == name(choice)) selection.channels = choice;
  }
  if (!options.from.empty()) selection.from_s = parse_time(options.from);
  if (!options.to.empty()) selection.to_s = parse_time(options.to);
  if (selection.to_s <= selection.from_s) {
    throw SetupError(ErrorCode::bad_option, "--to " + options.to + " is not after --from " +
                                                (options.from.empty() ? "0" : options.from) +
                                                "; expected a part that has some length");
  }
  return selection;
}

}  // namespace nightjar::cli
