// Compiles the headers that all tests include, once: see nightjar_test.
int main() {}
