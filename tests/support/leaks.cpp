// libsndfile 1.2.0 loses some 6 KiB whenever it refuses an Ogg file. LeakSanitizer is told, or it would fail
// the tests that give it such files. Linked into them; without a sanitizer nobody calls it.
extern "C" [[gnu::visibility("default")]] const char* __lsan_default_suppressions() {
  return "leak:vorbis_info_init";
}
