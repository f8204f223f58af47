#define _GNU_SOURCE
#include "run_folder.h"
#include "CSupervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *path_in(const char *folder, const char *name) {
  static char path[PATH_MAX];
  size_t length = strlen(folder);
  if (length + strlen(name) + 2 > sizeof path) return "";
  memcpy(path, folder, length);
  path[length] = '/';
  strcpy(path + length + 1, name);
  return path;
}

static void write_number(const char *path, pid_t number) {
  char text[16];
  char *start = text + sizeof text;
  *--start = '\n';
  for (int rest = number; rest > 0; rest /= 10) *--start = (char)('0' + rest % 10);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return;
  // Without room a later run does not find the number, and nothing else depends on it.
  if (write(file, start, (size_t)(text + sizeof text - start)) < 0) errno = 0;
  close(file);
}

int run_folder_make(const char *folder, pid_t program) {
  if (mkdir(folder, 0700) != 0) return errno;
  write_number(path_in(folder, "trespass.pid"), program);
  write_number(path_in(folder, "supervisor.pid"), getpid());
  return 0;
}

void run_folder_mark_kept(const char *folder) {
  int file = open(path_in(folder, "keep"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) close(file);
}

void run_folder_remove(const char *folder) {
  folder_release_memory(path_in(folder, "data"));
  // What cannot be removed keeps the names of its owners, by which a later run with more rights knows it.
  if (folder_remove(path_in(folder, "data"))) folder_remove(folder);
}
