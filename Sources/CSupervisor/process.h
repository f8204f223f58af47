#ifndef PROCESS_H
#define PROCESS_H

#include "CSupervisor.h"

/// Gives up root for good where the task asks for it.
bool become_user(const struct supervisor_task *task);

/// Forgets how the program answers signals, and unblocks none.
void default_signals(void);

/// Closes every descriptor from `first` on.
void close_from(int first);

/// Makes this process the parent of whatever its descendants leave behind.
void adopt_orphans(void);

/// Has the kernel send a signal when the parent ends.
void end_with_parent(pid_t parent, int signal);

/// Shows another name in the list of processes than that of the program, so that who ends the one by name spares the other.
void show_name(const char *name, const char *subject);

/// Sends SIGKILL to every child.
void kill_children(void);

#endif
