#ifndef CSUPERVISOR_H
#define CSUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// The process between the program and its server. It is forked and never executes a program itself, so it needs no shell, no
// PATH and no /dev/null, and after the fork it makes system calls only: other threads of the program may hold any lock.

/// What a supervisor looks after; read before and in the fork only.
struct supervisor_task {
  /// The folder that it makes and, at the end, removes.
  const char *folder;
  /// Programs with their arguments: NULL after each, and one more NULL at the end.
  const char *const *commands;
  bool switches_user;
  uid_t user;
  gid_t group;
};

/// An order is one byte; `'0' + n` runs the command of that number. The end of the channel means `supervisor_stop`.
enum supervisor_order : uint8_t {
  supervisor_run = '0',
  /// With a checkpoint, so that the data directory can be copied.
  supervisor_shut_down = 'd',
  /// At once, and remove the folder.
  supervisor_stop = 's',
  /// Leave the server alone from now on; its folder goes when it ends.
  supervisor_keep = 'k',
};

enum supervisor_event : int32_t {
  /// The folder is there, or the error number says why it is not.
  supervisor_made_folder = 1,
  /// The error number says why a command could not be run.
  supervisor_failed = 2,
  /// A command has ended, with the status that `waitpid` gives, and what it started is gone.
  supervisor_ended = 3,
};

struct supervisor_report {
  enum supervisor_event event;
  int32_t value;
};

/// Forks a supervisor.
///
/// `channel` gets the program's end: orders are written to it, reports read from it. Returns the process, or an error number
/// below zero.
pid_t supervisor_start(const struct supervisor_task *task, int *channel);

/// Reads a report: 1 when there is one, 0 when there is none within the time, -1 when the supervisor is gone.
int supervisor_next_report(int channel, int milliseconds, struct supervisor_report *report);

/// Removes a folder with all that is in it, without following links; tries again for a second while others write into it.
bool folder_remove(const char *path);

/// Copies a folder with owners and modes, without following links and without the file `left_out` at its top.
///
/// `digest` gets a number that depends on all names, owners, modes and bytes. Returns an error number: above zero where the
/// target could not be written, below where the source could not be read.
int folder_copy(const char *source, const char *target, const char *left_out, uint64_t *digest);

/// Removes the System V segment that a server killed outright left behind, by what its `postmaster.pid` says.
void folder_release_memory(const char *data);

/// Calls `ending` with the number of the first SIGINT, SIGTERM or SIGHUP, on a thread that does nothing else; returns an error
/// number where there can be no such thread.
int interruption_install(void (*ending)(int signal));

/// Whether so many threads can be had at once: 0, or an error number. Dispatch waits for ever for one that it cannot have.
int threads_try(int count);

/// On a crash, writes a sentence to standard error and exits 2, since a crash must not pass for a verdict.
void crash_install(const char *sentence);

#endif
