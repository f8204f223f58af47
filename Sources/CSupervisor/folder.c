#define _GNU_SOURCE
#include "CSupervisor.h"
#include "entries.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_folder(int parent, const char *name) {
  return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool remove_entry(int folder, const char *name, void *context) {
  (void)context;
  if (unlinkat(folder, name, 0) == 0) return true;
  int inner = open_folder(folder, name);
  if (inner < 0) return true;
  each_entry(inner, remove_entry, NULL);
  close(inner);
  unlinkat(folder, name, AT_REMOVEDIR);
  return true;
}

bool folder_remove(const char *path) {
  for (int tries = 0; tries < 50; tries++) {
    if (tries > 0) sleep_milliseconds(20);
    int folder = open_folder(AT_FDCWD, path);
    if (folder < 0) return errno == ENOENT;
    each_entry(folder, remove_entry, NULL);
    close(folder);
    if (rmdir(path) == 0 || errno == ENOENT) return true;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != EBUSY) return false;
  }
  return false;
}
