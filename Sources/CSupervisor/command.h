#ifndef COMMAND_H
#define COMMAND_H

#include "CSupervisor.h"

/// The command of a number; empty where the task has no such.
const char *const *command_words(const struct supervisor_task *task, int number);

/// Starts a program in the folder, in a session of its own, with nothing to read and the log to write; returns the process, or
/// an error number below zero. What keeps the new process from becoming the program is reported to the channel.
pid_t command_start(const char *const *words, const char *folder, int channel);

void supervisor_report_to(int channel, enum supervisor_event event, int value);

#endif
