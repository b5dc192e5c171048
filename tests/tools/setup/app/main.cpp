// An app that uses an installed Nightjar: it compiles and links with nothing but what the package config
// names.
#include <iostream>

#include "nightjar/error.h"

int main() {
  std::cout << "an app knows Nightjar's errors: " << nightjar::name(nightjar::ErrorCode::not_found) << '\n';
}
