#define _GNU_SOURCE
#include "entries.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static bool is_real(const char *name) { return strcmp(name, ".") != 0 && strcmp(name, "..") != 0; }

#ifdef __linux__

struct kernel_entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

// By the system call: opendir allocates, and after a fork another thread may have held the allocator's lock.
bool each_entry(int folder, entry_deed *deed, void *context) {
  char buffer[4096] __attribute__((aligned(8)));
  lseek(folder, 0, SEEK_SET);
  for (;;) {
    long size = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
    if (size <= 0) return size == 0;
    for (long place = 0; place < size;) {
      struct kernel_entry *entry = (struct kernel_entry *)(buffer + place);
      if (is_real(entry->name) && !deed(folder, entry->name, context)) return true;
      place += entry->length;
    }
  }
}

#else

bool each_entry(int folder, entry_deed *deed, void *context) {
  DIR *names = fdopendir(dup(folder));
  if (names == NULL) return false;
  rewinddir(names);
  for (struct dirent *entry = readdir(names); entry != NULL; entry = readdir(names)) {
    if (is_real(entry->d_name) && !deed(folder, entry->d_name, context)) break;
  }
  closedir(names);
  return true;
}

#endif

void sleep_milliseconds(int milliseconds) {
  struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
  nanosleep(&time, NULL);
}
