#define _GNU_SOURCE
#include "command.h"
#include "process.h"
#include "run_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

extern char **environ;

const char *const *command_words(const struct supervisor_task *task, int number) {
  const char *const *words = task->commands;
  for (; number > 0 && *words != NULL; number--) {
    while (*words != NULL) words++;
    words++;
  }
  return words;
}

static bool connect_to_log(const char *folder) {
  int ends[2];
  int log = open(path_in(folder, "log"), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return false;
  // Out of the way of those that it becomes: they are free, and the pipe would take them.
  int high = fcntl(log, F_DUPFD_CLOEXEC, 10);
  if (high < 0 || dup2(high, 1) < 0 || dup2(high, 2) < 0 || pipe(ends) != 0) return false;
  close(ends[1]);
  // An empty pipe reads as /dev/null does, which a broken machine may lack.
  bool done = dup2(ends[0], 0) == 0;
  close(ends[0]);
  return done;
}

static void become(const char *const *words, const char *folder, pid_t supervisor, int channel) {
  sigset_t none;
  int reports = fcntl(channel, F_DUPFD_CLOEXEC, 20);
  end_with_parent(supervisor, SIGQUIT);
  setsid();
  if (connect_to_log(folder) && chdir(folder) == 0) {
    default_signals();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(words[0], (char *const *)words, environ);
  }
  supervisor_report_to(reports, supervisor_failed, errno);
  _exit(127);
}

pid_t command_start(const char *const *words, const char *folder, int channel) {
  pid_t supervisor = getpid();
  pid_t process = fork();
  if (process == 0) become(words, folder, supervisor, channel);
  return process > 0 ? process : -errno;
}
