// What a program may find closed at its start, and takes for granted.
#pragma once

namespace nightjar::cli {

// A standard stream that is closed leaves its number to the next file that is opened, which our output or a
// library's message would then be written into. So each such number is given to /dev/null first: what is
// written to standard output fails as before, and messages are lost. Call it before anything is opened.
void occupy_closed_streams();

}  // namespace nightjar::cli
