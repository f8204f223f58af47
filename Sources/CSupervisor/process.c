#define _GNU_SOURCE
#include "process.h"
#include "entries.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// By the system calls: glibc's functions change every thread of the program and wait for threads that a fork does not have.
bool become_user(const struct supervisor_task *task) {
  if (!task->switches_user) return true;
#ifdef __linux__
  return syscall(SYS_setgroups, 0, NULL) == 0 && syscall(SYS_setresgid, task->group, task->group, task->group) == 0
    && syscall(SYS_setresuid, task->user, task->user, task->user) == 0;
#else
  return setgroups(0, NULL) == 0 && setgid(task->group) == 0 && setuid(task->user) == 0;
#endif
}

void default_signals(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
}

void close_from(int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  struct rlimit limit;
  int last = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
  for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

#ifdef __linux__

void adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

void end_with_parent(pid_t parent, int signal) {
  prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
  if (getppid() != parent) _exit(127);
}

/// Reads a file of /proc; false where it is not there, as for a process that has ended.
static bool read_text(int folder, const char *path, char *text, size_t size) {
  int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, text, size - 1);
  if (file >= 0) close(file);
  if (length < 0) return false;
  text[length] = 0;
  return true;
}

/// What follows the name in a line of `/proc/N/stat`, whose name may hold anything: the state, then numbers.
static const char *after_name(const char *text) {
  const char *end = strrchr(text, ')');
  return end == NULL || end[1] == 0 ? NULL : end + 2;
}

static const char *skip_fields(const char *text, int count) {
  for (; count > 0 && text != NULL; count--) {
    text = strchr(text, ' ');
    if (text != NULL) text++;
  }
  return text;
}

/// Writes text from `start` on as far as there is room; returns where it ends.
static char *put(char *start, const char *end, const char *text) {
  while (*text != 0 && start < end - 1) *start++ = *text++;
  return start;
}

void show_name(const char *name, const char *subject) {
  char text[1024];
  prctl(PR_SET_NAME, name, 0, 0, 0);
  if (!read_text(AT_FDCWD, "/proc/self/stat", text, sizeof text)) return;
  // Fields 48 and 49 of the line say where the kernel reads the arguments; the state is field 3.
  const char *places = after_name(text) == NULL ? NULL : skip_fields(after_name(text), 45);
  if (places == NULL) return;
  char *rest;
  char *start = (char *)strtoul(places, &rest, 10);
  char *end = (char *)strtoul(rest, NULL, 10);
  if (start == NULL || end <= start) return;
  memset(start, 0, (size_t)(end - start));
  put(put(put(start, end, name), end, " "), end, subject);
}

static bool kill_child(int processes, const char *name, void *context) {
  char path[64] = "";
  char text[512];
  (void)context;
  if (name[0] < '1' || name[0] > '9' || strlen(name) > 20) return true;
  strcat(strcat(path, name), "/stat");
  if (!read_text(processes, path, text, sizeof text)) return true;
  const char *state = after_name(text);
  if (state == NULL || *state == 'Z' || strtol(state + 1, NULL, 10) != getpid()) return true;
  kill((pid_t)strtol(name, NULL, 10), SIGKILL);
  return true;
}

void kill_children(void) {
  int processes = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (processes < 0) return;
  each_entry(processes, kill_child, NULL);
  close(processes);
}

#else

void adopt_orphans(void) {}
void end_with_parent(pid_t parent, int signal) { (void)parent, (void)signal; }
void show_name(const char *name, const char *subject) { (void)name, (void)subject; }
void kill_children(void) {}

#endif
