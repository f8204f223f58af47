#define _GNU_SOURCE
#include "CSupervisor.h"
#include "command.h"
#include "entries.h"
#include "process.h"
#include "run_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Milliseconds that a server gets to end at once, to end with a checkpoint, and to end when it has been killed outright:
/// one that waits for a broken disk never does.
enum { patience_at_stop = 700, patience_at_shut_down = 20000, patience_with_kernel = 300 };

/// The program's end of the socket is descriptor 0 here, and the only one that is left open.
enum { channel = 0 };

static const struct supervisor_task *task;
/// The command that runs; 0 when none does.
static pid_t child;
/// When to lose patience with the command, in milliseconds of the clock; 0 for never.
static int64_t deadline;
static bool is_killed;
static bool keeps;

void supervisor_report_to(int to, enum supervisor_event event, int value) {
  struct supervisor_report line = {event, value};
#ifdef MSG_NOSIGNAL
  send(to, &line, sizeof line, MSG_NOSIGNAL);
#else
  send(to, &line, sizeof line, 0);
#endif
}

// MARK: The command

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void run(int number) {
  const char *const *words = command_words(task, number);
  if (child != 0 || *words == NULL) return;
  is_killed = false;
  child = command_start(words, task->folder, channel);
  if (child > 0) return;
  supervisor_report_to(channel, supervisor_failed, -child);
  child = 0;
}

static void end_child(int signal, int patience) {
  if (child == 0) return;
  deadline = now() + patience;
  kill(child, signal);
}

/// Ends what an ended command left: workers that outlive their server hold its memory, and would meet the next one's files.
///
/// They get a moment to notice, for one that is killed leaves a System V segment, and a system has room for some thousand.
static void end_orphans(void) {
  for (int tries = 0; tries < 100 && waitpid(-1, NULL, WNOHANG) >= 0; tries++) {
    if (tries >= 50) kill_children();
    sleep_milliseconds(tries < 25 ? 1 : 5);
  }
}

/// Takes leave of what has ended, and tells the status of the command.
static void reap(void) {
  int status;
  for (pid_t ended = waitpid(-1, &status, WNOHANG); ended > 0; ended = waitpid(-1, &status, WNOHANG)) {
    if (ended != child) continue;
    kill(-child, SIGKILL);
    end_orphans();
    child = 0;
    deadline = 0;
    if (!keeps) supervisor_report_to(channel, supervisor_ended, status);
  }
}

static void lose_patience(void) {
  if (is_killed) {
    child = 0;
    deadline = 0;
    return;
  }
  kill(child, SIGKILL);
  kill_children();
  is_killed = true;
  deadline = now() + patience_with_kernel;
}

// MARK: Waiting

static void note(int signal) { (void)signal; }

/// Keeps every signal away but the one that ends a wait when a command ends.
static void set_signals(void) {
  sigset_t all;
  struct sigaction action = {.sa_handler = note};
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  default_signals();
  sigaction(SIGCHLD, &action, NULL);
}

/// Returns when there is something to read, a command has ended, or the time has passed.
static void wait_for_event(bool listens) {
  sigset_t waiting;
  fd_set readable;
  int64_t left = deadline == 0 ? 3600000 : deadline - now();
  struct timespec time = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
  if (left <= 0) return;
  sigfillset(&waiting);
  sigdelset(&waiting, SIGCHLD);
  FD_ZERO(&readable);
  if (listens) FD_SET(channel, &readable);
  pselect(channel + 1, &readable, NULL, NULL, &time, &waiting);
}

static void attend(bool listens) {
  wait_for_event(listens);
  reap();
  if (deadline != 0 && now() >= deadline) lose_patience();
}

static void wait_for_end(void) {
  while (child != 0) attend(false);
}

// MARK: Orders

/// The next order; 0 when there is none yet.
static uint8_t next_order(void) {
  uint8_t order;
  ssize_t count = recv(channel, &order, 1, MSG_DONTWAIT);
  if (count == 1) return order;
  bool waits = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return waits ? 0 : supervisor_stop;
}

static void keep(void) {
  run_folder_mark_kept(task->folder);
  keeps = true;
  close(channel);
  wait_for_end();
}

static void supervise(void) {
  for (;;) {
    uint8_t order = next_order();
    if (order == 0) attend(true);
    if (order >= supervisor_run && order <= '9') run(order - supervisor_run);
    if (order == supervisor_shut_down) end_child(SIGINT, patience_at_shut_down);
    if (order == supervisor_keep) return keep();
    if (order == supervisor_stop) break;
  }
  end_child(SIGQUIT, patience_at_stop);
  wait_for_end();
}

// MARK: The fork

/// Lets go of all that came with the program: its terminal, its descriptors (a pipe of whoever started it must not be held
/// open by what outlives it), its signal handlers, its folder.
static void leave_program(int inherited) {
  set_signals();
  setsid();
  umask(077);
  if (inherited != channel) dup2(inherited, channel);
  close_from(channel + 1);
  fcntl(channel, F_SETFD, FD_CLOEXEC);
}

static void be_supervisor(const struct supervisor_task *given, pid_t program, int inherited) {
  task = given;
  leave_program(inherited);
  adopt_orphans();
  int error = chdir("/") == 0 && become_user(task) ? run_folder_make(task->folder, program) : errno;
  supervisor_report_to(channel, supervisor_made_folder, error);
  if (error != 0) _exit(1);
  show_name("supervisor", task->folder);
  supervise();
  run_folder_remove(task->folder);
  _exit(0);
}

static int make_socket(int ends[2]) {
#ifdef SOCK_CLOEXEC
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
#else
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return -1;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

pid_t supervisor_start(const struct supervisor_task *given, int *orders) {
  int ends[2];
  sigset_t all, before;
  if (make_socket(ends) != 0) return -errno;
  // A handler of the program's must not run in the fork.
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t program = getpid();
  pid_t process = fork();
  if (process == 0) be_supervisor(given, program, ends[1]);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (process > 0) *orders = ends[0];
  else close(ends[0]);
  return process > 0 ? process : -error;
}

int supervisor_next_report(int from, int milliseconds, struct supervisor_report *report) {
  struct pollfd waiting = {.fd = from, .events = POLLIN};
  int ready = poll(&waiting, 1, milliseconds);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return 0;
  return recv(from, report, sizeof *report, MSG_WAITALL) == sizeof *report ? 1 : -1;
}
