#include "tools/cli/execute.h"

int main(int argc, char** argv) {
  return static_cast<int>(nightjar::cli::execute(argc, argv));
}
