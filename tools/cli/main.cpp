#include "tools/cli/command.h"

int main(int argc, char** argv) {
  return static_cast<int>(nightjar::cli::execute(argc, argv));
}
