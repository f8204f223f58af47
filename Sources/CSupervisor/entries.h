#ifndef ENTRIES_H
#define ENTRIES_H

#include <stdbool.h>

/// What is done with each name in an open folder; false ends the walk.
typedef bool entry_deed(int folder, const char *name, void *context);

/// Calls `deed` for each name but `.` and `..`; false where the folder could not be read to its end.
bool each_entry(int folder, entry_deed *deed, void *context);

void sleep_milliseconds(int milliseconds);

#endif
